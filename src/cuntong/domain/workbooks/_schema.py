"""What a sheet should hold: kinds, columns, sheets, and how much of a file is read at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from cuntong.domain.values import Bilingual

Value: TypeAlias = str | int | Decimal | date | bool | None
Bound: TypeAlias = int | Decimal | date


class Kind(StrEnum):
    """What a cell means, and so which Python value it becomes."""

    TEXT = "TEXT"  # str
    INTEGER = "INTEGER"  # int
    DECIMAL = "DECIMAL"  # Decimal
    MONEY_YUAN = "MONEY_YUAN"  # Decimal in yuan with two places
    DATE = "DATE"  # date
    CHOICE = "CHOICE"  # the code, str
    BOOLEAN = "BOOLEAN"  # bool
    PHONE = "PHONE"  # str: 13800000000 or 0751-5550000
    WAYBILL_PHONE = "WAYBILL_PHONE"  # str: a PHONE, one with hidden digits (138****5678), a virtual one (18400000000-1234)
    SERIAL = "SERIAL"  # str: capital letters, digits and hyphens that name a thing; never one that Excel has rounded
    ID_NUMBER = "ID_NUMBER"  # str of 18 characters
    DIVISION_CODE = "DIVISION_CODE"  # str of 12 digits
    URL = "URL"  # str


NUMBER_KINDS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY_YUAN})
PRIVATE_KINDS = frozenset({Kind.PHONE, Kind.WAYBILL_PHONE, Kind.ID_NUMBER})
BOUNDED_KINDS = NUMBER_KINDS | {Kind.DATE}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a sheet.

    `zh` and `en` are the titles in the header; `synonyms` are further titles under which people send it.
    `choices` maps the stored code to its (Chinese, English) label. `unit` is what a plain number counts
    (元, 万元, kg, 人次): a header or a cell that writes another unit of the same kind is converted exactly.
    `private` hides the column's content wherever an error shows it; phone and ID numbers are so by their kind.
    `minimum` and `maximum` are inclusive. `example` is a value as it is read (a code for a choice).

    Raises ValueError where the parts contradict each other.
    """

    name: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    max_length: int | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    help_zh: str = ""
    help_en: str = ""
    synonyms: tuple[str, ...] = ()
    example: Value = None
    unit: str = ""
    unit_en: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"column {self.name}: choices belong to the kind CHOICE, and only to it")
        for bound in (self.minimum, self.maximum):
            if bound is not None and not self._takes(bound):
                raise ValueError(f"column {self.name}: {bound!r} is no bound for {self.kind}")
        if self.unit and self.kind not in NUMBER_KINDS:
            raise ValueError(f"column {self.name}: only numbers have a unit")

    def _takes(self, bound: Bound) -> bool:
        return self.kind in BOUNDED_KINDS and isinstance(bound, date) == (self.kind is Kind.DATE)

    @property
    def is_private(self) -> bool:
        """Whether only a masked form of the content may be shown."""
        return self.private or self.kind in PRIVATE_KINDS

    @property
    def counted_in(self) -> str:
        """The unit of a plain number; money is stored in yuan."""
        return "元" if self.kind is Kind.MONEY_YUAN else self.unit

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.zh, self.en)

    @property
    def help(self) -> Bilingual:
        return Bilingual(self.help_zh, self.help_en)

    def label(self, code: str) -> Bilingual:
        """The label of a choice. Raises KeyError."""
        return Bilingual(*self.choices[code])


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table that people fill in: its columns, what may not repeat, how many rows it takes.

    Each tuple of `unique_together` names columns that no two rows may share (rows with a blank there are
    not compared). `note_zh` and `note_en` open the instructions of the template.

    Raises ValueError for an unknown or repeated column.
    """

    code: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    unique_together: tuple[tuple[str, ...], ...] = ()
    max_rows: int = 20_000
    note_zh: str = ""
    note_en: str = ""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not names:
            raise ValueError(f"sheet {self.code}: every column needs a name of its own")
        unknown = {name for key in self.unique_together for name in key} - set(names)
        if unknown:
            raise ValueError(f"sheet {self.code}: unique_together names no column: {sorted(unknown)}")

    @property
    def title(self) -> Bilingual:
        return Bilingual(self.zh, self.en)

    @property
    def note(self) -> Bilingual:
        return Bilingual(self.note_zh, self.note_en)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a file is read, so that no upload can take the machine's memory.

    A roster of 20,000 rows and ten columns has 1.2 MB, 15 MB of XML and 200,000 cells; every limit leaves
    it ten times that or more. What is over a limit is refused with a sentence that says which.
    """

    bytes: int = 20 * 2**20
    """Size of the file itself."""
    members: int = 2_000
    """Files within the workbook's zip: pictures pasted into cells make hundreds."""
    sheet_bytes: int = 512 * 2**20
    """Unpacked XML of all sheets. It streams, so it costs time, not memory: a million formatted blank
    rows of ten columns have 264 MB."""
    held_bytes: int = 64 * 2**20
    """Unpacked parts that a reader holds whole: texts, styles, list of sheets."""
    ratio: int = 200
    """Unpacked to packed, looked at above 10 MB: blank rows reach 14, a zip bomb 1,000."""
    cells: int = 2_000_000
    """Cells in the rectangle that encloses all filled cells of a sheet; each takes about 100 bytes."""
    characters: int = 32_000_000
    """Characters in the cells of a sheet: a text that a million cells share is kept a million times."""
    sheets: int = 200
    errors: int = 10_000
    """Errors listed one by one; beyond that they are only counted."""
    header_rows: int = 20
    """Rows from the top among which the header is sought."""


_LETTERS = re.compile(r"[A-Z]{1,3}")


def letter(index: int) -> str:
    """The letters above a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """The column under those letters, counted from 0. Raises ValueError."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"{letters!r} names no column")
    index = 0
    for character in letters:
        index = index * 26 + ord(character) - 64
    return index - 1
