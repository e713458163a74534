"""Tables: points within their weights, rates by their columns, totals by their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ._findings import CONTRADICTION, QUESTION, Finding, quote
from ._lines import Cell, Table
from ._ranges import Range, exactly, number_text, printed
from ._reading import Report

_NUMBER = re.compile(
    r"^[≥≤=＝>]?(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,8})?)\s*(?P<unit>%|[\u4e00-\u9fff㎡]{0,4}/?[\u4e00-\u9fff]{0,2})$"
)
_ROLES = (
    (
        "rate",
        re.compile(r"执行率|完成率|支出率|支付率|到位率|使用率|完成比例|拨付进度|支付进度|支出进度|执行进度"),
    ),
    ("growth", re.compile(r"增长|增幅|增减|变动|同比|增速")),
    ("share", re.compile(r"占比|比重|比例")),
    ("got", re.compile(r"得分|自评分(?!值)|评分(?!标准|值|表|细则|办法)|实得")),
    ("weight", re.compile(r"分值|权重|标准分|满分|分数")),
    (
        "actual",
        re.compile(
            r"执行数|实际|支出数|支付|已拨付|完成值|完成数|完成情况|执行金额|支出金额|决算|使用金额|到位"
        ),
    ),
    ("plan", re.compile(r"预算|计划|目标|指标值|任务|下达|安排|应")),
    ("total", re.compile(r"^(?:合计|总计|小计|总数|总额|共计|资金合计|金额合计)")),
    ("index", re.compile(r"^(?:序号|编号|代码|编码|年份|年度|备注|电话|联系)")),
)
_TOTAL_ROW = re.compile(
    r"^(?:合计|总计|总分|共计|总得分|合计得分|总和|全[县市区]合计|年度资金总额|资金总额|总\s*计|合\s*计)"
)
_SUBTOTAL = re.compile(r"小计|^其中|合计")
# In a longer column a total of the last rows only is not looked for.
_MOST_RUNS = 60
_YEAR = re.compile(r"20\d\d年")
_NO_SUM = ("rate", "growth", "share", "index")
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class _Value:
    """A cell that holds a number."""

    cell: Cell
    column: int
    range: Range
    printed: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row under its header: its label, and its numbers by column."""

    label: str
    values: dict[int, _Value]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows under one header: column -> what it holds."""

    roles: dict[int, str]
    titles: dict[int, str]
    rows: tuple[_Row, ...]


def check_table(report: Report) -> Iterator[Finding]:
    """Yield what does not close in the tables of a report; on printed pages rows may be missing, so only in rows."""
    for table in report.document.tables:
        earlier: dict[str, list[_Value]] = {"weight": [], "got": []}
        for block in _blocks(table):
            for row in block.rows:
                yield from _points(block, row)
                yield from _rates(block, row)
                yield from _across(block, row)
            if not report.document.printed:
                yield from _down(block, earlier)
                yield from _weights(block)
            for role, values in earlier.items():
                values += [value for row in block.rows for value in _of(block, row, role)]


def _blocks(table: Table) -> Iterator[_Block]:
    """Cut a table at its header rows: a form has several."""
    roles: dict[int, str] = {}
    titles: dict[int, str] = {}
    rows: list[_Row] = []
    for cells in table.rows:
        found = _header(cells)
        if found:
            if rows:
                yield _Block(roles, titles, tuple(rows))
            roles, rows = found, []
            titles = {column: cell.text for column, cell in enumerate(cells)}
        elif roles:
            rows.append(_row(cells, roles))
    if rows:
        yield _Block(roles, titles, tuple(rows))


def _header(cells: Sequence[Cell]) -> dict[int, str]:
    """Return column -> role where the row is a header: words, no numbers, two roles at least."""
    if any(_NUMBER.match(cell.text) and not _YEAR.match(cell.text) for cell in cells):
        return {}
    roles = {column: role for column, cell in enumerate(cells) if (role := _role(cell.text))}
    filled = sum(1 for cell in cells if cell.text)
    return roles if filled >= 2 and (len(roles) >= 2 or (len(roles) == 1 and filled >= 3)) else {}


def _role(title: str) -> str:
    plain = re.sub(r"\(.*?\)|\s", "", title)
    if not plain or len(plain) > 16 or _NUMBER.match(plain):
        return ""
    return next((role for role, pattern in _ROLES if pattern.search(plain)), "")


def _row(cells: Sequence[Cell], roles: dict[int, str]) -> _Row:
    values = {}
    for column, cell in enumerate(cells):
        match = _NUMBER.match(cell.text)
        if match and roles.get(column) != "index":
            value = Fraction(match["number"].replace(",", ""))
            values[column] = _Value(
                cell,
                column,
                _range(match["number"], match["unit"], roles.get(column, "")),
                value,
                match["unit"],
            )
    label = next((cell.text for cell in cells if cell.text and not _NUMBER.match(cell.text)), "")
    return _Row(label, values, tuple(cells))


def _range(number: str, unit: str, role: str) -> Range:
    """Return the range of a cell: whole numbers and points are exact, other decimals and percentages rounded."""
    points = role in ("weight", "got") and len(number.partition(".")[2]) < 2
    if ("." not in number or points) and unit != "%":
        return exactly(Fraction(number.replace(",", "")))
    return printed(number)


def _of(block: _Block, row: _Row, role: str) -> list[_Value]:
    return [value for column, value in row.values.items() if block.roles.get(column) == role]


def _points(block: _Block, row: _Row) -> Iterator[Finding]:
    """Points are at most their weight."""
    weights, points = _of(block, row, "weight"), _of(block, row, "got")
    if len(weights) != 1 or len(points) != 1 or "%" in (weights[0].unit + points[0].unit):
        return
    weight, got = weights[0], points[0]
    if got.printed > weight.printed:
        yield _finding(
            "score",
            CONTRADICTION,
            (got, weight),
            f"{number_text(weight.printed)}分以下",
            f"“{row.label}”得分{got.cell.text}高于分值{weight.cell.text}。",
        )
        return
    rates = _of(block, row, "rate")
    if (
        len(rates) == 1
        and rates[0].unit == "%"
        and rates[0].printed <= 100
        and not _close(weight, rates[0], got)
    ):
        due = number_text(weight.printed * rates[0].printed / 100, 2)
        yield _finding(
            "score",
            QUESTION,
            (got, weight, rates[0]),
            f"{due}分",
            f"“{row.label}”分值{weight.cell.text}×执行率{rates[0].cell.text}={due}分，而得分写的是{got.cell.text}；请说明计分办法。",
        )


def _close(weight: _Value, rate: _Value, got: _Value) -> bool:
    due = weight.range.multiplied(rate.range).times(1 / _HUNDRED)
    return (
        due.meets(printed(number_text(got.printed, 2)))
        or due.meets(got.range)
        or got.printed == weight.printed
    )


def _rates(block: _Block, row: _Row) -> Iterator[Finding]:
    """A rate is its actual by its plan; any pair of the row's amounts may be meant."""
    for rate in _of(block, row, "rate"):
        plans, actuals = _of(block, row, "plan"), _of(block, row, "actual")
        if not plans or not actuals or (rate.unit != "%" and rate.printed <= 1):
            continue
        pairs = [
            (actual, plan) for actual in actuals for plan in plans if plan.printed > 0 and actual.printed >= 0
        ]
        if not pairs or any(actual.unit != plan.unit for actual, plan in pairs):
            continue
        if any(_quotient(actual, plan).meets(_percent(rate)) for actual, plan in pairs):
            continue
        actual, plan = pairs[-1]
        exact = number_text(100 * actual.printed / plan.printed, 4)
        yield _finding(
            "table",
            CONTRADICTION,
            (rate, actual, plan),
            f"{exact}%",
            f"“{row.label}”的比率写的是{rate.cell.text}，而{actual.cell.text}÷{plan.cell.text}={exact}%。",
        )


