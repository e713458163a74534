"""Entries about entries: a keeper says on the phone how a conflict was settled."""

from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from cuntong.apps.accounts.roles import Right

from .. import queries
from ..kinds import Body, EntryKind, Made
from ._settling import settle_entry


class SettledBody(Body):
    entry: UUID
    note: Annotated[str, Field(min_length=1, max_length=200)]


def _settle(body: SettledBody, made: Made) -> dict:
    entry = queries.entries_visible_to(made.by).filter(pk=body.entry).first()
    if entry is None:
        raise ValidationError(_("This entry is not among yours."))
    settle_entry(entry=entry, note=body.note, by=made.by, at=made.at)
    return {}


KINDS = (
    EntryKind(
        "phone.settle", gettext_lazy("Settle what was not accepted"), SettledBody, Right.READ_PLACES, _settle
    ),
)
