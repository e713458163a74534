"""Rates of money: what was paid of what was given, what arrived of what was planned, account by account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._pairs import Pair, Rate
from ._reading import Mention, Report
from ._roles import GOT, LEFT, PAID, PLAN, accounts_in, distinguishing, roles_of
from ._units import MONEY

EXECUTION = re.compile(
    r"(?:预算|资金|经费|项目)?(?:总体|整体|实际)?(?:执行|支付|支出|拨付|使用|付款|兑付|报账|列支)(?:完成)?(?:率|进度|比例|比率)|(?:执行|支付|支出|拨付)(?:的)?(?:比例|进度)"
)
ARRIVAL = re.compile(r"(?:资金)?(?:到位|拨入|下达|落实|下拨)(?:率|比例)")
# How many amounts around a rate are tried as readings of it, and how many of a long report are looked at.
_NEAR = 40
_WINDOW = 80


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts of a report in prose with the parts that they may play."""

    amounts: tuple[tuple[Mention, frozenset[str]], ...]

    @classmethod
    def of(cls, report: Report) -> Money:
        return cls(tuple((m, roles_of(m)) for m in report.of_measure(MONEY) if not m.line.in_table))

    def playing(self, stated: Mention, *roles: str) -> list[Mention]:
        """Return the amounts that may play one of the parts, the nearest ones of a long report."""
        found = [mention for mention, own in self.amounts if not own.isdisjoint(roles)]
        if len(found) > _WINDOW:
            found = sorted(found, key=lambda other: abs(other.order - stated.order))[:_WINDOW]
        return found


def money_rate(money: Money, stated: Mention, phrase: str) -> Rate:
    arrival = bool(ARRIVAL.search(phrase))
    family = ARRIVAL if arrival else EXECUTION
    part_role = GOT if arrival else PAID
    accounts = accounts_in(own_words(stated))
    parts = money.playing(stated, part_role)
    wholes = money.playing(stated, *((PLAN,) if arrival else (PLAN, GOT)))
    lefts = money.playing(stated, LEFT)
    if not accounts and not distinguishing(phrase, family):
        accounts = _accounts_of_part(stated, parts)
    here = [mention for mention in (*parts, *wholes) if mention.line is stated.line]
    near_parts = _nearest(stated, parts, accounts)
    near_wholes = _nearest(stated, wholes, accounts)
    special = distinguishing(phrase, family)
    bound: list[Pair] = []
    if not special or _named(special, stated, [*near_parts, *near_wholes]):
        bound = [
            Pair((part,), (whole,))
            for whole in near_wholes
            for part in near_parts
            if part is not whole and _fits_account(part, whole)
        ]
    if not here and len({(pair.part[0].number.base, pair.whole[0].number.base) for pair in bound}) > 1:
        bound = []
    return Rate(
        stated,
        "arrival" if arrival else "execution",
        phrase,
        tuple(bound[:6]),
        lambda: () if accounts and bound else _money_pairs(stated, parts, wholes, lefts),
    )


def _money_pairs(
    stated: Mention, parts: Sequence[Mention], wholes: Sequence[Mention], lefts: Sequence[Mention]
) -> Iterator[Pair]:
    """Yield every payment of every plan near enough to be meant, and what is left of a plan taken off it."""

    def near(mentions: Sequence[Mention]) -> list[Mention]:
        return sorted(mentions, key=lambda other: abs(other.order - stated.order))[:_NEAR]

    together = _in_sentence(stated, parts) and _in_sentence(stated, wholes)
    if together:
        parts, wholes, lefts = (
            [m for m in group if m.line is stated.line] for group in (parts, wholes, lefts)
        )
    for whole in near(wholes):
        yield from (Pair((part,), (whole,)) for part in near(parts) if part is not whole)
        yield from (Pair((whole,), (whole,), (left,)) for left in near(lefts))


def _in_sentence(stated: Mention, mentions: Sequence[Mention]) -> bool:
    return any(mention.sentence == stated.sentence for mention in mentions)


def _accounts_of_part(stated: Mention, parts: Sequence[Mention]) -> frozenset[str]:
    """Return the accounts of the payment right before a rate that names none: 首批资金支付600万元，支付率100%."""
    before = [m for m in parts if m.order == stated.order - 1 and m.segment == stated.segment]
    same = [m for m in before if m.sentence == stated.sentence]
    return accounts_in(same[0].lead) if same else frozenset()


def own_words(stated: Mention) -> str:
    """Return the clause of a rate up to it: whose rate it is."""
    return stated.clause_text.partition(stated.text)[0]


def _nearest(stated: Mention, mentions: Sequence[Mention], accounts: frozenset[str]) -> list[Mention]:
    """Return the candidates of the nearest place that has any: the clause, the sentence, the line, the report."""
    fitting = [mention for mention in mentions if _same_account(stated, mention, accounts)]
    for place in (
        lambda other: other.sentence == stated.sentence and other.clause == stated.clause,
        lambda other: other.sentence == stated.sentence and other.segment == stated.segment,
        lambda other: other.sentence == stated.sentence,
        lambda other: other.line.number == stated.line.number and abs(other.sentence - stated.sentence) <= 2,
        lambda other: other.line.number == stated.line.number,
        lambda other: True,
    ):
        near = [mention for mention in fitting if place(mention)]
        if near:
            return sorted(near, key=lambda other: abs(other.order - stated.order))
    return []


def _same_account(stated: Mention, other: Mention, accounts: frozenset[str]) -> bool:
    own = accounts_in(other.lead + other.tail[:8])
    if not accounts:
        return not own or (other.sentence == stated.sentence)
    here = own or _last_accounts(other)
    return accounts <= here or (other.sentence == stated.sentence and not own)


def _last_accounts(mention: Mention) -> frozenset[str]:
    """Return the accounts named last before an amount without one of its own, in its segment."""
    for words in reversed(re.split("[,、:]", mention.run.rpartition(";")[2])):
        if found := accounts_in(words):
            return found
    return frozenset()


def _fits_account(part: Mention, whole: Mention) -> bool:
    one, two = accounts_in(part.lead), accounts_in(whole.lead)
    return not one or not two or bool(one & two)


def _named(special: str, stated: Mention, mentions: Sequence[Mention]) -> bool:
    around = "".join(mention.run[-40:] + mention.tail[:10] for mention in mentions)
    return all(special[index : index + 2] in around for index in range(0, max(len(special) - 1, 1), 2))
