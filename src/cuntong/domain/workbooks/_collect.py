"""Turn the rows below a header into values, and keep every error of every row."""

from collections import defaultdict
from collections.abc import Hashable, Mapping

from cuntong.domain.values import Bilingual

from ._header import Header, Place, Row
from ._kinds import means_nothing, reader_for
from ._messages import Fault, Refused
from ._reading import CellError, Note, Tally, cell_error, note
from ._reading import Row as GoodRow
from ._schema import Column, Kind, Sheet, Value, letter
from ._survey import Survey
from ._text import Cell, is_blank, key, shown
from ._titles import EXAMPLE_MARKS, TOTAL_WORDS

_FIRST_ROWS = 5
_ROWS_NAMED = 10
# What several rows may share through a merged cell; an amount or a number of a person never is.
_SHARED_KINDS = frozenset({Kind.TEXT, Kind.DATE, Kind.CHOICE, Kind.BOOLEAN, Kind.DIVISION_CODE})


class Faults:
    """All errors of a file: the first ones one by one, all of them counted by column and kind."""

    def __init__(self, most: int) -> None:
        self.listed: list[CellError] = []
        self.count = 0
        self._most = most
        self._tallies: dict[tuple[str, str], tuple[Bilingual, int, list[int]]] = {}

    def add(
        self, row: int, column: Column, index: int | None, code: str, value: str, facts: Mapping[str, object]
    ) -> None:
        """Note one error; row and column are counted from 0."""
        self.count += 1
        _, count, rows = self._tallies.get((column.name, code), (column.title, 0, []))
        if len(rows) < _FIRST_ROWS:
            rows.append(row + 1)
        self._tallies[column.name, code] = (column.title, count + 1, rows)
        if len(self.listed) < self._most:
            above = "" if index is None else letter(index)
            self.listed.append(cell_error(row + 1, column.name, column.title, above, code, value, facts))

    def tallies(self) -> tuple[Tally, ...]:
        """Columns and kinds of error, the most frequent first."""
        found = [
            Tally(name, title, code, count, tuple(rows))
            for (name, code), (title, count, rows) in self._tallies.items()
        ]
        return tuple(sorted(found, key=lambda tally: -tally.count))

    def notes(self) -> list[Note]:
        more = self.count - len(self.listed)
        return [note("MORE_ERRORS", listed=f"{len(self.listed):,}", more=f"{more:,}")] if more else []


