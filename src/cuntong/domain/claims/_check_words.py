"""What words say against each other: opposite statements, plans told as results, services that are and are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._findings import CONTRADICTION, QUESTION, Finding, Quote, finding, quote
from ._labels import likeness
from ._ledger import WHOLE, entries_in
from ._ranges import number_text
from ._reading import Mention, Report, Sentence, is_goal_section
from ._roles import PAID, PLAN
from ._units import PERCENT, is_count

_VERBS = "拨付|支付|到位|下达|完成|建成|投入使用|验收|开通|覆盖|落实|兑付|发放|公开|公示|归档|报送|入账|使用|执行|建立|制定|招标"
_ADVERBS = "及时|按时|足额|全部|全额|按期|如期|按进度|专款专用|规范"
_STATEMENT = re.compile(
    rf"(?P<no>无法|不能|未能|没有|没能|尚未|未|不|难以)?(?:能够|能|做到|得到|完全|均|都|已)?(?P<adverb>{_ADVERBS})(?:、(?:{_ADVERBS}))?(?:、足额|、全额)?(?:地|进行)?(?P<verb>{_VERBS})"
)
_PLAIN = re.compile(
    r"(?P<no>未|尚未|没有|无法|未能)?(?P<verb>完成|建成|开通|验收|建立|制定|投入使用|覆盖)(?:了)?(?P<object>[\u4e00-\u9fff]{4,16})"
)
_HOPED = re.compile(
    r"确保|应|要|需|必须|将|进一步|争取|力争|建议|加快|督促|推动|促进|保证|保障|务必|如果|如|若|是否|对|避免|防止|影响|导致"
)
_ADVICE = re.compile(r"改进|建议|下一步|整改|打算|计划|措施|意见|要求")
_FUND = re.compile(r"资金|款|经费|补贴|补助|拨付|支付|财政")
_LIMITED = re.compile(
    r"(?:服务|功能|业务)[^,。;]{0,8}(?:仅限于|局限于|仅限|只限于|仅有|只有|限于)(?P<items>[^,。;]{2,30}(?:、[^,。;、]{2,12})*)"
)
_LIST = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:、[\u4e00-\u9fff]{2,12}){2,10}等?[\u4e00-\u9fff]{0,6}(?:服务|功能)"
)
_LOCAL = re.compile(r"(?:地方|本级|县级|市级|区级|县|市)财政[^,。;]{0,8}(?:紧张|困难|不足|吃紧|压力)")
_NOT_PAID = re.compile(r"(?:无法|不能|未能|未|难以)[^,。;]{0,6}(?:拨付|支付|兑付)")
_HANGS_ON = re.compile(r"(?:拟|计划|规划|力争|预计|打算)[^。;]{2,40}?(?:达到?|实现)[^。;]{0,40}")
_BUILDS = re.compile(r"规划建设|拟建设?|计划建设|规划新建|计划新建|拟新建|规划建")


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement of doing or not doing, with the words it is about."""

    sentence: Sentence
    start: int
    end: int
    denied: bool
    adverb: str
    verb: str
    about: str

    def quote(self) -> Quote:
        return quote(self.sentence.line, self.start, self.end)


def check_opposite(report: Report) -> Iterator[Finding]:
    """Yield statements of which one denies the other."""
    yield from _pairs(list(_statements(report)), needs_adverb=True)
    yield from _pairs(list(_plain_statements(report)), needs_adverb=False)
    yield from _limited(report)
    yield from _cause(report)


def _statements(report: Report) -> Iterator[_Said]:
    for sentence in _told(report):
        for match in _STATEMENT.finditer(sentence.text):
            clause = re.split(r"[,;:]", sentence.text[: match.start()])[-1]
            if not match["no"] and (
                _HOPED.search(clause[-12:]) or clause.endswith(("不", "未", "没", "能", "法"))
            ):
                continue
            yield _Said(
                sentence,
                sentence.start + match.start(),
                sentence.start + match.end(),
                bool(match["no"]),
                match["adverb"],
                match["verb"],
                "资金" if _FUND.search(sentence.text) else clause,
            )


def _plain_statements(report: Report) -> Iterator[_Said]:
    for sentence in _told(report):
        for match in _PLAIN.finditer(sentence.text):
            before = sentence.text[max(0, match.start() - 8) : match.start()]
            if _HOPED.search(before) or before.endswith(("不", "未", "没", "能", "拟", "后")):
                continue
            yield _Said(
                sentence,
                sentence.start + match.start(),
                sentence.start + match.end(),
                bool(match["no"]),
                "",
                match["verb"],
                match["object"],
            )


def _told(report: Report) -> Iterator[Sentence]:
    """Yield sentences that report something: no goals, no advice, no tables."""
    for sentence in report.sentences:
        title = report.titles.get(sentence.line.number, "")
        if (
            not sentence.line.in_table
            and not _ADVICE.search(title.replace("\n", " "))
            and not is_goal_section(title)
        ):
            yield sentence


