"""An annotated copy of the report as one HTML page without scripts: marks in the text, the findings beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ._findings import Finding
from ._lines import Document
from ._marking import Piece, pieces_of
from ._rendering import CLASS_NAMES

_STYLE = """
:root{color-scheme:light dark;--contradiction:#c62828;--question:#b26a00;--notice:#4a6a8a}
body{margin:0;font:16px/1.7 "Noto Sans SC","Microsoft YaHei",sans-serif;background:#fff;color:#1d1f21}
main{display:grid;grid-template-columns:minmax(0,3fr) minmax(16rem,2fr);gap:2rem;max-width:80rem;margin:auto;padding:1rem}
h1{font-size:1.2rem}.line{display:grid;grid-template-columns:3rem minmax(0,1fr);white-space:pre-wrap;overflow-wrap:anywhere}
.line>b{font-weight:400;opacity:.55;user-select:none}mark{color:inherit;background:none;border-bottom:3px solid}
mark.contradiction{border-color:var(--contradiction);background:#c6282822}mark.question{border-color:var(--question)}
mark.notice{border-bottom-style:dotted;border-color:var(--notice)}ol{padding-left:1.5rem}li{margin:.5rem 0}
li.contradiction strong{color:var(--contradiction)}li.question strong{color:var(--question)}li.notice strong{color:var(--notice)}
li:target{outline:2px solid}aside{position:sticky;top:0;max-height:100vh;overflow:auto}
@media(max-width:50rem){main{display:block}aside{position:static;max-height:none}}
@media(prefers-color-scheme:dark){body{background:#17191c;color:#e6e6e6}:root{--contradiction:#ff8a80;--question:#ffcc80;--notice:#9fc2e5}}
"""


def as_html(reports: Sequence[tuple[Document, Sequence[Finding]]]) -> str:
    """Return one page with every report, its findings marked in its lines and listed beside them."""
    body = "\n".join(_section(number, document, found) for number, (document, found) in enumerate(reports, 1))
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>报告核对</title><style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _section(number: int, document: Document, findings: Sequence[Finding]) -> str:
    pieces = pieces_of([(line.number, line.text) for line in document.lines], findings)
    lines = "\n".join(
        f'<div class="line" id="r{number}-{line.number}"><b>{line.number}</b><span>'
        f"{''.join(_drawn(piece, findings, number) for piece in pieces[line.number])}</span></div>"
        for line in document.lines
    )
    items = "\n".join(_item(number, index, finding) for index, finding in enumerate(findings))
    listed = f"<ol>{items}</ol>" if findings else "<p>没有发现问题。</p>"
    return (
        f"<main><article><h1>{escape(document.name)}</h1>\n{lines}\n</article>\n"
        f"<aside><h1>{_counts(findings)}</h1>{listed}</aside></main>"
    )


def _counts(findings: Sequence[Finding]) -> str:
    return "，".join(
        f"{name}{sum(finding.grade == grade for finding in findings)}处"
        for grade, name in CLASS_NAMES.items()
    )


def _item(number: int, index: int, finding: Finding) -> str:
    places = "".join(
        f' <a href="#r{number}-{quote.line}">{escape(quote.where or f"第{quote.line}行")}</a>'
        for quote in finding.quotes
    )
    return (
        f'<li class="{finding.grade}" id="f{number}-{index}"><strong>{CLASS_NAMES[finding.grade]}</strong> '
        f"{escape(finding.message)}{places}</li>"
    )


def _drawn(piece: Piece, findings: Sequence[Finding], number: int) -> str:
    text = escape(piece.text)
    if piece.finding is None:
        return text
    finding = findings[piece.finding]
    title = escape(finding.message, quote=True)
    return f'<a href="#f{number}-{piece.finding}"><mark class="{finding.grade}" title="{title}">{text}</mark></a>'
