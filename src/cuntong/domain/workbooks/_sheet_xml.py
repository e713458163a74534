"""Survey the XML of a worksheet while it streams: where its cells are and what is odd about them."""

import re
from collections.abc import Sequence
from xml.parsers import expat

from ._messages import Refused
from ._schema import index_of
from ._survey import ERRORS_KEPT, Survey

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_ROW_NUMBER = re.compile(r"0*[1-9][0-9]{0,6}")
_CONTENT = frozenset({"v", "is", "f"})
_INDEX = re.compile(r"[0-9]{1,9}")
_SHORT_TYPES = frozenset({"s", "e"})
_LONGEST_KEPT = 16
_TRUE = frozenset({"1", "true"})


class WorksheetHandlers:
    """Follows the rows and cells of a worksheet exactly as calamine places them.

    A cell without a reference stands right of the one before, a row without a number below the one before.
    What would be placed differently by the two (rows within cells, odd references) is refused.
    """

    def __init__(self, parser: expat.XMLParserType, survey: Survey, text_lengths: Sequence[int]) -> None:
        self._parser = parser
        self._text_lengths = text_lengths
        self._survey = survey
        self._names: dict[str, str] = {}
        self._row = self._column = 0
        self._at = (0, 0)
        self._type = self._text = ""
        self._in_row = self._in_cell = self._has_formula = self._has_value = self._counted = False
        self._keeps_text = False
        parser.StartElementHandler = self._start_outside

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if local == "sheetData" and not self._names:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._parser.CharacterDataHandler = self._characters
            self._names[name] = local
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name) or self._names.setdefault(name, local_name(name))
        if local == "c":
            self._start_cell(attributes)
        elif self._in_cell:
            if local in _CONTENT:
                self._start_content(local)
            elif local in ("row", "sheetData"):
                raise Refused("DAMAGED")
        elif local == "row":
            self._start_row(attributes)
        elif local == "sheetData":
            raise Refused("DAMAGED")

    def _end(self, name: str) -> None:
        local = self._names[name]
        if local == "c":
            self._end_cell()
        elif local == "row":
            self._in_row = False
            self._row += 1
            self._column = 0
        elif local == "sheetData":
            self._parser.StartElementHandler = self._start_outside
            self._parser.EndElementHandler = None
            self._parser.CharacterDataHandler = None

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if self._in_row or (number is not None and not _ROW_NUMBER.fullmatch(number)):
            raise Refused("DAMAGED")
        self._in_row = True
        if number is not None:
            self._row = int(number) - 1
        if attributes.get("hidden") in _TRUE:
            self._survey.hidden_rows += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._in_cell:
            raise Refused("DAMAGED")
        reference = attributes.get("r")
        if reference is None:
            self._at = (self._row, self._column)
        else:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise Refused("DAMAGED")
            self._at = (int(found[2]) - 1, index_of(found[1].upper()))
            self._column = self._at[1]
        self._in_cell = True
        self._column += 1
        self._type = attributes.get("t", "")

    def _start_content(self, local: str) -> None:
        if not self._counted:
            self._counted = True
            self._survey.add(*self._at)
        if local == "f":
            self._has_formula = True
        elif local == "v":
            self._has_value = True
        self._keeps_text = local == "v" and (self._has_formula or self._type in _SHORT_TYPES)

    def _end_cell(self) -> None:
        self._in_cell = False
        if not self._counted:
            return
        if self._type == "s":
            self._refer(self._text)
        elif self._type == "e":
            self._survey.fail(*self._at, self._text.strip() or "#ERROR!")
        elif self._has_formula and not self._text.strip() and not (self._type == "str" and self._has_value):
            self._survey.leave(*self._at)
        self._text = ""
        self._has_formula = self._has_value = self._counted = self._keeps_text = False

    def _characters(self, text: str) -> None:
        self._survey.characters += len(text)
        if self._keeps_text and len(self._text) < _LONGEST_KEPT:
            self._text += text[:_LONGEST_KEPT]

    def _refer(self, index: str) -> None:
        """Count the shared text that a cell shows: the reader copies it into each of them."""
        if index and not _INDEX.fullmatch(index):
            raise Refused("DAMAGED")
        if index and int(index) < len(self._text_lengths):
            self._survey.characters += self._text_lengths[int(index)]

    def _merge(self, reference: str) -> None:
        found = _MERGED.fullmatch(reference)
        if found and len(self._survey.merged) < ERRORS_KEPT:
            left, top, right, bottom = found.groups()
            self._survey.merged.append((int(top) - 1, index_of(left), int(bottom) - 1, index_of(right)))


def local_name(name: str) -> str:
    return name.rpartition(":")[2]
