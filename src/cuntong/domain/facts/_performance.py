"""Targets, with the moment at which each was sealed."""

from __future__ import annotations

from cuntong.domain.values import Bilingual

from ._columns import AMOUNT, MOMENT, Column, FactTable, day, identifier, text

TABLES = (
    FactTable(
        "targets",
        Bilingual("绩效目标及其封存时间", "performance targets, with the moment each was sealed"),
        "target_id",
        (
            identifier("target_id", "目标编号", "target id"),
            text("indicator_code", "指标代码", "indicator code"),
            Column("value", AMOUNT, Bilingual("目标值", "target value")),
            text("unit", "单位", "unit"),
            # Empty while the target is a draft: such a target has no standing.
            Column("sealed_at", MOMENT, Bilingual("封存时间", "sealed at"), required=False),
            day("period_end", "目标期末", "end of the target's period"),
        ),
    ),
)
