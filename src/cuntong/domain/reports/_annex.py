"""The annex that traces every figure, as tables like any other."""

from __future__ import annotations

from dataclasses import dataclass

from ._document import Line, QuotedFigure, Report, Table, Text, dated
from ._open_points import typed_figures

TYPED_HEADING = "手工填写的数字"


@dataclass(frozen=True, slots=True)
class Annex:
    """Lines of explanation, the table of figures, and the table of typed figures where there are any."""

    heading: str
    notes: tuple[str, ...]
    traces: Table
    typed: Table | None


def anchor(code: str) -> str:
    """Return the name of a figure's row in the annex."""
    return f"trace-{code}"


def annex_of(report: Report) -> Annex:
    """Return the annex: figure → definition → period → records and evidence → digest of what is frozen."""
    return Annex(
        heading=report.annex_heading,
        notes=(_scope(report), *(f"{seal.of}：{seal.digest}" for seal in report.seals)),
        traces=Table(
            heads=("数据", "定义", "期间", "记录", "佐证"),
            rows=tuple(_trace(figure) for figure in report.figures),
            numbers=frozenset({3, 4}),
            anchors=tuple(anchor(figure.code) for figure in report.figures),
        ),
        typed=_typed(report),
    )


def _scope(report: Report) -> str:
    return (
        f"报告共引用{len(report.figures)}个数据，全部取自{report.county}截至{dated(report.as_of)}的冻结数据包；"
        "下表逐个列出定义和期间，“记录”是支撑它的记录条数，“佐证”是其中有佐证材料的条数。"
    )


def _trace(figure: QuotedFigure) -> tuple[Line, ...]:
    definition = "。".join(part.rstrip("。") for part in (figure.meaning, figure.formula) if part)
    cells = (
        f"{figure.name}：{figure.chip.shown}",
        definition,
        figure.period,
        f"{figure.records:,}",
        f"{figure.evidenced:,}",
    )
    return tuple((Text(cell),) for cell in cells)


def _typed(report: Report) -> Table | None:
    found = typed_figures(report)
    if not found:
        return None
    return Table(
        heads=("数字", "所在章节"),
        rows=tuple(((Text(one.shown),), (Text(one.place),)) for one in found),
        numbers=frozenset({0}),
        note="这些数字没有与记录绑定，由填写人负责。",
    )