def _percent(rate: _Value) -> Range:
    return printed(number_text(rate.printed, 8)) if rate.unit != "%" else rate.range


def _quotient(actual: _Value, plan: _Value) -> Range:
    return actual.range.divided(plan.range).times(_HUNDRED)


def _across(block: _Block, row: _Row) -> Iterator[Finding]:
    """A total column is the sum of its neighbours: all of them, or a run beside it."""
    for total in _of(block, row, "total"):
        others = [
            value
            for column, value in sorted(row.values.items())
            if column != total.column
            and block.roles.get(column, "") not in (*_NO_SUM, "got", "weight", "total")
        ]
        if len(others) < 2 or any(value.unit != total.unit for value in others):
            continue
        if len({block.roles.get(value.column, "") for value in others}) > 1:
            continue
        if _some_run(others, total.range):
            continue
        yield _total_finding(total, others, f"“{row.label}”一行")


def _some_run(values: Sequence[_Value], total: Range) -> bool:
    return any(
        _sum(values[start:end]).meets(total)
        for start in range(len(values))
        for end in range(start + 1, len(values) + 1)
    )


def _sum(values: Sequence[_Value]) -> Range:
    total = values[0].range
    for value in values[1:]:
        total = total + value.range
    return total


def _down(block: _Block, earlier: dict[str, list[_Value]]) -> Iterator[Finding]:
    """A total row is the sum of the rows above it (or below, where it leads), and of the points of blocks before."""
    for index, row in enumerate(block.rows):
        if not _TOTAL_ROW.match(row.label.replace(" ", "")) or re.search("平均", row.label):
            continue
        above, below = block.rows[:index], block.rows[index + 1 :]
        for column, total in row.values.items():
            if (
                block.roles.get(column, "") in _NO_SUM
                or total.unit == "%"
                or "平均" in block.titles.get(column, "")
            ):
                continue
            candidates = above if len(_column(above, column)) >= 2 else below
            addends = _column(candidates, column)
            if len(addends) < 2 or any(value.unit != total.unit for _, value in addends):
                continue
            before = earlier.get(block.roles.get(column, ""), [])
            if not any(
                _sum(reading).meets(total.range) or _sum([*reading, *before]).meets(total.range)
                for reading in _column_readings(addends)
            ):
                leaves = [value for other, value in addends if "小计" not in other.label]
                yield _total_finding(
                    total,
                    leaves or [value for _, value in addends],
                    f"“{block.titles.get(column) or row.label}”一列",
                )