class Collector:
    """Takes the rows below the header one after the other; `rows` holds those without error."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        titles: Row,
        survey: Survey,
        faults: Faults,
        *,
        days_later: int,
    ) -> None:
        self.rows: list[GoodRow] = []
        self._sheet = sheet
        self._titles = titles
        self._survey = survey
        self._faults = faults
        self._plan = [
            (place, reader_for(place.column, place.factor, days_later=days_later)) for place in header.places
        ]
        self._repeats = Repeats(sheet, header, faults)
        self._merged = Merged(survey, header)
        self._passed: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def take(self, number: int, row: Row | None) -> None:
        """Read one row, None for one that cannot be read; its number is counted from 0."""
        if row is None:
            place = self._plan[0][0]
            self._faults.add(number, place.column, place.index, "ROW_UNREADABLE", "", {})
            return
        row = self._merged.filled(number, row)
        if self._is_empty(number, row):
            return
        passed = _passed_over(row, self._titles)
        if passed:
            self._passed[passed].append(number + 1)
            return
        self._count += 1
        if self._count <= self._sheet.max_rows:
            self._keep(number, row)

    def finish(self) -> None:
        """Raise Refused where there were more rows than the sheet takes, or none in a file without error."""
        if not self._count and not self._faults.count:
            raise Refused("NO_ROWS")
        if self._count > self._sheet.max_rows:
            raise Refused("TOO_MANY_ROWS", maximum=f"{self._sheet.max_rows:,}", actual=f"{self._count:,}")

    def notes(self) -> list[Note]:
        notes = [note(code, rows=_named(numbers)) for code, numbers in self._passed.items()]
        return [*notes, note("MERGED_FILLED", count=self._merged.count)] if self._merged.count else notes

    def _keep(self, number: int, row: Row) -> None:
        before = self._faults.count
        values = self._values(number, row)
        self._repeats.check(number, values)
        if self._faults.count == before:
            self.rows.append(
                GoodRow(number + 1, {column.name: values.get(column.name) for column in self._sheet.columns})
            )

    def _is_empty(self, number: int, row: Row) -> bool:
        """Whether the row has nothing in any column of the sheet; a failed formula is something."""
        return all(
            place.index >= len(row) or is_blank(row[place.index]) for place, _ in self._plan
        ) and not any(self._survey.is_odd(number, place.index) for place, _ in self._plan)

    def _values(self, number: int, row: Row) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for place, reader in self._plan:
            cell = row[place.index] if place.index < len(row) else ""
            try:
                if is_blank(cell):
                    self._check_blank(number, place)
                elif not means_nothing(cell, place.column):
                    values[place.column.name] = reader(cell)
            except Fault as fault:
                value = shown(cell, private=place.column.is_private)
                self._faults.add(number, place.column, place.index, fault.code, value, fault.facts)
        return values

    def _check_blank(self, number: int, place: Place) -> None:
        """Raise Fault where a blank cell is not just left empty."""
        at = (number, place.index)
        if at in self._survey.failed:
            raise Fault("CELL_ERROR", value=self._survey.failed[at])
        if at in self._survey.uncalculated:
            raise Fault("NOT_CALCULATED")
        if self._merged.is_shared(at):
            raise Fault("MERGED")
        if place.column.required:
            raise Fault("REQUIRED")


class Merged:
    """Gives the cells below the first of a merged area its content, where rows may share such a thing."""

    def __init__(self, survey: Survey, header: Header) -> None:
        self.count = 0
        self._anchors = survey.anchors()
        self._first = frozenset(self._anchors.values())
        self._places = [(place.index, place.column.kind in _SHARED_KINDS) for place in header.places]
        self._cells: dict[tuple[int, int], Cell] = {}

    def filled(self, number: int, row: Row) -> Row:
        if not self._first:
            return row
        cells = list(row)
        for index, may_share in self._places:
            if index >= len(cells):
                continue
            at = (number, index)
            if at in self._first and not is_blank(cells[index]):
                self._cells[at] = cells[index]
            if may_share and is_blank(cells[index]) and self.is_shared(at):
                cells[index] = self._cells[self._anchors[at]]
                self.count += 1
        return cells

    def is_shared(self, at: tuple[int, int]) -> bool:
        """Whether the cell lies in a merged area whose first cell is filled."""
        return self._anchors.get(at) in self._cells


class Repeats:
    """Finds rows that agree in every column of a key that must be unique."""

    def __init__(self, sheet: Sheet, header: Header, faults: Faults) -> None:
        present = {place.column.name: place for place in header.places}
        self._faults = faults
        self._keys = [
            [present[name] for name in names] for names in sheet.unique_together if set(names) <= set(present)
        ]
        self._seen: list[dict[Hashable, int]] = [{} for _ in self._keys]

    def check(self, number: int, values: dict[str, Value]) -> None:
        for places, seen in zip(self._keys, self._seen, strict=True):
            found = tuple(values.get(place.column.name) for place in places)
            if None in found:
                continue
            first = seen.setdefault(found, number)
            if first != number:
                titles = [place.column.title for place in places]
                columns = Bilingual("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))
                facts = {"first": first + 1, "columns": columns}
                self._faults.add(number, places[0].column, places[0].index, "DUPLICATE", "", facts)


def _passed_over(row: Row, titles: Row) -> str:
    """Why the row holds no record: it is the template's example, a total, the header once more; or ""."""
    first = next((cell for cell in row if not is_blank(cell)), None)
    if not isinstance(first, str):
        return ""
    text = key(first)
    if text.startswith(EXAMPLE_MARKS):
        return "EXAMPLE_ROWS"
    if text in TOTAL_WORDS:
        return "TOTAL_ROWS"
    if list(row) == list(titles):
        return "REPEATED_HEADER"
    return ""


def _named(numbers: list[int]) -> Bilingual:
    text = [str(number) for number in numbers[:_ROWS_NAMED]]
    more = ("…", ", …") if len(numbers) > _ROWS_NAMED else ("", "")
    return Bilingual("、".join(text) + more[0], ", ".join(text) + more[1])
