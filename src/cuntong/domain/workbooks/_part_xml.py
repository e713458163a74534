"""Read one XML part of a workbook as a stream: refuse entity declarations and absurd sizes, see what it is."""

import re
from array import array
from collections.abc import Iterable
from xml.parsers import expat

from ._messages import Refused
from ._schema import Limits
from ._sheet_xml import WorksheetHandlers, local_name
from ._survey import Survey

_COUNT = re.compile(r"[0-9]{1,9}")
# expat holds one tag whole; no honest tag comes near this.
_LONGEST_TAG = 4 * 2**20


class PartReader:
    """Takes the bytes of one part piece by piece.

    Afterwards `root` is the local name of the first element; `elements` are those named in `wanted`, in
    order, with their attributes; `survey` is what a worksheet contains, to which the lengths of the shared
    texts are given; `text_lengths` are those lengths where the part is the list of them. Raises Refused
    for a DOCTYPE, for broken XML and for absurd sizes.
    """

    def __init__(
        self, limits: Limits, wanted: Iterable[str] = (), text_lengths: "array[int] | None" = None
    ) -> None:
        self.root = ""
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.survey = Survey()
        self.text_lengths = array("I") if text_lengths is None else text_lengths
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
        self.root = local_name(name)
        if self.root == "worksheet":
            WorksheetHandlers(self._parser, self.survey, self.text_lengths)
        elif self.root == "sst":
            # The reader reserves memory for as many texts as the part announces.
            announced = attributes.get("uniqueCount", "0")
            if not _COUNT.fullmatch(announced) or int(announced) > self._limits.cells:
                raise Refused("DAMAGED")
            SharedTextHandlers(self._parser, self.text_lengths, self._limits)
        else:
            self._parser.StartElementHandler = self._start_wanted if self._wanted else None

    def _start_wanted(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if local in self._wanted:
            self.elements.append((local, attributes))
            if len(self.elements) > self._limits.members:
                raise Refused("TOO_MANY_PARTS", actual=len(self.elements), maximum=self._limits.members)


class SharedTextHandlers:
    """Measure the shared texts: the reader copies a text into every cell that refers to it."""

    def __init__(self, parser: expat.XMLParserType, lengths: "array[int]", limits: Limits) -> None:
        self._parser = parser
        self._lengths = lengths
        self._limits = limits
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, _: dict[str, str]) -> None:
        if local_name(name) == "si":
            if self._parser.CharacterDataHandler or len(self._lengths) >= self._limits.cells:
                raise Refused("DAMAGED")
            self._lengths.append(0)
            self._parser.CharacterDataHandler = self._characters

    def _end(self, name: str) -> None:
        if local_name(name) == "si":
            self._parser.CharacterDataHandler = None

    def _characters(self, text: str) -> None:
        self._lengths[-1] += len(text)


def _refuse_doctype(*_: object) -> None:
    raise Refused("DOCTYPE")
