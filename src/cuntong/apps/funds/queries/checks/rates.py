"""Alarms on the whole programme (K17): how much of the money is paid, how much of the work is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cuntong.domain.values import Ratio
from cuntong.rulebooks import FundsRules, Limit

from .cases import Breach, MoneyCase


def check_rates(case: MoneyCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """Payment rate = paid / released; progress = milestones met / contracted, by amount. A base of 0 says nothing."""
    yield from _below(
        rules.payment_rate_alarm, case.paid_yuan, case.released_yuan, ("资金拨付率", "The payment rate")
    )
    yield from _below(
        rules.progress_alarm,
        case.reached_yuan,
        case.contracted_yuan,
        ("项目总体进度（按已达成节点金额）", "Overall progress (milestones met, by amount)"),
    )


def _below(limit: Limit, part: Decimal, whole: Decimal, name: tuple[str, str]) -> Iterator[Breach]:
    if whole <= 0:
        return
    rate = Ratio(part, whole)
    if rate.exact < limit.value:
        line = f"{(limit.value * 100).normalize():f}"
        yield Breach.of(
            limit,
            f"{name[0]}为 {rate.percent(2)}%，低于预警线 {line}%。",
            f"{name[1]} is {rate.percent(2)} %, below the line of {line} %.",
            blocking=False,
        )
