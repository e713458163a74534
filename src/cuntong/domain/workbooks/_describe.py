"""Say in words what a column takes: for the notes and the instructions of a template."""

from decimal import Decimal

from cuntong.domain.values import Bilingual

from ._numbers import for_people
from ._schema import Bound, Column, Kind

FORMS = {
    Kind.TEXT: Bilingual("文字", "text"),
    Kind.INTEGER: Bilingual("整数", "whole number"),
    Kind.DECIMAL: Bilingual("数字，可带小数", "number, decimals allowed"),
    Kind.MONEY_YUAN: Bilingual("金额，单位为元，最多两位小数", "amount in yuan, two decimals at most"),
    Kind.DATE: Bilingual("日期，如 2023-05-01", "date such as 2023-05-01"),
    Kind.CHOICE: Bilingual("从下拉列表中选择", "choose from the list"),
    Kind.BOOLEAN: Bilingual("是 或 否", "yes or no"),
    Kind.PHONE: Bilingual(
        "11 位手机号，或带区号的固定电话，如 0751-5550000", "mobile number of 11 digits, or 0751-5550000"
    ),
    Kind.WAYBILL_PHONE: Bilingual(
        "手机号或固定电话；隐藏了几位的（138****5678）和虚拟号也可以",
        "phone number; one with hidden digits (138****5678) or a virtual one will do",
    ),
    Kind.SERIAL: Bilingual("字母、数字和短横线（文本格式）", "letters, digits and hyphens (format Text)"),
    Kind.ID_NUMBER: Bilingual("18 位身份证号（文本格式）", "ID number of 18 characters (format Text)"),
    Kind.DIVISION_CODE: Bilingual(
        "12 位区划代码，如 440281001000", "division code of 12 digits such as 440281001000"
    ),
    Kind.URL: Bilingual(
        "以 http:// 或 https:// 开头的网址", "web address that begins with http:// or https://"
    ),
}
_CHOICES_SHOWN = 20


def heading(column: Column, language: str) -> str:
    """The title as it stands in a header: with its unit, if it has one."""
    unit = Bilingual(
        column.counted_in, column.unit_en or ("yuan" if column.counted_in == "元" else column.counted_in)
    )
    brackets = Bilingual(f"（{unit.zh}）", f" ({unit.en})") if column.counted_in else Bilingual("", "")
    return column.title.in_language(language) + brackets.in_language(language)


def form(column: Column) -> Bilingual:
    """What a cell looks like, with length and bounds."""
    return _joined([FORMS[column.kind], *_length(column), *_bounds(column)])


def choices(column: Column) -> Bilingual:
    """The labels to choose from, or two empty texts."""
    pairs = list(column.choices.values())
    more = "…" if len(pairs) > _CHOICES_SHOWN else ""
    shown = pairs[:_CHOICES_SHOWN]
    return Bilingual("、".join(zh for zh, _ in shown) + more, ", ".join(en for _, en in shown) + more)


def note_text(column: Column, language: str) -> str:
    """The note on a header cell: required or not, form, choices, help."""
    required = Bilingual("必填", "required") if column.required else Bilingual("选填", "optional")
    lines = [required, form(column), choices(column), column.help]
    return "\n".join(text for line in lines if (text := line.in_language(language)))


def _length(column: Column) -> list[Bilingual]:
    longest = column.max_length
    return [Bilingual(f"最多 {longest} 个字", f"at most {longest} characters")] if longest else []


def _bounds(column: Column) -> list[Bilingual]:
    low, high = (None if bound is None else _bound(bound) for bound in (column.minimum, column.maximum))
    if low and high:
        return [Bilingual(f"{low} 至 {high}", f"{low} to {high}")]
    if low:
        return [Bilingual(f"不小于 {low}", f"at least {low}")]
    return [Bilingual(f"不大于 {high}", f"at most {high}")] if high else []


def _bound(bound: Bound) -> str:
    return for_people(bound) if isinstance(bound, int | Decimal) else bound.isoformat()


def _joined(parts: list[Bilingual]) -> Bilingual:
    return Bilingual("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