def _pairs(said: Sequence[_Said], *, needs_adverb: bool) -> Iterator[Finding]:
    done: set[tuple[str, str, str]] = set()
    for no in said:
        if not no.denied:
            continue
        for yes in said:
            key = (no.adverb, no.verb, no.about)
            if yes.denied or key in done or yes.verb != no.verb or yes.adverb != no.adverb:
                continue
            same = yes.about == no.about if needs_adverb else likeness(yes.about, no.about) > 0.85
            if not same or (yes.about != "资金" and needs_adverb and likeness(yes.about, no.about) < 0.5):
                continue
            done.add(key)
            yield Finding(
                "opposite",
                CONTRADICTION,
                (yes.quote(), no.quote()),
                f"{yes.quote().text}、{no.quote().text}",
                "",
                f"第{yes.sentence.line.number}行写“{yes.quote().text}”，第{no.sentence.line.number}行写"
                f"“{no.quote().text}”，两处相反，至少有一处不实；如所指不同，请写明各指哪一笔、哪一项。",
            )


def _limited(report: Report) -> Iterator[Finding]:
    """Services listed in one place, and said to be limited to others in another."""
    lists = [
        (sentence, match)
        for sentence in _told(report)
        for match in _LIST.finditer(sentence.text)
        if not _HOPED.search(sentence.text[max(0, match.start() - 6) : match.start()])
    ]
    for sentence in report.sentences:
        limited = _LIMITED.search(sentence.text)
        if limited is None or sentence.line.in_table:
            continue
        named = limited["items"]
        wider = [
            (other, match)
            for other, match in lists
            if other is not sentence and not any(item[-2:] in named for item in match[0].split("、"))
        ]
        if not wider:
            continue
        own = quote(sentence.line, sentence.start + limited.start(), sentence.start + limited.end())
        others = tuple(
            quote(other.line, other.start + match.start(), other.start + match.end())
            for other, match in wider[-2:]
        )
        yield Finding(
            "opposite",
            QUESTION,
            (own, *others),
            own.text,
            "",
            f"这里说“{own.text}”，第{wider[-1][0].line.number}行却列出更多服务；请写明实际开展的服务和站点数。",
        )


def _cause(report: Report) -> Iterator[Finding]:
    """Local money is blamed for late payment although the money is central and has arrived."""
    central = [
        entry
        for entry in entries_in(report)
        if entry.what == PLAN and "中央" in entry.mention.clause_text and not entry.mention.planned
    ]
    if not central:
        return
    for sentence in report.sentences:
        cause = _LOCAL.search(sentence.text)
        if cause and _NOT_PAID.search(sentence.text[cause.start() :]):
            own = quote(sentence.line, sentence.start + cause.start(), sentence.start + len(sentence.text))
            money = central[0].mention
            yield Finding(
                "opposite",
                QUESTION,
                (own, quote(money.line, money.number.start, money.number.end)),
                own.text,
                "",
                f"未及时支付的原因写的是地方财政，而第{money.line.number}行的{money.text}是已下达的中央资金；请说明资金是否专账管理、为何未付。",
            )


def check_modality(report: Report) -> Iterator[Finding]:
    """Yield results that hang on a plan, and things built in one place and still to be built in another."""
    for sentence in _told(report):
        if "建成" not in sentence.text and "完成" not in sentence.text:
            continue
        match = _HANGS_ON.search(sentence.text)
        rates = [m for m in sentence.mentions if m.measure == PERCENT and m.planned]
        if match and rates:
            own = quote(sentence.line, sentence.start + match.start(), sentence.start + match.end())
            yield Finding(
                "modality",
                QUESTION,
                (own,),
                own.text,
                "",
                f"“{rates[0].label or rates[0].text}{rates[0].text}”靠尚在计划中的工作达到，不能算完成；请写明现在达到多少。",
            )
    yield from _built_or_planned(report)


def _built_or_planned(report: Report) -> Iterator[Finding]:
    done = [
        m
        for m in report.mentions
        if is_count(m.measure) and "建成" in m.clause_text + m.run[-30:] and not m.planned
    ]
    for sentence in _told(report):
        match = _BUILDS.search(sentence.text)
        if match is None:
            continue
        twins: list[Mention] = []
        for mention in sentence.mentions:
            twin = next(
                (
                    m
                    for m in done
                    if m.number.base == mention.number.base
                    and m.sentence != mention.sentence
                    and mention.number.value > 9
                ),
                None,
            )
            if twin is not None:
                twins += [mention, twin]
        if twins:
            yield finding(
                "modality",
                QUESTION,
                twins,
                match[0],
                "",
                f"第{sentence.line.number}行说“{match[0]}”，第{twins[1].line.number}行说同样的{twins[1].text}已建成；请写明是已建成还是规划。",
            )


def check_spent(report: Report) -> Iterator[Finding]:
    """Yield a total that is called spent although less than it was paid."""
    entries = list(entries_in(report))
    paid = [entry for entry in entries if entry.what == PAID and entry.account == WHOLE]
    for entry in entries:
        mention = entry.mention
        if (
            entry.what != PLAN
            or entry.account != WHOLE
            or "总投入" not in mention.lead
            or "支出" not in mention.section
        ):
            continue
        less = [
            other
            for other in paid
            if other.range.high is not None and other.range.high < (entry.range.low or 0)
        ]
        if less:
            rest = (entry.mention.number.base - less[0].mention.number.base) / mention.number.scale
            yield finding(
                "scope",
                QUESTION,
                (mention, less[0].mention),
                mention.text,
                less[0].mention.text,
                f"“支出”之下写总投入{mention.text}，而实际支付{less[0].mention.text}，尚有{number_text(rest)}{'万元' if mention.number.scale == 10**4 else mention.number.unit}未支付；请分清下达数和支出数。",
            )
