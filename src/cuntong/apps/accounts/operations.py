"""The rows of accounts. They lie below the trail: whoever opens or changes an account does it through `staff`."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Organisation, Responsibility, User
from .protection import quick_hash
from .roles import Role


@transaction.atomic
def add_person(
    *,
    username: str,
    password: str,
    role: str,
    display_name: str = "",
    organisation_name: str = "",
    organisation_kind: str = Organisation.Kind.OTHER,
    division_codes: Sequence[str] = (),
    must_change_password: bool = False,
) -> User:
    """Creates an account; an organisation that is not known yet is created with it.

    `must_change_password` says that the password is a random one for the first sign-in only.

    Raises:
        ValidationError: by field: a name that is taken, a weak password, an unknown role, a code of another shape.
    """
    user = User(username=username, display_name=display_name, must_change_password=must_change_password)
    if must_change_password:
        user.password = quick_hash(password)
    else:
        validate_password(password, user)
        user.set_password(password)
    return place_person(
        user=user,
        role=role,
        organisation_name=organisation_name,
        organisation_kind=organisation_kind,
        division_codes=division_codes,
    )


@transaction.atomic
def place_person(
    *,
    user: User,
    role: str,
    organisation_name: str = "",
    organisation_kind: str = Organisation.Kind.OTHER,
    division_codes: Sequence[str] = (),
) -> User:
    """Gives a person a role, an organisation and the places they answer for, in place of the earlier ones.

    Raises:
        ValidationError: by field: an unknown role, a code of another shape.
    """
    if role not in Role.values:
        roles = "、".join(Role.values)
        raise ValidationError(
            {"role": _("There is no such role. Choose one of %(roles)s.") % {"roles": roles}}
        )
    user.role = role
    user.organisation = _organisation(organisation_name, organisation_kind)
    user.full_clean()
    user.save()
    user.responsibilities.exclude(division_code__in=division_codes).delete()
    known = set(user.responsibilities.values_list("division_code", flat=True))
    for code in sorted(set(division_codes) - known):
        responsibility = Responsibility(user=user, division_code=code)
        responsibility.full_clean()
        responsibility.save(force_insert=True)
    return user


def _organisation(name: str, kind: str) -> Organisation | None:
    if not name:
        return None
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]
