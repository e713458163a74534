"""Who sees which accounts, which initial passwords wait to be handed out, and which places people mean."""

import re
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import RIGHTS, Right, Role
from cuntong.apps.places.models import Division

from .models import Admission

MANAGING = tuple(role for role in Role if Right.MANAGE_ACCOUNTS in RIGHTS[role])
"""Roles that open and close accounts; one such account has to stay open."""

STATES = ("OPEN", "NEW", "CLOSED")
"""In use; waits for the first sign-in with an initial password; closed."""

_SEPARATORS = re.compile(r"[\s,，、;；]+")


def visible_to(user: User) -> QuerySet[User]:
    """Everybody's account, for whoever manages accounts."""
    if not user.may(Right.MANAGE_ACCOUNTS):
        return User.objects.none()
    second_factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    everybody = User.objects.select_related("organisation").prefetch_related("responsibilities")
    return everybody.annotate(second_factor=Exists(second_factor))


def state_of(user: User) -> str:
    """The state of an account, one of `STATES`."""
    if not user.is_active:
        return "CLOSED"
    return "NEW" if user.must_change_password else "OPEN"


def in_state(users: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "CLOSED":
        return users.filter(is_active=False)
    return users.filter(is_active=True, must_change_password=state == "NEW")


def waiting_for(officer: User) -> QuerySet[Admission]:
    """Initial passwords that this officer made and has not handed out yet."""
    waiting = Admission.objects.filter(
        issued_by=officer, user__is_active=True, user__must_change_password=True
    )
    return waiting.exclude(password_encrypted="").select_related("user").order_by("user__username")


def place_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Division.objects.filter(code__in=set(codes)).values_list("code", "name"))


def places_meant(text: str) -> tuple[list[str], list[str]]:
    """The division codes that a text names, by code or by name, and a sentence for each word that names none."""
    codes, faults = [], []
    for word in filter(None, _SEPARATORS.split(text)):
        found = list(Division.objects.filter(pk=word) or Division.objects.filter(name=word)[:6])
        if len(found) == 1:
            codes.append(found[0].code)
        elif found:
            meant = "、".join(f"{one.code}（{one.parent}）" for one in found)
            faults.append(
                _("There are several places called %(word)s. Give the code: %(codes)s.")
                % {"word": word, "codes": meant}
            )
        else:
            faults.append(
                _("There is no place %(word)s in the county's list. Give its name or its 12-digit code.")
                % {"word": word}
            )
    return list(dict.fromkeys(codes)), faults
