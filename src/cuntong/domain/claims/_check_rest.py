"""A part, its rate and the rest: where three of part, rest, rate and a stated whole agree, the fourth is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ._findings import CONTRADICTION, Finding, finding
from ._ranges import Range, number_text
from ._reading import Mention, Report
from ._units import MONEY, PERCENT, is_count

# What is left of the same whole: said outright, or by the opposite of what was done with the part.
_OUTRIGHT = re.compile(r"(?:剩余|结余|结转|尚余|余下|还差|尚差|尚缺|仍缺|缺口|(?:^|[,;])差)[^,;]{0,6}$")
_UNDONE = re.compile(r"(?:未|待)(?:完成|能)?(?P<stem>[\u4e00-\u9fff]{2})?")
_OPPOSITE = ((re.compile(r"停运|停用|歇业|关停"), re.compile(r"运营|运行|正常")),)
_NO_SHARE = re.compile(r"增长|增加|提高|提升|上升|下降|减少|降低|增幅|同比|环比|增速|超额|降幅|利率")
_FAR, _NEAR = 40, 8
_LARGE = 50
_HUNDRED = Fraction(100)


def check_rest(report: Report) -> Iterator[Finding]:
    """Yield the one of part, rest and rate that does not fit the others and a stated whole."""
    for rate in report.of_measure(PERCENT):
        if rate.line.in_table or rate.planned or _NO_SHARE.search(rate.lead):
            continue
        part = _part_of(report, rate)
        rest = part and _rest_of(report, part, rate)
        if part is not None and rest is not None:
            yield from _judge(report, part, rest, rate, _wholes(report, part, rest, rate))


def _part_of(report: Report, rate: Mention) -> Mention | None:
    """Return the quantity right before a rate, in its sentence."""
    if rate.order == 0:
        return None
    before = report.mentions[rate.order - 1]
    fits = before.sentence == rate.sentence and (before.measure == MONEY or is_count(before.measure))
    return before if fits and not before.planned and not before.number.about else None


def _rest_of(report: Report, part: Mention, rate: Mention) -> Mention | None:
    for other in report.mentions[rate.order + 1 : rate.order + 1 + _NEAR]:
        if other.line is not rate.line or other.sentence > rate.sentence + 1 or other.measure == PERCENT:
            return None
        if other.measure == part.measure and not other.number.about and _is_rest(other, part):
            return other
    return None


def _is_rest(other: Mention, part: Mention) -> bool:
    own, done = other.lead + "\x00" + other.tail[:8], part.lead + part.tail[:10]
    if _OUTRIGHT.search(other.lead):
        return True
    undone = _UNDONE.search(own)
    if undone and undone["stem"]:
        return undone["stem"] in done
    return any(stopped.search(other.lead) and going.search(done) for stopped, going in _OPPOSITE)


def _wholes(report: Report, part: Mention, rest: Mention, rate: Mention) -> list[Mention]:
    """Return the stated quantities that may be the whole: money of the lines before, counts of the line.

    A count farther off has to be large and the rate printed with decimals: else it fits by chance.
    """
    exact = rate.number.decimals > 0
    return [
        other
        for other in report.mentions[max(0, part.order - _FAR) : rest.order]
        if other.measure == part.measure
        and other not in (part, rest)
        and other.number.base > 0
        and not other.line.in_table
        and (part.measure == MONEY or other.line is part.line or (exact and other.number.base >= _LARGE))
    ]


def _judge(
    report: Report, part: Mention, rest: Mention, rate: Mention, wholes: Sequence[Mention]
) -> Iterator[Finding]:
    """Accuse the one that disagrees; parts of the same whole that have rates of their own are taken off as well."""
    fits = [_Fit.of(report, whole, part, rest, rate) for whole in wholes]
    if any(fit.by_rate and fit.by_sum for fit in fits):
        return
    by_rate = [fit for fit in fits if fit.by_rate]
    by_sum = [fit for fit in fits if fit.by_sum]
    by_rest = [fit for fit in fits if fit.by_rest]
    if len(_values(by_rate)) == 1 and not by_sum:
        yield _wrong(rest, by_rate[-1], part, rate)
    elif len(_values(by_sum)) == 1 and not by_rate:
        yield _wrong_rate(rate, part, rest, by_sum[-1])
    elif len(_values(by_rest)) == 1 and not by_sum and not by_rate:
        yield _wrong(part, by_rest[-1], rest, rate)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A stated whole, the other parts of it, and which of the three relations hold with it."""

    whole: Mention
    others: tuple[Mention, ...]
    by_rate: bool
    by_sum: bool
    by_rest: bool

    @classmethod
    def of(cls, report: Report, whole: Mention, part: Mention, rest: Mention, rate: Mention) -> _Fit:
        listed = _with_rates(report, part)
        others = tuple(
            other
            for other, own in listed
            if other is not whole and _share(other.range, whole).meets(own.range)
        )
        if len(others) < len([other for other, _ in listed if other is not whole]):
            return cls(whole, others, by_rate=False, by_sum=False, by_rest=False)
        taken = rest.range
        for other in others:
            taken = taken + other.range
        return cls(
            whole,
            others,
            by_rate=_share(part.range, whole).meets(rate.range),
            by_sum=(part.range + taken).meets(whole.range),
            by_rest=_share(whole.range - taken, whole).meets(rate.range),
        )


