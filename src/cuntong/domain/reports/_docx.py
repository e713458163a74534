"""The report as a .docx in official layout: the same report and layout give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from ._annex import TYPED_HEADING, annex_of
from ._characters import printable
from ._document import Ask, FigureChip, Inline, Line, Paragraph, Report, Section, Table, Text
from ._docx_styles import (
    mark_every_page,
    set_page,
    set_page_numbers,
    set_styles,
    style_id,
    text_width_twips,
)
from ._docx_tables import bookmark, table_element
from ._docx_xml import Element, element, run
from ._layout import Layout, Style

SYNTHETIC = "演示数据"
_AROUND_NOTE_TWIPS = 80
_EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def to_docx(report: Report, layout: Layout) -> bytes:
    """Return the report as an official document 公文, with the annex that traces every figure.

    Figures link to their rows of the annex; requests are highlighted; synthetic records are named at the
    head of every page. Core properties are dated by `issued_on`, members of the zip by 1980-01-01.
    """
    document = docx.Document()
    set_page(document, layout)
    set_styles(document, layout)
    set_page_numbers(document, layout)
    if report.synthetic:
        mark_every_page(document, layout, SYNTHETIC)
    rows = {figure.code: index for index, figure in enumerate(report.figures)}
    _write_body(document, _Writer(report, layout, rows))
    _set_properties(document, report)
    return _packed(document)


@dataclass(frozen=True)
class _Writer:
    """Turns the report into paragraphs and tables; `rows` are the rows of the annex by figure."""

    report: Report
    layout: Layout
    rows: Mapping[str, int]

    def elements(self) -> Iterator[Element]:
        if self.report.enclosure_mark:
            yield self._words("ENCLOSURE_MARK", self.report.enclosure_mark)
        yield self._paragraph("TITLE", self.report.title)
        if self.report.recipient:
            yield self._paragraph("RECIPIENT", self.report.recipient)
        for section in self.report.sections:
            yield from self._section(section)
        yield from self._signature()
        yield from self._annex()

    def _section(self, section: Section) -> Iterator[Element]:
        heading = section.heading
        yield self._words(f"HEADING_{heading.level}", heading.shown)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield self._paragraph("BODY", block.line)
            else:
                yield from self._table(block)

    def _signature(self) -> Iterator[Element]:
        lines = self.report.signature
        if lines:
            yield self._paragraph("BODY", (), "keepNext")
        for number, line in enumerate(lines, start=1):
            together = () if number == len(lines) else ("keepNext",)
            yield self._paragraph("SIGNATURE", line, *together)

    def _annex(self) -> Iterator[Element]:
        annex = annex_of(self.report)
        yield self._paragraph("ENCLOSURE_MARK", (Text(annex.heading),), "pageBreakBefore")
        for note in annex.notes:
            yield self._words("TABLE", note)
        yield from self._table(annex.traces)
        if annex.typed:
            yield self._words("HEADING_1", TYPED_HEADING)
            yield from self._table(annex.typed)

    def _table(self, table: Table) -> Iterator[Element]:
        style = self.layout.style_of("TABLE")
        yield table_element(table, self.layout, width_twips=text_width_twips(self.layout), runs=self._runs)
        # A table has to be followed by a paragraph; without a note it keeps the text at a distance.
        note = self._words(style.code, f"注：{table.note}" if table.note else "")
        note[0].append(element("spacing", before=_AROUND_NOTE_TWIPS, after=_AROUND_NOTE_TWIPS))
        yield note

    def _words(self, code: str, words: str) -> Element:
        return self._paragraph(code, (Text(words),) if words else ())

    def _paragraph(self, code: str, line: Line, *settings: str) -> Element:
        style = self.layout.style_of(code)
        properties = element(
            "pPr", element("pStyle", val=style_id(style)), *(element(setting) for setting in settings)
        )
        return element("p", properties, *self._runs(line, style))

    def _runs(self, line: Line, style: Style) -> Sequence[Element]:
        return [self._inline(inline, style) for inline in line if inline.shown]

    def _inline(self, inline: Inline, style: Style) -> Element:
        match inline:
            case FigureChip(code, shown, _):
                place = bookmark(self.rows[code])
                return element("hyperlink", run(shown, style, self.layout), anchor=place, history=1)
            case Ask():
                return run(inline.shown, style, self.layout, element("highlight", val="yellow"))
            case _:
                return run(inline.shown, style, self.layout)


def _write_body(document: Document, writer: _Writer) -> None:
    body = document.element.body
    body.clear_content()
    for written in writer.elements():
        body.insert(len(body) - 1, written)


def _set_properties(document: Document, report: Report) -> None:
    issued_at = datetime.combine(report.issued_on, time())
    properties = document.core_properties
    properties.title = printable(report.title_text)[:255]
    properties.author = printable(report.county)[:255]
    properties.last_modified_by = properties.author
    properties.language = "zh-CN"
    properties.comments, properties.keywords = "", SYNTHETIC if report.synthetic else ""
    properties.created = properties.modified = issued_at
    properties.revision = 1


def _packed(document: Document) -> bytes:
    """Pack the parts with fixed dates, without the template's picture of itself."""
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, date_time=_EARLIEST_IN_ZIP)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name), compresslevel=6)
    return packed.getvalue()
