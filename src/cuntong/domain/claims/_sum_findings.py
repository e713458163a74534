"""A whole that its parts do not give: one line of arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

from ._findings import Finding, finding
from ._partitions import sums
from ._ranges import number_text
from ._reading import Mention
from ._units import MONEY


def sum_finding(whole: Mention, parts: Sequence[Mention], grade: str, why: str) -> Finding:
    unit = "万元" if whole.measure == MONEY and whole.number.scale == 10**4 else whole.number.unit
    scale = whole.number.scale
    total = sums(parts).times(1 / scale)
    added = "+".join(part.text for part in parts)
    exact = sum((part.number.base for part in parts), start=whole.number.base * 0) / scale
    shown = f"{number_text(exact)}{unit}"
    bounds = "" if total.low == total.high else f"（计入四舍五入为{total.shown()}{unit}）"
    return finding(
        "sum",
        grade,
        (whole, *parts),
        whole.text,
        shown,
        f"{why}：{added}={shown}{bounds}，而写的是{whole.text}。若各部分无误，总数应为{shown}。",
    )