def _with_rates(report: Report, part: Mention) -> list[tuple[Mention, Mention]]:
    """Return the quantities of the sentence before the part that have a rate of their own right behind them."""
    pairs = []
    for other in report.mentions[max(0, part.order - _NEAR) : part.order]:
        behind = report.mentions[other.order + 1]
        if (
            other.sentence == part.sentence
            and other.measure == part.measure
            and behind.measure == PERCENT
            and not _NO_SHARE.search(behind.lead)
        ):
            pairs.append((other, behind))
    return pairs


def _wrong_rate(rate: Mention, part: Mention, rest: Mention, fit: _Fit) -> Finding:
    whole = fit.whole
    exact = number_text(_HUNDRED * part.number.base / whole.number.base, rate.number.decimals + 2)
    added = "+".join(other.text for other in (*fit.others, part, rest))
    return finding(
        "ratio",
        CONTRADICTION,
        (rate, part, whole, rest),
        rate.text,
        f"{exact}%",
        f"写的是{rate.text}，而{part.text}÷{whole.text}={exact}%（{added}={whole.text}）。",
    )


def _values(fits: Sequence[_Fit]) -> set[Fraction]:
    return {fit.whole.number.base for fit in fits}


def _share(part: Range, whole: Mention) -> Range:
    if part.low is None or part.low < 0 or not whole.range.low:
        return Range(Fraction(-1), Fraction(-1))
    return part.divided(whole.range).times(_HUNDRED)


def _wrong(accused: Mention, fit: _Fit, taken: Mention, rate: Mention) -> Finding:
    whole, off = fit.whole, (*fit.others, taken)
    scale = accused.number.scale
    unit = "万元" if accused.measure == MONEY and scale == 10**4 else accused.number.unit
    left = whole.number.base - sum((other.number.base for other in off), Fraction(0))
    shown = f"{number_text(left / scale)}{unit}"
    words = "-".join(other.text for other in (whole, *off))
    message = f"写的是{accused.text}，而{words}={shown}，与{rate.text}相合。"
    return finding("sum", CONTRADICTION, (accused, whole, *off, rate), accused.text, shown, message)


# --- 送审、审定、核减 ----------------------------------------------------------------------------------

_BEFORE = re.compile(r"送审|招标预算|采购预算|控制价|最高限价|概算|预算(?:金额|价)|原预算")
_AFTER = re.compile(r"审定|中标|成交|结算|合同(?:金额|价)")
_CUT = re.compile(r"核减|审减|节约|节省|节支|下浮")


def check_cut(report: Report) -> Iterator[Finding]:
    """Yield what was cut or saved where it is not the difference, and its rate where it is not of the first amount."""
    for sentence in report.sentences:
        money = [m for m in sentence.mentions if m.measure == MONEY and not m.number.about]
        if sentence.line.in_table or len(money) < 2:
            continue
        first, last, cut = (
            [m for m in money if pattern.search(m.lead)] for pattern in (_BEFORE, _AFTER, _CUT)
        )
        last = [m for m in last if m not in cut]
        if len(first) != 1 or len(last) > 1 or len(cut) > 1 or not (last or cut):
            continue
        if last and cut and not (first[0].range - last[0].range).meets(cut[0].range):
            words = f"写的是{cut[0].text}，而{first[0].text}-{last[0].text}="
            yield _difference(cut[0], first[0], last[0], words)
        yield from _cut_rates(sentence.mentions, first[0], last, cut)


def _difference(cut: Mention, first: Mention, last: Mention, words: str) -> Finding:
    scale = cut.number.scale
    unit = "万元" if scale == 10**4 else cut.number.unit
    shown = f"{number_text((first.number.base - last.number.base) / scale)}{unit}"
    return finding("sum", CONTRADICTION, (cut, first, last), cut.text, shown, f"{words}{shown}。")


