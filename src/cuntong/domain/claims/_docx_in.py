"""Word documents: paragraphs of the body in order as lines 1, 2, …; the rows of tables as lines after them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ._lines import Document, Line, Table, make_line, row_line
from ._packages import open_zip, parse_xml, part
from ._text_in import check_size
from ._unreadable import refuse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
# Words that somebody deleted or moved away under tracked changes, and field codes: no text of the report.
_NOT_SHOWN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}txbxContent"}
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"}
_DEEPEST = 200


def read_docx(data: bytes, name: str) -> Document:
    """Return paragraphs and tables of a .docx; automatic numbering is not part of its text."""
    package = open_zip(data)
    try:
        root = parse_xml(part(package, BODY), BODY)
    except KeyError:
        refuse("不是Word文档（缺少正文）", "not a Word document (it has no body)")
    body = root.find(f"{W}body")
    if body is None:
        refuse("Word文档没有正文", "the Word document has no body")
    paragraphs = [paragraph_text(block) for block in blocks(body) if block.tag == f"{W}p"]
    rows = [list(_rows(block)) for block in blocks(body) if block.tag == f"{W}tbl"]
    check_size("\n".join(paragraphs) + "".join(cell for table in rows for row in table for cell in row))
    lines: list[Line] = [make_line(number, text) for number, text in enumerate(paragraphs, start=1)]
    tables = []
    for index, table in enumerate(rows, start=1):
        cells = []
        for position, row in enumerate(table, start=1):
            line, found = row_line(len(lines) + 1, row, f"表{index}第{position}行")
            lines.append(line)
            cells.append(found)
        tables.append(Table(tuple(cells)))
    return Document(name, tuple(lines), tuple(tables))


def blocks(parent: Element, depth: int = 0) -> Iterator[Element]:
    """Yield the paragraphs and tables of the body in order, those inside content controls too."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _WRAPPERS and depth < _DEEPEST:
            yield from blocks(child, depth + 1)


def paragraph_text(paragraph: Element) -> str:
    """Return the words that a reader sees; tabs and breaks as one character each."""
    return "".join(text for text, _ in pieces(paragraph))


def pieces(element: Element, depth: int = 0) -> Iterator[tuple[str, Element]]:
    """Yield each piece of text with the element that holds it."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or "", child
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            if element.tag == f"{W}r":
                yield " ", child
        elif child.tag not in _NOT_SHOWN and depth < _DEEPEST:
            yield from pieces(child, depth + 1)


def _rows(table: Element) -> Iterator[list[str]]:
    """Yield the cells of each row; a cell merged over several columns is followed by empty ones."""
    for row in table.iter(f"{W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            cells.append("".join(paragraph_text(paragraph) for paragraph in cell.iter(f"{W}p")))
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            cells.extend("" for _ in range(min(int(width), 60) - 1 if width.isdigit() else 0))
        yield cells
