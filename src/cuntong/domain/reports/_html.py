"""The report as HTML: a fragment whose figures open, and a page that stands alone."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TypeAlias

from ._annex import TYPED_HEADING, anchor, annex_of
from ._characters import printable
from ._document import (
    Ask,
    BoundValue,
    FigureChip,
    Heading,
    Inline,
    Line,
    Paragraph,
    Report,
    Section,
    Table,
    Text,
    TypedFigure,
)
from ._standalone import STYLE

ChipUrl: TypeAlias = Callable[[str], str]
"""From an indicator's code to where the figure opens."""

SYNTHETIC = "演示数据"


def to_html(report: Report, *, chip_url: ChipUrl) -> str:
    """Return the report as an `<article>`; each figure is a link `a.figure` with `data-code`.

    Figures typed by hand are `span.typed`, requests `mark.ask`, values not known `span.unstated`.
    """
    parts = [
        _marks(report),
        f'<h1 class="report-title">{_line(report.title, chip_url)}</h1>',
        _optional('<p class="recipient">{}</p>', _line(report.recipient, chip_url)),
        *(_section(section, chip_url) for section in report.sections),
        _signature(report, chip_url),
    ]
    body = "\n".join(part for part in parts if part)
    return f'<article class="report" lang="zh-CN">\n{body}\n</article>\n'


def standalone_html(report: Report) -> str:
    """Return a whole page without scripts or outside references; each figure leads to its row of the annex."""
    ribbon = _optional('<p class="synthetic" role="note">{}</p>', SYNTHETIC if report.synthetic else "")
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escaped(report.title_text)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{ribbon}\n"
        f"<main>\n{to_html(report, chip_url=lambda code: f'#{anchor(code)}')}{_annex(report)}</main>\n"
        "</body>\n</html>\n"
    )


def _marks(report: Report) -> str:
    return _optional('<p class="enclosure-mark">{}</p>', _escaped(report.enclosure_mark))


def _signature(report: Report, chip_url: ChipUrl) -> str:
    lines = "<br>\n".join(_line(line, chip_url) for line in report.signature)
    return _optional('<footer class="signature"><p>{}</p></footer>', lines)


def _section(section: Section, chip_url: ChipUrl) -> str:
    parts = [_heading(section.heading)]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{_line(block.line, chip_url)}</p>")
        else:
            parts.append(_table(block, chip_url))
    body = "\n".join(parts)
    return f'<section id="section-{_escaped(section.code)}" data-code="{_escaped(section.code)}">\n{body}\n</section>'


def _heading(heading: Heading) -> str:
    tag = f"h{heading.level + 1}"
    return f"<{tag}>{_escaped(heading.shown)}</{tag}>"


def _table(table: Table, chip_url: ChipUrl) -> str:
    heads = "".join(
        f'<th scope="col"{_number(table, column)}>{_escaped(head)}</th>'
        for column, head in enumerate(table.heads)
    )
    rows = "\n".join(_row(table, index, chip_url) for index in range(len(table.rows)))
    note = _optional('\n<p class="table-note">注：{}</p>', _escaped(table.note))
    return (
        f'<div class="table-scroll"><table>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table></div>{note}"
    )


def _row(table: Table, index: int, chip_url: ChipUrl) -> str:
    cells = "".join(
        f"<td{_number(table, column)}>{_line(cell, chip_url)}</td>"
        for column, cell in enumerate(table.rows[index])
    )
    name = f' id="{_escaped(table.anchors[index])}"' if table.anchors else ""
    return f"<tr{name}>{cells}</tr>"


def _number(table: Table, column: int) -> str:
    return ' class="number"' if column in table.numbers else ""


def _line(line: Line, chip_url: ChipUrl) -> str:
    return "".join(_inline(inline, chip_url) for inline in line)


def _inline(inline: Inline, chip_url: ChipUrl) -> str:
    shown = _escaped(inline.shown)
    match inline:
        case FigureChip(code, _, is_known):
            kind = "figure" if is_known else "figure no-records"
            return f'<a class="{kind}" data-code="{_escaped(code)}" href="{_escaped(chip_url(code))}">{shown}</a>'
        case TypedFigure():
            return f'<span class="typed" title="手工填写，没有记录支撑">{shown}</span>'
        case Ask():
            return f'<mark class="ask">{shown}</mark>'
        case BoundValue(key, _, is_known):
            kind = "bound" if is_known else "unstated"
            return f'<span class="{kind}" data-key="{_escaped(key)}">{shown}</span>'
        case Text():
            return shown


def _annex(report: Report) -> str:
    annex = annex_of(report)
    no_link: ChipUrl = "#{}".format
    notes = "\n".join(f'<p class="table-note">{_escaped(note)}</p>' for note in annex.notes)
    typed = f"<h3>{TYPED_HEADING}</h3>\n{_table(annex.typed, no_link)}\n" if annex.typed else ""
    return (
        f'<section class="annex" id="annex">\n<h2>{_escaped(annex.heading)}</h2>\n{notes}\n'
        f"{_table(annex.traces, no_link)}\n{typed}</section>\n"
    )


def _optional(form: str, content: str) -> str:
    return form.format(content) if content else ""


def _escaped(text: str) -> str:
    return escape(printable(text), quote=True)
