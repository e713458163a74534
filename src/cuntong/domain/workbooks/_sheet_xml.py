"""Read one XML part of a workbook as a stream: refuse entity declarations, survey a worksheet."""

import re
from collections.abc import Iterable
from xml.parsers import expat

from ._messages import Refused
from ._schema import Limits, index_of
from ._survey import ERRORS_KEPT, Survey

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_ROW_NUMBER = re.compile(r"0*[1-9][0-9]{0,6}")
_COUNT = re.compile(r"[0-9]{1,9}")
_CONTENT = frozenset({"v", "is", "f"})
_TRUE = frozenset({"1", "true"})
# expat holds one tag whole; no honest tag comes near this.
_LONGEST_TAG = 4 * 2**20


class PartReader:
    """Takes the bytes of one part piece by piece; afterwards `survey` holds what a worksheet contains.

    `root` is the local name of the first element, `elements` are those named in `wanted`, in order, with
    their attributes. Raises Refused for a DOCTYPE, for broken XML and for absurd sizes.
    """

    def __init__(self, limits: Limits, wanted: Iterable[str] = ()) -> None:
        self.root = ""
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.survey = Survey()
        self._limits = limits
        self._wanted = frozenset(wanted)
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start_root

    def feed(self, data: bytes) -> None:
        self._fed += len(data)
        self._parse(data, final=False)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG + len(data):
            raise Refused("DAMAGED")

    def close(self) -> None:
        self._parse(b"", final=True)

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except (expat.ExpatError, LookupError, ValueError):  # the latter two for an encoding unknown to it
            raise Refused("DAMAGED") from None

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        self.root = _local(name)
        if self.root == "worksheet":
            _Worksheet(self._parser, self.survey)
            return
        if self.root == "sst":
            # The reader reserves memory for as many texts as the part announces.
            announced = attributes.get("uniqueCount", "0")
            if not _COUNT.fullmatch(announced) or int(announced) > self._limits.cells:
                raise Refused("DAMAGED")
        self._parser.StartElementHandler = self._start_wanted if self._wanted else None

    def _start_wanted(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local in self._wanted:
            self.elements.append((local, attributes))
            if len(self.elements) > self._limits.members:
                raise Refused("TOO_MANY_PARTS", actual=len(self.elements), maximum=self._limits.members)


class _Worksheet:
    """Follows the rows and cells of a worksheet exactly as calamine places them.

    A cell without a reference stands right of the one before, a row without a number below the one before.
    What would be placed differently by the two (rows within cells, odd references) is refused.
    """

    def __init__(self, parser: expat.XMLParserType, survey: Survey) -> None:
        self._parser = parser
        self._survey = survey
        self._names: dict[str, str] = {}
        self._row = self._column = 0
        self._at = (0, 0)
        self._type = self._text = ""
        self._in_row = self._in_cell = self._has_formula = self._has_value = self._counted = False
        parser.StartElementHandler = self._start_outside

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "sheetData" and not self._names:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end
            self._names[name] = local
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name) or self._names.setdefault(name, _local(name))
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
        if self._has_formula or self._type == "e":
            self._parser.CharacterDataHandler = self._characters if local == "v" else None

    def _end_cell(self) -> None:
        self._in_cell = False
        if not self._counted:
            return
        if self._has_formula or self._type == "e":
            self._parser.CharacterDataHandler = None
            if self._type == "e":
                self._survey.fail(*self._at, self._text or "#ERROR!")
            elif not self._text and not (self._type == "str" and self._has_value):
                self._survey.leave(*self._at)
        self._text = ""
        self._has_formula = self._has_value = self._counted = False

    def _characters(self, text: str) -> None:
        if len(self._text) < 16:
            self._text += text.strip()[:16]

    def _merge(self, reference: str) -> None:
        found = _MERGED.fullmatch(reference)
        if found and len(self._survey.merged) < ERRORS_KEPT:
            left, top, right, bottom = found.groups()
            self._survey.merged.append((int(top) - 1, index_of(left), int(bottom) - 1, index_of(right)))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise Refused("DOCTYPE")
