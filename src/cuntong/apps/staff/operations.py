import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts import operations as accounts
from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.protection import decrypt, encrypt, one_time_password, quick_hash
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.queries import BOUND_TO_PLACES

from . import queries
from .models import Admission

OF_AN_ORGANISATION = frozenset({Role.CONTRACTOR, Role.TRAINER})
"""Roles that see their organisation's matters only, and so nothing without one."""


@dataclass(frozen=True)
class Slip:
    """What is handed to somebody for the first sign-in."""

    user: User
    password: str


@transaction.atomic
def open_first_account(*, username: str, password: str, display_name: str, at: datetime) -> User:
    """Opens the bureau's account with which everything begins; it is recorded as its own act.

    Raises:
        ValidationError: by field; or there are accounts already.
    """
    if User.objects.exists():
        raise ValidationError(_("There are accounts already: say who opens this one."))
    user = accounts.add_person(
        username=username, password=password, role=Role.BUREAU, display_name=display_name
    )
    _record("open_account", user, _standing(user), by=user, at=at)
    return user


@transaction.atomic
def open_account(
    *,
    username: str,
    role: str,
    display_name: str = "",
    organisation_name: str = "",
    organisation_kind: str = Organisation.Kind.OTHER,
    division_codes: Sequence[str] = (),
    batch: ImportBatch | None = None,
    by: User,
    at: datetime,
) -> User:
    """Opens an account with a random password that waits to be handed out by who opened it.

    Raises:
        ValidationError: by field: a name that is taken; a role without the place or organisation that it needs.
    """
    require(by, Right.MANAGE_ACCOUNTS)
    _check_standing(role, organisation_name, division_codes)
    password = one_time_password()
    user = accounts.add_person(
        username=username,
        password=password,
        role=role,
        display_name=display_name,
        organisation_name=organisation_name,
        organisation_kind=organisation_kind,
        division_codes=division_codes,
        must_change_password=True,
    )
    _keep_for_handing_out(user, password, batch=batch, by=by, at=at)
    change = _standing(user) | ({"batch": str(batch.pk)} if batch else {})
    _record("open_account", user, change, by=by, at=at)
    return user


def _check_standing(role: str, organisation_name: str, division_codes: Sequence[str]) -> None:
    for code in division_codes:
        if not re.fullmatch(r"[0-9]{12}", code):
            raise ValidationError(
                {"places": _("%(code)s is no division code: it has 12 digits.") % {"code": code}}
            )
    if role in BOUND_TO_PLACES and not division_codes:
        raise ValidationError(
            {"places": _("This role sees the stations of its places only. Name at least one place.")}
        )
    if role in OF_AN_ORGANISATION and not organisation_name:
        raise ValidationError(
            {"organisation_name": _("This role sees its organisation's matters only. Name the organisation.")}
        )


def _standing(user: User) -> dict[str, str | int]:
    """What the trail keeps of an account: no name, only keys and codes."""
    codes = user.responsibilities.order_by("division_code").values_list("division_code", flat=True)
    return {"role": user.role, "organisation": user.organisation_id or "", "places": "、".join(codes)}


def _record(verb: str, user: User, change: dict, *, by: User, at: datetime) -> None:
    evidence.record(verb=verb, record=user, change=change, by=by, at=at)


def _keep_for_handing_out(
    user: User, password: str, *, batch: ImportBatch | None = None, by: User, at: datetime
) -> None:
    kept = {"password_encrypted": encrypt(password), "issued_by": by, "issued_at": at}
    Admission.objects.update_or_create(
        user=user, defaults=kept, create_defaults=kept | {"import_batch": batch}
    )


@transaction.atomic
def change_account(
    *,
    user: User,
    role: str,
    display_name: str,
    organisation_name: str = "",
    organisation_kind: str = Organisation.Kind.OTHER,
    division_codes: Sequence[str] = (),
    by: User,
    at: datetime,
) -> User:
    """Gives a person another role, name, organisation or other places; the same ones again change nothing.

    Raises:
        ValidationError: by field: as for opening; one's own role; the last account that manages accounts.
    """
    user = _to_manage(user, by)
    if role != user.role and user.pk == by.pk:
        raise ValidationError(
            {"role": _("Nobody changes their own role. Ask another officer of the bureau.")}
        )
    if user.is_active and role not in queries.MANAGING:
        _keep_a_manager(user, "role")
    _check_standing(role, organisation_name, division_codes)
    before, name = _standing(user), user.display_name
    user.display_name = display_name
    accounts.place_person(
        user=user,
        role=role,
        organisation_name=organisation_name,
        organisation_kind=organisation_kind,
        division_codes=division_codes,
    )
    change = {key: value for key, value in _standing(user).items() if value != before[key]}
    if name != display_name:
        change["display_name"] = "…"
    if change:
        _record("change_account", user, change, by=by, at=at)
    return user


