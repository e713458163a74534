from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .roles import RIGHTS, Right, Role


class Organisation(models.Model):
    """A body that signs contracts, teaches or supervises: bureau, contractor, school."""

    class Kind(models.TextChoices):
        BUREAU = "BUREAU", _("Bureau")
        CONTRACTOR = "CONTRACTOR", _("Contractor")
        TRAINING_BODY = "TRAINING_BODY", _("Training body")
        OTHER = "OTHER", _("Other")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, help_text=_("18 characters")
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="organisation_credit_code_once",
            )
        ]

    def __str__(self):
        return self.name


class User(AbstractUser):
    """Somebody who signs in: one role, an organisation, and the places they answer for."""

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.PUBLIC)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT
    )
    display_name = models.CharField(_("displayed name"), max_length=60, blank=True)
    must_change_password = models.BooleanField(_("has to choose a password first"), default=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known")
        ]

    def __str__(self):
        return self.display_name or self.username

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[Role(self.role)]

    def may(self, right: Right) -> bool:
        return self.is_active and right in self.rights


class Responsibility(models.Model):
    """A place a person answers for, with everything inside it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="responsibilities")
    division_code = models.CharField(_("division code"), max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "division_code"], name="responsibility_once"),
            models.CheckConstraint(
                condition=models.Q(division_code__regex=r"^[0-9]{12}$"), name="responsibility_code_shape"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.division_code}"
