"""Numbers that somebody typed into a text, told from dates, document numbers and section numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._document import Text, TypedFigure

_UNITS = (
    "百分点 个百分点 人次 人 个 家 户 名 位 场次 场 次 期 门 节 件 单 票 批 款 种 项 条 辆 台 套 处 间 站 本 份 张 册 篇 "
    "笔 宗 起 万元 亿元 元 吨 公斤 千克 斤 克 平方公里 平方千米 公里 千米 平方米 立方米 米 亩 公顷 天 小时 分钟 秒 "
    "周年 倍 成 分 % ％ ‰"
)
_UNIT = "|".join(sorted(map(re.escape, _UNITS.split()), key=len, reverse=True))
_DIGITS = r"[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
_SPOKEN = r"[〇零一二三四五六七八九十百千万亿两]{2,}"
_NUMBER = rf"(?:{_DIGITS}|{_SPOKEN})"
_ROUGHLY = r"[余多]?"
_RANGE = rf"{_NUMBER}(?:[ ]?[-—–~～至到][ ]?{_NUMBER})?"
_QUANTITY = rf"[-−+]?{_RANGE}[ ]?{_ROUGHLY}[百千万亿]?{_ROUGHLY}[ ]?(?:{_UNIT})"
_PERCENT = r"百分之[〇零一二三四五六七八九十百点两0-9０-９.．]+"
_SUM = rf"{_DIGITS}[ ]?[万亿](?![一-龥])"

# Not within a longer number, a code, a date or a clock's time; not an ordinal.
_BEFORE = (
    r"(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ_/.．:：第〇零一二三四五六七八九十百千万亿两])(?<![0-9０-９][,，\-—–])"
)
_TYPED = re.compile(rf"{_BEFORE}(?:{_PERCENT}|{_QUANTITY}|{_SUM})")
_CLOCK_BEFORE = re.compile(r"[0-9０-９][时点]$")


def mark_typed(text: str) -> Iterator[Text | TypedFigure]:
    """Yield the text cut at its typed figures; joined again it is the whole text.

    A typed figure is a number that counts or measures something: digits, or two and more Chinese numerals,
    with a unit; or a percentage. `2023年12月31日`, `〔2021〕38号`, `（1）`, `第3期` and `10时30分` are none.
    """
    end = 0
    for match in _TYPED.finditer(text):
        if _is_minute(text, match):
            continue
        if match.start() > end:
            yield Text(text[end : match.start()])
        yield TypedFigure(match[0])
        end = match.end()
    if end < len(text):
        yield Text(text[end:])


def _is_minute(text: str, match: re.Match[str]) -> bool:
    return match[0].endswith("分") and _CLOCK_BEFORE.search(text, 0, match.start()) is not None
