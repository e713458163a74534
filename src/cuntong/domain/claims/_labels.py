"""What a quantity counts: the noun beside it, freed of verbs, adverbs and list marks."""

from __future__ import annotations

import re

_LIST_MARK = re.compile(r"^(?:[一二三四五六七八九十]是|其中|以及|并且|同时|此外|另外|和|与|及|并|或|等)")
_FRONT = re.compile(
    r"^(?:截至目前|截止目前|目前|现在|现已|现|已经|已|全年|本年度?|累计|总共|一共|共计|合计|共|又|先后|分别|包括|包含|含|由|对|将|在|于|"
    r"升级建成|建成|建设|新建|改建|改造|升级|设立|完成|开展|举办|组织|实现|达到|达|形成|取得|获得|新增|为|有|约|通过|指导帮助|指导|帮助|计划|拟|"
    r"实际|下达|拨入|安排|支付|支出|拨付|使用|投入|到位|收到|落实|争取|发放|收回|回收|覆盖|服务|带动|吸纳|录制|入驻|培养|培育|孵化|整合|了|的|"
    r"第?[一二三四]季度|上半年|下半年|\d{4}年度?|\d{1,2}月份?|年度?)"
)
_DOING = re.compile(
    r"完成了?|建成了?|开展了?|举办了?|组织了?|下达了?|拨付了?|支付了?|发放了?|收到|新增|入驻|录制"
)
_BACK = re.compile(
    r"(?:分别为|分别是|分别|总数为|为|达到了?|达|约为?|共有|共计|合计|共|累计|总计|是|有|已|了|的|近|超过|超|逾|到|至|仅|:|\(|数量|不少于|不低于|≥|≤|各)$"
)
_AFTER_STOP = re.compile(
    r"[^\u4e00-\u9fffA-Za-z“”]|和|及|与|或|用于|支付|支出|拨付|已|均|全部|并|的支|为|占|提|增|下|上升|降|达|开|由|在|进行|完成|通过|参|覆盖|投|建设|需|未|以上|以下|左右|实现|使用|到位|取得|其中"
)
_MEANING = re.compile(r"[\u4e00-\u9fffA-Za-z]")


def label_before(lead: str) -> str:
    """Return the noun in front of a number: "完成普及性人才培训" → "普及性人才培训"."""
    label = lead.strip(" ,、;:()")
    for match in reversed(list(_DOING.finditer(label))):
        if len(_MEANING.findall(label[match.end() :])) >= 2:
            label = label[match.end() :]
            break
    for _ in range(8):
        shorter = _LIST_MARK.sub("", _FRONT.sub("", label))
        if shorter == label:
            break
        label = shorter
    for _ in range(4):
        shorter = _BACK.sub("", label)
        if shorter == label:
            break
        label = shorter
    return label


def label_after(tail: str) -> str:
    """Return the noun behind a unit: "镇级电商物流服务站和" → "镇级电商物流服务站"."""
    stop = _AFTER_STOP.search(tail)
    noun = (tail[: stop.start()] if stop else tail).strip()
    return noun.removeprefix("的")[:24]


def label_of(lead: str, tail: str, *, money: bool) -> str:
    """Return the noun of a quantity, behind it or in front; of money in front first."""
    before, after = label_before(lead), label_after(tail)
    if money:
        return before or after
    if after and len(_MEANING.findall(after)) >= 2:
        return after
    return before or after


def key_of(label: str) -> str:
    """Return a label without what two mentions of one thing may differ in."""
    return re.sub(r"[“”\s的了]|我[市县区]|全[市县区]|本项目|^项目|农村|工作$|数量$|总数$|数$", "", label)


def likeness(one: str, two: str) -> float:
    """Return the share of pairs of neighbouring characters that two labels have in common, 0 to 1."""
    first, second = _pairs(one), _pairs(two)
    if not first or not second:
        return 1.0 if one == two and one else 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}
