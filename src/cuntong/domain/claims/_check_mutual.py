"""All figures of the money together: intervals carried through every relation until they fit or exclude each other.

The relations are: the accounts' plans add up to the whole, so do their payments, and each rate is payment by
plan. Rates are first tried on their own, without any stated payment: so two of them can exclude each other
although no third figure is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ._findings import CONTRADICTION, Finding, finding
from ._ledger import WHOLE, Entry, entries_in
from ._ranges import Range, number_text
from ._reading import Report
from ._roles import PAID, PLAN

_ROUNDS = 8
_HUNDRED = Fraction(100)
_UNKNOWN = Range(Fraction(0), None)
State = dict[tuple[str, str], Range]


def check_mutual(report: Report) -> Iterator[Finding]:
    """Yield groups of figures that cannot be true together."""
    entries = list(entries_in(report))
    plans = _settled([entry for entry in entries if entry.what == PLAN])
    parts = sorted({entry.account for entry in plans} - {WHOLE})
    family = _whole_family(plans, parts)
    if not family:
        return
    sure = [*plans, *(entry for entry in entries if entry.all_paid)]
    rates = [entry for entry in entries if entry.what == "rate" and entry.account in (*family, WHOLE)]
    paid = [
        entry
        for entry in entries
        if entry.what == PAID and not entry.all_paid and entry.account in (*family, WHOLE)
    ]
    yield from _conflicts(sure, rates, family, "mutual")
    yield from _conflicts(sure, paid, family, "sum")


def _settled(plans: Sequence[Entry]) -> list[Entry]:
    """Return the plan of each account that is stated with one value only."""
    by_account: dict[str, list[Entry]] = {}
    for entry in plans:
        by_account.setdefault(entry.account, []).append(entry)
    return [
        group[0] for group in by_account.values() if len({entry.mention.number.base for entry in group}) == 1
    ]


def _whole_family(plans: Sequence[Entry], parts: Sequence[str]) -> tuple[str, ...]:
    """Return the accounts that make up the whole by their plans, or none."""
    whole = next((entry for entry in plans if entry.account == WHOLE), None)
    for family in (
        tuple(part for part in parts if part not in ("中央", "省级", "市级", "县级", "区级", "自筹", "社会")),
        tuple(part for part in parts if part in ("中央", "省级", "市级", "县级", "区级", "自筹", "社会")),
    ):
        if whole is None or len(family) < 2:
            continue
        total = Range(Fraction(0), Fraction(0))
        for entry in plans:
            if entry.account in family:
                total = total + entry.range
        if total.meets(whole.range):
            return family
    return ()


def _conflicts(
    sure: Sequence[Entry], doubtful: Sequence[Entry], family: tuple[str, ...], kind: str
) -> Iterator[Finding]:
    """Yield the smallest group of doubtful figures that excludes itself."""
    if len(doubtful) < 2 or _propagate([*sure, *doubtful], family) is not None:
        return
    if _propagate(sure, family) is None:
        return
    group = list(doubtful)
    for entry in doubtful:
        rest = [other for other in group if other is not entry]
        if _propagate([*sure, *rest], family) is None:
            group = rest
    if len(group) >= 2 and len({entry.account for entry in group}) >= 2:
        yield _finding(group, sure, family, kind)


def _propagate(entries: Sequence[Entry], family: tuple[str, ...]) -> State | None:
    """Narrow every plan, payment and rate by all relations; None where one of them is left with no value."""
    state: State = {}
    for entry in entries:
        narrowed = state.get((entry.account, entry.what), _UNKNOWN).within(entry.range)
        if narrowed is None:
            return None
        state[entry.account, entry.what] = narrowed
    for _ in range(_ROUNDS):
        before = dict(state)
        for account in (*family, WHOLE):
            if not _narrow_rate(state, account):
                return None
        for what in (PLAN, PAID):
            if not _narrow_sum(state, family, what):
                return None
        if state == before:
            break
    return state


def _narrow_rate(state: State, account: str) -> bool:
    plan, paid, rate = (state.get((account, what), _UNKNOWN) for what in (PLAN, PAID, "rate"))
    new_paid = paid.within(plan.multiplied(rate).times(1 / _HUNDRED))
    new_rate = rate.within(paid.divided(plan).times(_HUNDRED)) if plan.low else rate
    if new_paid is None or new_rate is None:
        return False
    state[account, PAID], state[account, "rate"] = new_paid, new_rate
    return True


def _narrow_sum(state: State, family: tuple[str, ...], what: str) -> bool:
    """Whole = sum of the parts, and each part = whole - the others."""
    total = Range(Fraction(0), Fraction(0))
    for account in family:
        total = total + state.get((account, what), _UNKNOWN)
    whole = state.get((WHOLE, what), _UNKNOWN).within(total)
    if whole is None:
        return False
    state[WHOLE, what] = whole
    for account in family:
        rest = whole
        for other in family:
            if other != account:
                rest = rest - state.get((other, what), _UNKNOWN)
        part = state.get((account, what), _UNKNOWN).within(rest)
        if part is None:
            return False
        state[account, what] = part
    return True


def _finding(group: Sequence[Entry], sure: Sequence[Entry], family: tuple[str, ...], kind: str) -> Finding:
    first, last = group[0], group[-1]
    implied = _propagate([*sure, *group[:-1]], family) or {}
    forced = implied.get((last.account, last.what), _UNKNOWN)
    if kind == "mutual":
        shown = f"{forced.shown(last.mention.number.decimals + 3)}%"
    else:
        scale = last.mention.number.scale
        shown = f"{forced.times(1 / scale).shown()}{'万元' if scale == 10**4 else last.mention.number.unit}"
    others = "、".join(f"{entry.account}{entry.mention.text}" for entry in group[:-1])
    payment = implied.get((last.account, PAID), _UNKNOWN)
    amount = f"（对应支付{_wan(payment)}万元）" if kind == "mutual" else ""
    return finding(
        kind,
        CONTRADICTION,
        (entry.mention for entry in group),
        "、".join(entry.mention.text for entry in group),
        shown,
        f"几个数不能同时成立：由{others}推得{last.account}只能是{shown}{amount}，"
        f"而写的是{last.mention.text}。两处至少有一处须改（另一处为{first.mention.text}）。",
    )


def _wan(amount: Range) -> str:
    low = number_text(amount.low / 10**4 if amount.low is not None else None, 4)
    high = number_text(amount.high / 10**4 if amount.high is not None else None, 4)
    return low if low == high else f"{low}至{high}"
