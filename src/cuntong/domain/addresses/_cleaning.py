"""What a waybill writes around an address: names, telephones, masked data, labels of a form."""

from __future__ import annotations

import re

from ._characters import one_shape

# An address is short; what follows is a remark. Keeps the work per line bounded.
LONGEST_ADDRESS = 300
GAP = "|"

_TELEPHONE = re.compile(
    r"(?<![0-9])(?:\(?\+?86\)?[- ]?)?1[3-9][0-9](?:[- ]?[0-9*xX]{4}){2}(?![0-9])"
    r"|(?<![0-9])0[0-9]{2,3}[- ]?[0-9*]{7,8}(?:[-转][0-9]{1,6})?(?![0-9])"
    r"|(?<![0-9])[0-9]{0,4}\*{3,}[0-9]{0,4}"
)
_LABELED_NAME = re.compile(
    r"(?:收件人姓名|收货人姓名|收件人|收货人|收件|联系人|姓名|取件人)\s*[:：]\s*[^\s,;:()|0-9]{1,12}?"
    r"(?=[\s,;:()|0-9]|手机|电话|联系|地址|所在|收货|收件|$)"
)
_LABEL = re.compile(
    r"(?:收货地址|收件地址|详细地址|家庭住址|收件人|收货人|联系方式|联系电话|手机号码|手机号|电话号码|手机|电话|所在地区|"
    r"所在地|地区|地址|住址|邮编|邮政编码|省市区|街道地址|备注)\s*:"
)
_HAN = "\u4e00-\u9fff"
_PERSON = rf"(?:[{_HAN}][{_HAN}*某]{{0,2}}(?:先生|女士|小姐|老师|师傅)|[{_HAN}][{_HAN}*]{{1,3}}|[{_HAN}]\*+)"
_PERSON_BEFORE = re.compile(rf"(?:^|(?<=[\s,;|]))\s*{_PERSON}[\s,;]*(?=\x00)")
_PERSON_AFTER = re.compile(rf"(?<=\x00)[\s,;]*{_PERSON}(?=[\s,;|]|$)")
_PERSON_AT_END = re.compile(rf"[\s,;]+(?:{_PERSON})[\s,;]*$")
_PLACE_WORD = re.compile(r"[省市县镇乡村]|街道|社区|[区旗州路街道组号社坪]$")
_MARK = re.compile(r"[0-9*]{3}|\x00|[:：]")


def clean(text: str) -> str:
    """Give the text in one shape, with everything that is no address turned into gaps; positions are kept.

    A name is taken out only where a label or a telephone number beside it says that it is one.
    """
    shaped = one_shape(text[:LONGEST_ADDRESS])
    if not _MARK.search(shaped):
        return shaped
    shaped = _LABELED_NAME.sub(_gap, shaped)
    shaped = _LABEL.sub(_gap, shaped)
    telephoned = _TELEPHONE.sub(_telephone, shaped)
    if "\x00" in telephoned:
        telephoned = _PERSON_BEFORE.sub(_person, telephoned)
        telephoned = _PERSON_AFTER.sub(_person, telephoned)
        return telephoned.replace("\x00", GAP)
    return telephoned


def _gap(match: re.Match[str]) -> str:
    return GAP * len(match.group())


def _telephone(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _person(match: re.Match[str]) -> str:
    found = match.group()
    return found if _PLACE_WORD.search(found.strip(" ,;")) else GAP * len(found)


def closed_up(cleaned: str) -> tuple[str, list[int] | None]:
    """Take the blanks out; tell for each remaining character where it stood (None: nothing moved)."""
    if " " not in cleaned:
        return cleaned, None
    kept = [place for place, character in enumerate(cleaned) if character != " "]
    return "".join([cleaned[place] for place in kept]), kept
