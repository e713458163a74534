"""Caps and floors on central money (K1): they ask for a look, they do not stop a single payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cuntong.domain.values import Ratio, wan_yuan
from cuntong.rulebooks import Cap, FundsRules

from .cases import Breach, Commitment, MoneyCase


def check_caps(case: MoneyCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """Every cap and floor of the county's profiles, against what its contracts bind."""
    for cap in rules.caps:
        yield from _CHECKS[cap.measure](cap, _subject(cap, case.commitments), case)


def _subject(cap: Cap, commitments: tuple[Commitment, ...]) -> list[Commitment]:
    if cap.direction:
        return [one for one in commitments if one.direction == cap.direction]
    if cap.item_types:
        return [one for one in commitments if one.item_type in cap.item_types]
    return list(commitments)


def _share_of_central(cap: Cap, subject: list[Commitment], case: MoneyCase) -> Iterator[Breach]:
    if case.central_released_yuan <= 0:
        return
    share = Ratio(_central(subject), case.central_released_yuan)
    if _beyond(cap, share.exact):
        yield _breach(
            cap,
            f"现占中央资金的 {share.percent(2)}%（{_wan(_central(subject))} 万元），"
            f"规定{_bound_zh(cap)} {_percent(cap.limit)}%。",
            f"It binds {share.percent(2)} % of the central money ({_central(subject)} yuan); "
            f"{_bound_en(cap)} {_percent(cap.limit)} % is set.",
        )


def _share_of_investment(cap: Cap, subject: list[Commitment], case: MoneyCase) -> Iterator[Breach]:
    for one in subject:
        share = Ratio(one.central_yuan, one.amount_yuan)
        if _beyond(cap, share.exact):
            yield _breach(
                cap,
                f"合同 {one.contract_no} 的中央资金占 {share.percent(2)}%，规定{_bound_zh(cap)} {_percent(cap.limit)}%。",
                f"Central money is {share.percent(2)} % of contract {one.contract_no}; "
                f"{_bound_en(cap)} {_percent(cap.limit)} % is set.",
            )


def _amount_total(cap: Cap, subject: list[Commitment], case: MoneyCase) -> Iterator[Breach]:
    total = _central(subject)
    if _beyond(cap, total):
        yield _breach(
            cap,
            f"合计 {_wan(total)} 万元，规定{_bound_zh(cap)} {_wan(cap.limit)} 万元。",
            f"Together {total} yuan; {_bound_en(cap)} {cap.limit} yuan is set.",
        )


def _amount_each(cap: Cap, subject: list[Commitment], case: MoneyCase) -> Iterator[Breach]:
    """Contracts do not name single sites, so only a person can divide their amounts."""
    if _central(subject) > 0:
        contracts = "、".join(one.contract_no for one in subject if one.central_yuan > 0)
        yield _breach(
            cap,
            f"合同 {contracts} 未分站点列明金额，请人工核对每个站点{_bound_zh(cap)} {_wan(cap.limit)} 万元。",
            f"Contracts {contracts} give no amount for each site: see by hand that each keeps "
            f"{_bound_en(cap)} {cap.limit} yuan.",
        )


_CHECKS = {
    "SHARE_OF_CENTRAL": _share_of_central,
    "SHARE_OF_INVESTMENT": _share_of_investment,
    "AMOUNT_TOTAL": _amount_total,
    "AMOUNT_EACH": _amount_each,
}


def _central(subject: list[Commitment]) -> Decimal:
    return sum((one.central_yuan for one in subject), Decimal(0))


def _beyond(cap: Cap, value) -> bool:
    return value > cap.limit if cap.bound == "MAX" else value < cap.limit


def _bound_zh(cap: Cap) -> str:
    return "不超过" if cap.bound == "MAX" else "不低于"


def _bound_en(cap: Cap) -> str:
    return "at most" if cap.bound == "MAX" else "at least"


def _wan(amount_yuan: Decimal) -> str:
    return f"{wan_yuan(amount_yuan).normalize():f}"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"


def _breach(cap: Cap, zh: str, en: str) -> Breach:
    return Breach.of(cap, f"{cap.name.zh}：{zh}", f"{cap.name.en}: {en}", blocking=False)
