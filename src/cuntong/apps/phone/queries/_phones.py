"""Phones and their entries, each as far as one may see them."""

import json
from uuid import UUID

from django.db.models import QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.accounts.roles import Right

from ..kinds import EntryState
from ..models import Handset, PhoneEntry


def _is_office(user: User) -> bool:
    return user.may(Right.MANAGE_DEVICES) and scope_of(user).everywhere


def handsets_visible_to(user: User) -> QuerySet[Handset]:
    """Every phone for the offices that manage devices, for everybody else their own."""
    handsets = Handset.objects.select_related("user")
    return handsets if _is_office(user) else handsets.filter(user_id=user.pk)


def entries_visible_to(user: User) -> QuerySet[PhoneEntry]:
    """Every entry for the offices that manage devices, for everybody else their own."""
    entries = PhoneEntry.objects.select_related("user", "handset")
    return entries if _is_office(user) else entries.filter(user_id=user.pk)


def open_entries(entries: QuerySet[PhoneEntry]) -> QuerySet[PhoneEntry]:
    """Those that were not accepted and that nobody has settled yet."""
    return entries.exclude(state=EntryState.DONE).filter(settled_at=None)


def handset_with_id(key: UUID) -> Handset | None:
    return Handset.objects.select_related("user").filter(pk=key).first()


def told_body(entry: PhoneEntry) -> dict:
    """What an entry that was not accepted says; empty for an accepted one, whose content stands in its room."""
    text = decrypt(entry.body_encrypted)
    return json.loads(text) if text else {}
