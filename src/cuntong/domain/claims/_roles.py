"""Parts that quantities play in a rate: what was set, what came of it; and which account an amount belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

from ._reading import Mention

PLAN, GOT, PAID, LEFT = "plan", "got", "paid", "left"
# 较预算少145万元: a difference plays no part of its own.
_CHANGE = re.compile(r"(?:较|比)[^,;]{0,10}(?:少|多|低|高|减少|增加|节约)了?$")

_LEFT = re.compile(
    r"未支付|未拨付|未支出|未使用|未执行|尚未|结余|结转|剩余|尚余|余额|待支付|待拨付|缺口|节约"
)
_PAID = re.compile(
    r"支付|支出|拨付|执行数|执行了|预算执行|实际执行|使用|付款|报账|兑付|列支|开支|花费|执行(?=\d|$|金额|资金|数)|决算数"
)
_DUE = re.compile(r"应(?:当)?(?:到位|下达|拨付|配套)|计划到位")
_GOT = re.compile(r"实到|落实(?!到)|下拨|到位|收到|拨入|下达|到账|拨付到|划拨")
_PLAN_WORDS = re.compile(
    r"预算(?!执行|支出|执行数)|总投入|总投资|投资|计划|安排|批复|核定|总额|下达|合同|投入|资金总|申请|概算|额度|指标|补助|应"
)
# A part without a word of its own plays the part of its whole: 支付1193.6万元，其中首款1000万元.
_LISTED = re.compile(r"(?P<whole>[^其(]*?),?(?:其中|\()[^()]*$")
ACCOUNTS = re.compile(
    r"首款|尾款|首批|首期|二期|第[一二三四]批|第[一二三四]期|中央|省级|省财政|市级|县级|县区|区县|区级|镇级|自筹|社会资本|企业|地方|配套|本级|上级|村级|乡镇级?|县乡村|其他|追加|基本支出|项目支出|专项"
)
_GENERIC = re.compile(
    r"项目|资金|预算|财政|年度|总体|整体|全年|总|本|我[市县区]|全[市县区]|截[至止].{0,14}|目前|其中|实际|累计|20\d\d年?|\d{1,2}月底?|的|和|与|,|:|及|已|为|达到?了?|约|综合|平均|任务|目标|计划|进度|比例|率|度$"
)


def roles_of(mention: Mention) -> frozenset[str]:
    """Return the parts that an amount of money may play, from the words nearest to it."""
    near = mention.lead if len(mention.lead) >= 2 else mention.clause_text
    own = _roles(near, mention.tail[:6])
    listed = _LISTED.search(mention.run.rpartition(";")[2])
    if listed is None or own != {PLAN} or _PLAN_WORDS.search(near):
        return own
    return _roles(re.split(r",(?!\d)|;", listed["whole"])[-1], "")


@lru_cache(maxsize=2**14)
def _roles(near: str, tail: str) -> frozenset[str]:
    found = set()
    if _CHANGE.search(near):
        return frozenset()
    if _LEFT.search(near):
        return frozenset({LEFT})
    if _DUE.search(near):
        return frozenset({PLAN})
    if _PAID.search(near) or re.match(r"(?:已|全部|均已)?(?:完成)?(?:支付|支出|拨付)(?!进度|率|比例)", tail):
        found.add(PAID)
    if _GOT.search(near) or re.match(r"(?:已|均已|已经)?(?:全部|全额|足额)?到位(?!率)", tail):
        found.add(GOT)
    if _PLAN_WORDS.search(near) or not found:
        found.add(PLAN)
    return frozenset(found)


def accounts_in(text: str) -> frozenset[str]:
    """Return the words that tell one account from another (首款, 尾款, 中央, 县级 …)."""
    return frozenset(ACCOUNTS.findall(text))


def distinguishing(phrase: str, family: re.Pattern[str]) -> str:
    """Return what is left of a rate's name without the rate itself and words that every report has."""
    return _GENERIC.sub("", family.sub("", phrase)).strip(" ,、:;()“”")
