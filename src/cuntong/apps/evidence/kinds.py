"""The kinds of record that evidence and trail entries point to: each room declares its own in `records.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right


@dataclass(frozen=True)
class RecordKind:
    """`code` names the kind for ever (it stands in sealed entries); `visible_to` says whose eyes may see which rows.

    `names_people`: documents that prove such a record usually tell who people are, so their tick is set beforehand.
    """

    code: str
    label: str | Promise
    model: type[Model]
    visible_to: Callable[[User], QuerySet]
    read: Right
    write: Right
    page: str = ""
    names_people: bool = False

    def url(self, record_id: str) -> str:
        return reverse(self.page, args=[record_id]) if self.page else ""


RECORD_KINDS: dict[str, RecordKind] = {}
_CODE_OF_MODEL: dict[type[Model], str] = {}


def declare(kind: RecordKind) -> RecordKind:
    RECORD_KINDS[kind.code] = kind
    _CODE_OF_MODEL[kind.model] = kind.code
    return kind


def code_of(record: Model) -> str:
    """The kind of a row.

    Raises:
        LookupError: when its room has not declared it.
    """
    try:
        return _CODE_OF_MODEL[type(record)]
    except KeyError:
        raise LookupError(f"{type(record).__name__} is not declared in its room's records.py") from None