def _to_manage(user: User, by: User) -> User:
    """The account as it stands now, with every account that manages others held until the act is done.

    Two officers who close each other at the same moment come one after the other, and the second finds themself closed.

    Raises:
        PermissionDenied: whoever acts may not manage accounts, or no longer.
    """
    require(by, Right.MANAGE_ACCOUNTS)
    managers = User.objects.select_for_update().filter(is_active=True, role__in=queries.MANAGING)
    if by.pk not in {one.pk for one in managers.order_by("pk")}:
        raise PermissionDenied(_("Your account no longer manages accounts."))
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_a_manager(user: User, field: str) -> None:
    others = User.objects.filter(is_active=True, role__in=queries.MANAGING).exclude(pk=user.pk)
    if user.role in queries.MANAGING and not others.exists():
        raise ValidationError(
            {field: _("This is the last account that can open accounts. Open another one first.")}
        )


@transaction.atomic
def close_account(*, user: User, by: User, at: datetime) -> User:
    """Lets a person in no more and ends their sessions; what they did stays under their name.

    Raises:
        ValidationError: one's own account, or the last one that manages accounts.
    """
    user = _to_manage(user, by)
    if user.pk == by.pk:
        raise ValidationError(_("Nobody closes their own account. Ask another officer of the bureau."))
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    Admission.objects.filter(user=user).update(password_encrypted="")
    _end_sessions(user, at)
    _record("close_account", user, {}, by=by, at=at)
    return user


@transaction.atomic
def reopen_account(*, user: User, by: User, at: datetime) -> User:
    """Lets a person in again, with the password they had."""
    user = _to_manage(user, by)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record("reopen_account", user, _standing(user), by=by, at=at)
    return user


@transaction.atomic
def reset_password(
    *,
    user: User,
    clear_second_factor: bool = False,
    at_the_server: bool = False,
    by: User,
    at: datetime,
) -> User:
    """Replaces a password by a random one that waits to be handed out, and ends the person's sessions.

    Raises:
        ValidationError: a closed account; one's own, except from the shell of the server.
    """
    user = _to_manage(user, by)
    if not user.is_active:
        raise ValidationError(_("This account is closed. Reopen it first."))
    if user.pk == by.pk and not at_the_server:
        raise ValidationError(_("Change your own password on the page for it: you would be signed out here."))
    password = one_time_password()
    user.password, user.must_change_password = quick_hash(password), True
    user.save(update_fields=["password", "must_change_password"])
    if clear_second_factor:
        Authenticator.objects.filter(user=user).delete()
    _keep_for_handing_out(user, password, by=by, at=at)
    _end_sessions(user, at)
    second_factor = "CLEARED" if clear_second_factor else "KEPT"
    _record("reset_password", user, {"second_factor": second_factor}, by=by, at=at)
    return user


def _end_sessions(user: User, at: datetime) -> None:
    """Ends whatever the person has open, a sign-in that waits for the second factor included."""
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        held = session.get_decoded()
        waiting = (held.get("account_login") or {}).get("user_pk")
        if held.get("_auth_user_id") == str(user.pk) or waiting == user_pk_to_url_str(user):
            session.delete()


@transaction.atomic
def hand_out(*, users: Sequence[User] = (), by: User, at: datetime) -> list[Slip]:
    """The initial passwords that this officer made, of these people or of all: shown once and then gone."""
    require(by, Right.MANAGE_ACCOUNTS)
    waiting = queries.waiting_for(by).select_for_update(of=("self",))
    if users:
        waiting = waiting.filter(user__in=users)
    slips = [Slip(one.user, decrypt(one.password_encrypted)) for one in waiting]
    Admission.objects.filter(user__in=[slip.user for slip in slips]).update(password_encrypted="")
    for slip in slips:
        _record("hand_out_password", slip.user, {}, by=by, at=at)
    return slips


@transaction.atomic
def take_back(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Removes the accounts that a workbook opened, while nobody has signed in with one of them.

    Raises:
        UndoRefused: somebody has; such accounts are closed, not removed.
    """
    require(by, Right.MANAGE_ACCOUNTS)
    opened = User.objects.filter(pk__in=Admission.objects.filter(import_batch=batch).values("user"))
    if used := opened.exclude(last_login=None).count():
        raise UndoRefused(
            _("%(count)s of these people have signed in already. Close their accounts one by one instead.")
            % {"count": used}
        )
    count = opened.count()
    opened.delete()
    return count
