"""Who is let in. These acts lie below the trail, so they are done from the shell of the server, not from a page."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Organisation, Responsibility, User
from .roles import Role


@transaction.atomic
def add_person(
    *,
    username: str,
    password: str,
    role: str,
    display_name: str = "",
    organisation_name: str = "",
    division_codes: Sequence[str] = (),
) -> User:
    """Creates an account; an organisation that is not known yet is created with it.

    Raises:
        ValidationError: by field: a name that is taken, a weak password, an unknown role, a code of another shape.
    """
    if role not in Role.values:
        roles = "、".join(Role.values)
        raise ValidationError(
            {"role": _("There is no such role. Choose one of %(roles)s.") % {"roles": roles}}
        )
    organisation = None
    if organisation_name:
        organisation, _created = Organisation.objects.get_or_create(
            name=organisation_name, defaults={"kind": Organisation.Kind.OTHER}
        )
    user = User(username=username, role=role, display_name=display_name, organisation=organisation)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    for code in division_codes:
        responsibility = Responsibility(user=user, division_code=code)
        responsibility.full_clean()
        responsibility.save(force_insert=True)
    return user


@transaction.atomic
def close_account(*, username: str) -> User:
    """Lets a person in no more; what they did stays under their name.

    Raises:
        ValidationError: there is no such account.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        raise ValidationError({"username": _("There is no such account.")})
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user
