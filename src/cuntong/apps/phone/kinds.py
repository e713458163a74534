"""What a phone sends: entries of declared kinds, and what the county answers to each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import BaseModel, ConfigDict

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.models import Document


class EntryState(TextChoices):
    """What became of an entry, for ever: it is answered the same when it is sent again."""

    DONE = "DONE", pgettext_lazy("phone", "Accepted")
    CONFLICT = "CONFLICT", _("Contradicts what the county holds")
    REFUSED = "REFUSED", _("Not accepted")


LATER = "LATER"
"""The answer to an entry that could not be tried: nothing is stored, the phone keeps it and sends it again."""


class EndReason(TextChoices):
    SIGNED_OUT = "SIGNED_OUT", _("Signed out")
    REVOKED = "REVOKED", _("Revoked")


@dataclass(frozen=True, slots=True)
class SentEntry:
    """One entry as the phone sent it: its id and time were made on the phone."""

    id: UUID
    kind: str
    made_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What an act needs to know of the entry that it carries out.

    `made_at` is the phone's time put right by the server's clock, and `offset` what puts other times of the entry right;
    `photo` gives the document of a picture sent ahead.
    """

    entry_id: UUID
    handset_id: UUID
    made_at: datetime
    by: User
    at: datetime
    offset: timedelta
    photo: Callable[[UUID], Document]

    @property
    def said(self) -> dict[str, Any]:
        """What the operations of every room ask for: the entry's id and time, who, and when it came."""
        return {"entry_id": self.entry_id, "made_at": self.made_at, "by": self.by, "at": self.at}

    def picture(self, photo_id: UUID | None) -> ContentFile | None:
        """A picture sent ahead, as a file; None where there is none."""
        if photo_id is None:
            return None
        document = self.photo(photo_id)
        with document.file.open("rb") as file:
            return ContentFile(file.read(), name=document.filename)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone is told of one entry."""

    id: UUID
    state: str
    reason: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)


class Body(BaseModel):
    """What an entry says; the base of every kind's own."""

    model_config = ConfigDict(extra="forbid", str_max_length=400, str_strip_whitespace=True)


@dataclass(frozen=True)
class EntryKind:
    """A sort of entry. `code` stands in phones' queues for ever; `act` calls one operation of the room it belongs to.

    `act` returns what the phone must know (the code that was given); it raises what the operation raises.
    """

    code: str
    label: str | Promise
    body: type[Body]
    right: Right
    act: Callable[[Any, Made], Mapping[str, Any]]


class NotYet(Exception):
    """An entry waits for something that is on its way: its picture."""