def _cut_rates(
    mentions: Sequence[Mention], first: Mention, last: Sequence[Mention], cut: Sequence[Mention]
) -> Iterator[Finding]:
    for rate in mentions:
        if rate.measure != PERCENT or not re.search(rf"(?:{_CUT.pattern})率", rate.lead):
            continue
        shares = [_share(c.range, first) for c in cut] + [
            _share(first.range - one.range, first) for one in last
        ]
        if any(share.meets(rate.range) for share in shares):
            continue
        taken = cut[0].number.base if cut else first.number.base - last[0].number.base
        exact = number_text(_HUNDRED * taken / first.number.base, rate.number.decimals + 2)
        yield finding(
            "ratio",
            CONTRADICTION,
            (rate, first, *last, *cut),
            rate.text,
            f"{exact}%",
            f"写的是{rate.text}，而以{first.text}为基数应为{exact}%。",
        )


# --- 占45%、占30%、占15%、占10% ------------------------------------------------------------------------

_SHARE = re.compile(r"占|比重|为[^,;]{0,8}的$")


def check_shares(report: Report) -> Iterator[Finding]:
    """Yield the one of three or more shares, or of their parts, that does not fit the whole of all the others."""
    for sentence in report.sentences:
        if sentence.line.in_table:
            continue
        pairs = [
            (part, share)
            for part, share in zip(sentence.mentions, sentence.mentions[1:], strict=False)
            if share.measure == PERCENT
            and _SHARE.search(share.lead)
            and (part.measure == MONEY or is_count(part.measure))
            and not (part.number.about or share.number.about or part.planned)
        ]
        for measure in {part.measure for part, _ in pairs}:
            yield from _uneven(report, [pair for pair in pairs if pair[0].measure == measure])


def _uneven(report: Report, pairs: Sequence[tuple[Mention, Mention]]) -> Iterator[Finding]:
    if len(pairs) < 3 and not (len(pairs) == 2 and _are_all(pairs)):
        return
    own = {part.order for part, _ in pairs}
    last = pairs[-1][0]
    wholes = [
        other
        for other in report.mentions[max(0, last.order - _FAR) : last.order]
        if other.measure == last.measure and other.order not in own and not other.number.about
    ]
    for whole in wholes:
        odd = [pair for pair in pairs if not _share(pair[0].range, whole).meets(pair[1].range)]
        if len(odd) == 1 and not any(
            _share(odd[0][0].range, other).meets(odd[0][1].range) for other in wholes
        ):
            part, share = odd[0]
            exact = number_text(_HUNDRED * part.number.base / whole.number.base, share.number.decimals + 2)
            yield finding(
                "ratio",
                CONTRADICTION,
                (share, part, whole),
                share.text,
                f"{exact}%",
                f"写的是{share.text}，而{part.text}÷{whole.text}={exact}%（其余各项都以{whole.text}为总数）。",
            )
            return
    yield from _wrong_whole(pairs, wholes)


def _are_all(pairs: Sequence[tuple[Mention, Mention]]) -> bool:
    """Tell whether the shares make up 100 %, in a sentence that takes a whole apart."""
    total = pairs[0][1].range
    for _, share in pairs[1:]:
        total = total + share.range
    return total.meets(Range(_HUNDRED, _HUNDRED)) and "其中" in pairs[0][0].run


def _wrong_whole(pairs: Sequence[tuple[Mention, Mention]], wholes: Sequence[Mention]) -> Iterator[Finding]:
    """Where the shares make up 100 % and fit the sum of the parts, a total that is near to that sum is wrong."""
    shares, parts = [share for _, share in pairs], [part for part, _ in pairs]
    total = parts[0].range
    stated = shares[0].range
    for part, share in zip(parts[1:], shares[1:], strict=True):
        total, stated = total + part.range, stated + share.range
    base = sum((part.number.base for part in parts), Fraction(0))
    if not stated.meets(Range(_HUNDRED, _HUNDRED)) or any(total.meets(whole.range) for whole in wholes):
        return
    if not all(part.range.divided(total).times(_HUNDRED).meets(share.range) for part, share in pairs):
        return
    totals = [
        w for w in wholes if re.search(r"共计|合计|总", w.lead) and abs(w.number.base - base) < base * 3 / 10
    ]
    if len({whole.number.base for whole in totals}) == 1:
        whole = totals[-1]
        scale = whole.number.scale
        unit = "万元" if whole.measure == MONEY and scale == 10**4 else whole.number.unit
        shown = f"{number_text(base / scale)}{unit}"
        added = "+".join(part.text for part in parts)
        yield finding(
            "sum",
            CONTRADICTION,
            (whole, *parts),
            whole.text,
            shown,
            f"各部分之和不等于总数：{added}={shown}，而写的是{whole.text}。",
        )
