"""The Word document that was checked, with each finding as a comment (批注) at its place."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from ._docx_in import W, blocks, pieces
from ._findings import Finding, Quote
from ._lines import Document
from ._rendering import CLASS_NAMES

_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_AUTHOR, _INITIALS = "报告核对", "核"


def with_comments(data: bytes, findings: Sequence[Finding]) -> bytes:
    """Return the document with comments; its text stays as it was.

    `data` must be a document that `read_document` has read, and `findings` those of its check.
    """
    document = docx.Document(io.BytesIO(data))
    places = _places(document)
    for finding in findings:
        for quote in finding.quotes[:1]:
            runs = _runs(places, quote)
            if runs:
                comment = document.add_comment(
                    runs,
                    text=f"【{CLASS_NAMES[finding.grade]}】{finding.message}",
                    author=_AUTHOR,
                    initials=_INITIALS,
                )
                comment._comment_elm.attrib.pop(f"{W}date", None)  # noqa: SLF001 the same input gives the same output
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_docx(document: Document, findings: Sequence[Finding]) -> bytes:
    """Return the lines of a report that was no Word document as one, a paragraph each, with the comments."""
    made = docx.Document()
    for line in document.lines:
        made.add_paragraph(_NO_XML.sub("\ufffd", line.text))
    written = io.BytesIO()
    made.save(written)
    plain = [
        replace(finding, quotes=tuple(replace(quote, where="") for quote in finding.quotes))
        for finding in findings
    ]
    return with_comments(written.getvalue(), plain)


def _places(document: Any) -> dict[int, list[Paragraph]]:
    """Return line number -> its paragraphs, numbered as the reader numbers them."""
    body: list[Any] = list(blocks(document.element.body))
    paragraphs = [block for block in body if block.tag == f"{W}p"]
    places = {number: [Paragraph(block, document)] for number, block in enumerate(paragraphs, start=1)}
    rows: Iterator[Any] = (row for block in body if block.tag == f"{W}tbl" for row in block.iter(f"{W}tr"))
    for number, row in enumerate(rows, start=len(paragraphs) + 1):
        places[number] = [Paragraph(block, document) for block in row.iter(f"{W}p")]
    return places


def _runs(places: dict[int, list[Paragraph]], quote: Quote) -> list[Run]:
    """Return the runs that hold exactly the quoted words, cutting runs where they begin or end within one."""
    paragraphs = places.get(quote.line, [])
    if len(paragraphs) == 1 and not quote.where:
        return list(_cut(paragraphs[0], quote.start, quote.end))
    for paragraph in paragraphs:
        text = "".join(text for text, _ in pieces(paragraph._p))  # noqa: SLF001 the element behind it
        start = text.find(quote.text)
        if start >= 0:
            return list(_cut(paragraph, start, start + len(quote.text)))
    return []


def _cut(paragraph: Paragraph, start: int, end: int) -> Iterator[Run]:
    position = 0
    held: list[tuple[str, Any]] = list(pieces(paragraph._p))  # noqa: SLF001 the element behind it
    for text, holder in held:
        first, last = max(start, position), min(end, position + len(text))
        run = holder.getparent()
        if first < last and run.tag == f"{W}r":
            if holder.tag == f"{W}t" and len(run.findall(f"{W}t")) == 1 and _plain(run):
                run = _middle(run, text, first - position, last - position)
            yield Run(run, paragraph)
        position += len(text)


def _plain(run: Any) -> bool:
    return all(child.tag in (f"{W}rPr", f"{W}t") for child in run)


def _middle(run: Any, text: str, first: int, last: int) -> Any:
    """Cut a run in three and return the one in the middle."""
    for part, before in ((text[:first], True), (text[last:], False)):
        if part:
            twin = copy.deepcopy(run)
            _set(twin, part)
            run.addprevious(twin) if before else run.addnext(twin)
    _set(run, text[first:last])
    return run


def _set(run: Any, text: str) -> None:
    holder = run.find(f"{W}t")
    holder.text = text
    holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
