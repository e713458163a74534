"""What the three workbooks share: columns, choices from the rulebook, and checks over groups of rows."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import yuan
from cuntong.apps.imports.kinds import CommitRefused, error_at
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet
from cuntong.rulebooks import load_funds_rules

WITHOUT_END = date(9999, 12, 31)
"""The day on which only what has no end is in force: the rules that a new workbook offers for choice."""
_RULES = load_funds_rules(settings.COUNTY_CODE, WITHOUT_END)


def fact_choices(table: str, column: str) -> dict[str, tuple[str, str]]:
    """The codes of a fact column with their labels, so that workbooks and figures speak of the same things."""
    choices = FACT_TABLES[table].column_by_name[column].choices
    return {code: (label.zh, label.en) for code, label in choices.items()}


ITEM_TYPES = {item.code: (item.name.zh, item.name.en) for item in _RULES.item_types}
DIRECTION_OF_ITEM = {item.code: item.direction for item in _RULES.item_types}

DIRECTION = Column(
    name="direction",
    zh="建设方向",
    en="Direction",
    kind=Kind.CHOICE,
    choices=fact_choices("budget_lines", "direction"),
    required=True,
    synonyms=("支持方向", "方向"),
    example="LOGISTICS",
)
CONTRACT_NO = Column(
    name="contract_no",
    zh="合同编号",
    en="Contract number",
    required=True,
    max_length=60,
    synonyms=("合同号",),
    example="示例合同-2022-01",
)
DOCUMENT_NO = Column(
    name="document_no",
    zh="资金来源文号",
    en="Document of the money",
    required=True,
    max_length=80,
    synonyms=("指标文号", "下达文号", "资金文号"),
    help_zh="下达资金的指标文号，须已登记。",
    help_en="Number of the document that released the money; it must be recorded already.",
    example="示例财〔2021〕1号",
)
LINE_TITLE = Column(
    name="line_title",
    zh="预算项目",
    en="Budget item",
    max_length=120,
    help_zh="同一文号、同一方向只有一个预算项目时可不填。",
    help_en="May stay blank where the document has one budget item of the direction.",
)
MILESTONE_TITLE = Column(
    name="milestone_title",
    zh="付款节点",
    en="Milestone",
    required=True,
    max_length=120,
    example="验收合格",
)


def money(name: str, zh: str, en: str, *synonyms: str, required: bool = True) -> Column:
    """An amount of more than nothing; the header may say 元 or 万元."""
    return Column(
        name=name,
        zh=zh,
        en=en,
        kind=Kind.MONEY_YUAN,
        required=required,
        minimum=Decimal("0.01"),
        synonyms=synonyms,
    )


def day(name: str, zh: str, en: str, *synonyms: str, required: bool = False) -> Column:
    return Column(name=name, zh=zh, en=en, kind=Kind.DATE, required=required, synonyms=synonyms)


def differing(sheet: Sheet, rows: Sequence[Row], key: str, columns: Iterable[str]) -> Iterator[CellError]:
    """Rows of one key say the same in these columns; whichever differs from the first is pointed at."""
    first: dict[Hashable, Row] = {}
    for row in rows:
        leader = first.setdefault(row.values[key], row)
        for column in columns:
            if row.values[column] != leader.values[column]:
                title = sheet.column(column).title
                yield error_at(
                    sheet,
                    row,
                    column,
                    f"与第 {leader.number} 行不一致：同一{sheet.column(key).zh}的“{title.zh}”应相同",
                    f"differs from row {leader.number}: “{title.en}” is one for each {sheet.column(key).en.lower()}",
                )


class Room:
    """Hands out room row by row and points at the row that asks for more than is left."""

    def __init__(self, sheet: Sheet, column: str, zh: str, en: str) -> None:
        self.sheet, self.column, self.zh, self.en = sheet, column, zh, en
        self.left: dict[Hashable, Decimal] = {}

    def take(self, row: Row, key: Hashable, room_yuan: Decimal) -> Iterator[CellError]:
        """`room_yuan` is what the records leave for the key before the first row of the workbook."""
        left = self.left.setdefault(key, room_yuan)
        amount = row.values[self.column]
        self.left[key] = left - amount
        if amount > left:
            shown = yuan(max(left, Decimal(0)))
            yield error_at(
                self.sheet,
                row,
                self.column,
                f"{self.zh}：到本行只剩 {shown} 元，本行 {yuan(amount)} 元",
                f"{self.en}: {shown} yuan are left at this row, which asks for {yuan(amount)}",
            )


@contextmanager
def said_of(row: Row) -> Iterator[None]:
    """What an operation refuses is said of the row that asked for it; the records changed since the check."""
    try:
        yield
    except ValidationError as refusal:
        reason = " ".join(refusal.messages)
        raise CommitRefused(
            _("Row %(number)s: %(reason)s") % {"number": row.number, "reason": reason}
        ) from refusal


def only(found: Sequence, otherwise: CellError):
    """The one thing that a row speaks of; none or several only where the records changed since the check."""
    if len(found) != 1:
        raise CommitRefused(otherwise.message.in_language(get_language() or "zh-hans"))
    return found[0]