def _column(rows: Sequence[_Row], column: int) -> list[tuple[_Row, _Value]]:
    return [
        (row, row.values[column])
        for row in rows
        if column in row.values and not _TOTAL_ROW.match(row.label.replace(" ", ""))
    ]


def _column_readings(addends: Sequence[tuple[_Row, _Value]]) -> Iterator[list[_Value]]:
    """Yield what a total may add: every row, those that are no subtotal, only the subtotals, a run of rows."""
    everything = [value for _, value in addends]
    subtotals = [value for row, value in addends if "小计" in row.label]
    leaves = [value for row, value in addends if not _SUBTOTAL.search(row.label)]
    numbered = [value for row, value in addends if re.match(r"[一二三四五六七八九十]+[、.]", row.label)]
    deeper = [
        value for row, value in addends if re.match(r"\d+[、.]|\([一二三四五六七八九十\d]+\)", row.label)
    ]
    for reading in (everything, leaves, subtotals, numbered, deeper):
        if reading:
            yield reading
    for start in range(1, len(everything) if len(everything) <= _MOST_RUNS else 0):
        yield everything[start:]


def _weights(block: _Block) -> Iterator[Finding]:
    """Weights without a total row: 100 in all, or a question."""
    columns = [column for column, role in block.roles.items() if role == "weight"]
    if len(columns) != 1 or any(_TOTAL_ROW.match(row.label.replace(" ", "")) for row in block.rows):
        return
    values = [row.values[columns[0]] for row in block.rows if columns[0] in row.values]
    total = sum((value.printed for value in values), Fraction(0))
    if len(values) >= 5 and total != 100 and 80 <= total <= 130:
        yield _finding(
            "score",
            QUESTION,
            values[:3],
            f"{number_text(total)}分",
            f"各项分值合计{number_text(total)}，不是100；请核对分值。",
        )


def _total_finding(total: _Value, addends: Sequence[_Value], where: str) -> Finding:
    exact = number_text(sum((value.printed for value in addends), Fraction(0)))
    added = "+".join(value.cell.text for value in addends[:8]) + ("+…" if len(addends) > 8 else "")
    return _finding(
        "table",
        CONTRADICTION,
        (total, *addends[:8]),
        exact,
        f"{where}：{added}={exact}，而合计写的是{total.cell.text}。若各项无误，合计应为{exact}。",
    )


def _finding(kind: str, grade: str, values: Sequence[_Value], computed: str, message: str) -> Finding:
    quotes = tuple(quote(value.cell.line, value.cell.start, value.cell.end) for value in values)
    return Finding(kind, grade, quotes, values[0].cell.text, computed, message)
