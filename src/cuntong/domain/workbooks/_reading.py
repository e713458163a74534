"""What reading a file gives: rows, errors, notes, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cuntong.domain.values import Bilingual

from ._messages import cell_sentence, note_sentence, refusal_sentence
from ._schema import Value


@dataclass(frozen=True, slots=True)
class Row:
    """A row without error: its number in the file, counted from 1, and a value for every column by name."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing wrong with one cell, or with a column where `row` is that of the header.

    `column` is its name in the schema, `letter` the letters above it in the file ("" where the column is
    missing), `value` what stands there (phone and ID numbers masked), `detail` what is wrong and what
    would be right, `message` the same with row and column named.
    """

    row: int
    column: str
    title: Bilingual
    letter: str
    code: str
    value: str
    detail: Bilingual

    @property
    def message(self) -> Bilingual:
        return Bilingual(
            f"第 {self.row} 行“{self.title.zh}”：{self.detail.zh}",
            f"Row {self.row}, “{self.title.en}” {self.detail.en}",
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done or left out while reading, and that a person should know."""

    code: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the file was not read at all, and what to do."""

    code: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one error occurs in one column, listed or not, and the first rows where."""

    column: str
    title: Bilingual
    code: str
    count: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """A file read against a sheet: every row that is right and every error of every row that is not.

    Where `refused` is set nothing was read. `rows` is empty where the header itself has errors.
    `errors` holds at most the limit; `error_count` and `tallies` count all. `header_row` is the last row
    of the header, counted from 1, `header_map` the letters of each column found.
    """

    rows: tuple[Row, ...] = ()
    errors: tuple[CellError, ...] = ()
    notes: tuple[Note, ...] = ()
    tallies: tuple[Tally, ...] = ()
    error_count: int = 0
    sheet_name: str = ""
    header_row: int = 0
    header_map: Mapping[str, str] = field(default_factory=dict)
    refused: Refusal | None = None

    @property
    def is_clean(self) -> bool:
        """Whether every row can be taken."""
        return self.refused is None and not self.error_count


def cell_error(
    row: int, column: str, title: Bilingual, letter: str, code: str, value: str, facts: Mapping[str, object]
) -> CellError:
    return CellError(row, column, title, letter, code, value, cell_sentence(code, facts))


def note(code: str, **facts: object) -> Note:
    return Note(code, note_sentence(code, facts))


def refusal(code: str, facts: Mapping[str, object]) -> Refusal:
    return Refusal(code, refusal_sentence(code, facts))
