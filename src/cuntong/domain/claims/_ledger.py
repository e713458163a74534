"""The money of a report as accounts: what each was given, what was paid from it, and the stated rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ._money_rates import EXECUTION
from ._ranges import Range
from ._reading import Mention, Report
from ._roles import GOT, LEFT, PAID, PLAN, roles_of
from ._units import MONEY, PERCENT

WHOLE = "全部"
_INSTALMENT = re.compile(r"首款|尾款|首期|二期|三期|第[一二三四]批|第[一二三四]期|首批")
_SOURCE = re.compile(r"中央|省级|市级|县级|区级|自筹|社会")
_WHOLE_PLAN = re.compile(
    r"总(?:投入|投资|资金|预算|经费|额)|(?:投资|资金|预算|经费)(?:总额|合计|共计)|^(?:项目)?(?:年度|全年)?预算(?:资金|数|安排)?(?:为|共)?$"
)
_WHOLE_PAID = re.compile(r"共|累计|总")
_ALL_PAID = re.compile(
    r"(?:完成)?(?:全部|全额|全数)(?:完成)?(?:支付|拨付|支出|使用|执行)|(?:支付|拨付|支出)完毕|(?:全部|均已)(?:支付|拨付)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stated fact of an account: `what` is plan, paid or rate; `all_paid` where words, not a figure, say so."""

    account: str
    what: str
    range: Range
    mention: Mention
    all_paid: bool = False


def entries_in(report: Report) -> Iterator[Entry]:
    """Yield the facts about accounts in prose, goals left out."""
    for mention in report.mentions:
        if mention.line.in_table or mention.planned:
            continue
        if mention.measure == MONEY:
            yield from _amount(report, mention)
        elif mention.measure == PERCENT and EXECUTION.search(mention.lead):
            account = _account(mention.clause_text.partition(mention.text)[0]) or WHOLE
            yield Entry(account, "rate", mention.range, mention)


def _amount(report: Report, mention: Mention) -> Iterator[Entry]:
    roles = roles_of(mention)
    own = _account(mention.lead)
    if LEFT in roles:
        return
    if PAID in roles:
        account = own or _account(mention.run.rpartition(";")[2][:-1]) or _whole_paid(mention)
        if account:
            yield Entry(account, PAID, mention.range, mention)
        return
    account = own or (WHOLE if _WHOLE_PLAN.search(mention.lead) else "")
    if not account or not roles & {PLAN, GOT}:
        return
    yield Entry(account, PLAN, mention.range, mention)
    if account != WHOLE and _ALL_PAID.search(_words_behind(report, mention)):
        yield Entry(account, PAID, mention.range, mention, all_paid=True)


def _words_behind(report: Report, mention: Mention) -> str:
    """Return the words from the amount to the next one, within the sentence."""
    sentence = report.sentences[mention.sentence]
    end = min(
        (other.number.start for other in sentence.mentions if other.order > mention.order),
        default=sentence.start + len(sentence.text),
    )
    return mention.line.tidy[mention.number.end : end].partition(";")[0][:40]


def _whole_paid(mention: Mention) -> str:
    return WHOLE if _WHOLE_PAID.search(mention.lead) and not _SOURCE.search(mention.lead) else ""


def _account(words: str) -> str:
    """Return the account that the words name last: the instalment before the source."""
    instalments = _INSTALMENT.findall(words)
    if instalments:
        return str(instalments[-1])
    sources = _SOURCE.findall(words)
    return str(sources[-1]) if sources else ""
