"""The sheets that can be imported: each room declares its own in `sheets.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import CellError, Note, Reading, Row, Sheet, read


class CommitRefused(Exception):
    """What was right when the workbook was checked no longer is; the message says what changed."""


class UndoRefused(Exception):
    """The batch cannot be undone, because something was built on it; the message says what."""


def no_remarks(rows: Iterable[Row], *, by: User) -> Iterable[Note]:
    return ()


def no_help(batch: object) -> str:
    return ""


@dataclass(frozen=True)
class ImportSheet:
    """One kind of workbook.

    read:    how a file becomes rows of the sheet, for files that come with headers of their own.
    check:  errors that only the database knows (an unknown code, a row that is there already), all of them.
    commit: writes the rows through the room's operations, each row marked with the batch; returns how many.
    undo:   takes back the rows of the batch through the room's operations; returns how many.
    remarks: what a person should know of rows that are right: how many are skipped, say.
    mend:    the address of a page on which a person can help with a batch that was refused; "" where none can.
    keeps_file: whether the workbook becomes evidence at the commit. One that proves nothing, or is full of personal
        data, does not: it is removed, and its digest stays.

    `commit` and `undo` run inside one transaction: all rows or none.
    """

    sheet: Sheet
    right: Right
    check: Callable[..., Iterable[CellError]]
    commit: Callable[..., int]
    undo: Callable[..., int]
    read: Callable[[Sheet, Path], Reading] = read
    remarks: Callable[..., Iterable[Note]] = no_remarks
    mend: Callable[[object], str] = no_help
    keeps_file: bool = True

    @property
    def code(self) -> str:
        return self.sheet.code


SHEETS: dict[str, ImportSheet] = {}


def declare(sheet: ImportSheet) -> ImportSheet:
    SHEETS[sheet.code] = sheet
    return sheet


def sheets_for(user: User) -> list[ImportSheet]:
    return [sheet for sheet in SHEETS.values() if user.may(Right.IMPORT) and user.may(sheet.right)]


def error_at(sheet: Sheet, row: Row, column: str, zh: str, en: str) -> CellError:
    """An error that only the database could find, in the same shape as those of the workbook itself."""
    shown = sheet.column(column)
    value = "" if shown.is_private else str(row.values[column] or "")
    return CellError(row.number, column, shown.title, "", "RECORDS", value, Bilingual(zh, en))
