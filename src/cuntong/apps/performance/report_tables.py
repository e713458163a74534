"""The tables of the report, drawn from the frozen facts and the score sheet alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.indicators import CATALOGUE
from cuntong.domain.reports import Grid, Quote
from cuntong.domain.scoring import FLAG_TEXT, MISSING_TEXT, ScoreSheet
from cuntong.domain.values import wan_yuan

from .shown import SealedFigure, figure_text


@dataclass(frozen=True)
class Material:
    """What tables are made of: facts, figures by code, the score sheet, targets by code, evidence by record."""

    facts: Mapping[str, pa.Table]
    figures: Mapping[str, SealedFigure]
    sheet: ScoreSheet
    targets: Mapping[str, Decimal]


def _rows(material: Material, table: str) -> list[dict]:
    return material.facts[table].to_pylist() if table in material.facts else []


def _label(table: str, column: str, code: str) -> str:
    choices = FACT_TABLES[table].column_by_name[column].choices
    return choices[code].zh if code in choices else code


def _wan(amount_yuan: Decimal) -> str:
    """In 万元 without needless zeros: 10000000 → 1,000; 1936000 → 193.6"""
    text = f"{wan_yuan(amount_yuan):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sums(rows: Iterable[dict], key: str, amount: str = "amount_yuan") -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row[key]] += row[amount]
    return dict(sums)


def _with_sum(
    rows: Sequence[tuple[str, ...]], label: str, columns: Mapping[int, Decimal]
) -> tuple[tuple[str, ...], ...]:
    """The rows and below them their sum, in the columns that add up."""
    width = len(rows[0]) if rows else max(columns, default=0) + 1
    total = tuple(label if i == 0 else _wan(columns[i]) if i in columns else "" for i in range(width))
    return (*rows, total)


def appropriations(material: Material) -> Grid:
    found = sorted(_rows(material, "appropriations"), key=lambda row: row["released_date"])
    rows = [
        (
            row["document_no"],
            _label("appropriations", "source", row["source"]),
            _label("appropriations", "tranche", row["tranche"]),
            f"{row['released_date']:%Y-%m-%d}",
            _wan(row["amount_yuan"]),
        )
        for row in found
    ]
    total = sum((row["amount_yuan"] for row in found), Decimal(0))
    return Grid(
        ("指标文件", "资金来源", "批次", "下达日期", "金额（万元）"),
        _with_sum(rows, "合计", {4: total}),
        frozenset({4}),
    )


def _directions(material: Material) -> list[str]:
    return list(FACT_TABLES["budget_lines"].column_by_name["direction"].choices)


def budget_by_direction(material: Material) -> Grid:
    budget = _sums(_rows(material, "budget_lines"), "direction")
    rows = [
        (_label("budget_lines", "direction", d), _wan(budget.get(d, Decimal(0))))
        for d in _directions(material)
    ]
    return Grid(
        ("支持方向", "预算（万元）"),
        _with_sum(rows, "合计", {1: sum(budget.values(), Decimal(0))}),
        frozenset({1}),
    )


def payments_by_direction(material: Material) -> Grid:
    contracts = _sums(_rows(material, "contracts"), "direction")
    payments = _sums(_rows(material, "payments"), "direction")
    rows = [
        (
            _label("budget_lines", "direction", d),
            _wan(contracts.get(d, Decimal(0))),
            _wan(payments.get(d, Decimal(0))),
        )
        for d in _directions(material)
    ]
    totals = {1: sum(contracts.values(), Decimal(0)), 2: sum(payments.values(), Decimal(0))}
    return Grid(
        ("支持方向", "合同金额（万元）", "已支付（万元）"), _with_sum(rows, "合计", totals), frozenset({1, 2})
    )


def payments_by_contractor(material: Material) -> Grid:
    paid = _sums(_rows(material, "payments"), "contract_id")
    found = sorted(_rows(material, "contracts"), key=lambda row: row["contract_no"])
    rows = [
        (
            row["contract_no"],
            row["contractor_name"],
            _wan(row["amount_yuan"]),
            _wan(paid.get(row["contract_id"], Decimal(0))),
        )
        for row in found
    ]
    totals = {2: sum((r["amount_yuan"] for r in found), Decimal(0)), 3: sum(paid.values(), Decimal(0))}
    return Grid(
        ("合同编号", "承办单位", "合同金额（万元）", "支出金额（万元）"),
        _with_sum(rows, "合计", totals),
        frozenset({2, 3}),
    )


def stations_by_level(material: Material) -> Grid:
    lines = (("镇级站", "TOWNSHIP_STATIONS"), ("村级点", "VILLAGE_POINTS"), ("合计", "STATIONS"))
    rows = tuple(
        (name, *(Quote(f"{code}_{state}") for state in ("BUILT", "ACCEPTED", "OPERATING")))
        for name, code in lines
    )
    return Grid(("级别", "已建成", "已验收", "运营中"), rows, frozenset({1, 2, 3}))


def sessions_by_kind(material: Material) -> Grid:
    sessions: dict[str, int] = defaultdict(int)
    attendances: dict[str, int] = defaultdict(int)
    persons: dict[str, set] = defaultdict(set)
    for row in _rows(material, "training_sessions"):
        sessions[row["kind"]] += 1
    if "attendance" in material.facts:
        columns = material.facts["attendance"].select(["kind", "person_key"])
        for kind, person in zip(columns["kind"].to_pylist(), columns["person_key"].to_pylist(), strict=True):
            attendances[kind] += 1
            persons[kind].add(person)
    kinds = [kind for kind in ("GENERAL", "VALUE_ADDED") if sessions[kind]]
    rows = [
        (
            _label("attendance", "kind", kind),
            f"{sessions[kind]:,}",
            f"{attendances[kind]:,}",
            f"{len(persons[kind]):,}",
        )
        for kind in kinds
    ]
    together = set().union(*(persons[kind] for kind in kinds)) if kinds else set()
    rows.append(
        ("合计", f"{sum(sessions.values()):,}", f"{sum(attendances.values()):,}", f"{len(together):,}")
    )
    return Grid(
        ("类别", "场次", "人次", "人数"),
        tuple(rows),
        frozenset({1, 2, 3}),
        note="同一人参加多场，人次逐场计算，人数只计一次；各类人数相加会重复计算同一人。",
    )


def targets_and_results(material: Material) -> Grid:
    rows = []
    for code, target in material.targets.items():
        indicator, figure = CATALOGUE[code], material.figures.get(code)
        goal = figure_text(SealedFigure(code, target))
        reached = (
            "—" if figure is None or figure.value is None else "达到" if figure.value >= target else "未达到"
        )
        rows.append((indicator.title.zh, goal, Quote(code), reached))
    return Grid(("指标", "封存的目标", "实际完成", "是否达到"), tuple(rows), frozenset({1, 2}))


def score_rows(material: Material) -> Grid:
    rows = [
        (
            scored.row.name.zh,
            f"{scored.row.weight:f}",
            f"{scored.points:f}" if scored.is_scored else "未计分",
            scored.reason.zh,
        )
        for scored in material.sheet.rows
    ]
    rows.append(("合计", f"{material.sheet.possible:f}", f"{material.sheet.total:f}", ""))
    return Grid(("指标", "分值", "得分", "理由"), tuple(rows), frozenset({1, 2}))


def unscored_rows(material: Material) -> Grid:
    rows = tuple(
        (
            one.row.name.zh,
            f"{one.row.weight:f}",
            "；".join(MISSING_TEXT[missing].zh for missing in one.missing),
        )
        for one in material.sheet.unscored
    )
    return Grid(("指标", "分值", "原因"), rows or (("无", "", ""),), frozenset({1}))


def rows_asking_for_cause(material: Material) -> Grid:
    rows = tuple(
        (one.row.name.zh, "；".join(FLAG_TEXT[flag].zh for flag in one.flags), one.cause or "（待说明）")
        for one in material.sheet.rows
        if one.flags
    )
    return Grid(("指标", "情况", "原因"), rows or (("无", "", ""),))


def _problems_of_stations(material: Material) -> tuple[tuple[str, ...], ...]:
    """Open problems by what is wrong and who mends it: at which stations, and the first day on which one is due."""
    alike: dict[tuple[str, str], list[dict]] = defaultdict(list)
    found = _rows(material, "inspection_problems")
    for row in sorted(found, key=lambda row: (row["due_date"], row["station_name"])):
        if row["closed_date"] is None:
            alike[row["text"], row["owner"]].append(row)
    by_day = sorted(alike.items(), key=lambda one: (min(row["due_date"] for row in one[1]), one[0]))
    return tuple(
        (
            text,
            f"{len(rows)} 处：{'、'.join(row['station_name'] for row in rows)}",
            _label("inspection_problems", "owner", owner),
            f"{min(row['due_date'] for row in rows):%Y-%m-%d}",
        )
        for (text, owner), rows in by_day
    )


def open_problems(material: Material) -> Grid:
    """What inspections found and nobody has mended, like with like; then the rows of the score that lack something."""
    rows = _problems_of_stations(material) + tuple(
        (
            one.row.name.zh,
            "；".join(MISSING_TEXT[missing].zh for missing in one.missing),
            "（待明确）",
            "（待明确）",
        )
        for one in material.sheet.unscored
    )
    return Grid(("问题", "表现", "责任人", "整改期限"), rows or (("无", "", "", ""),))


TABLES: Mapping[str, Callable[[Material], Grid]] = {
    "appropriations": appropriations,
    "budget_by_direction": budget_by_direction,
    "payments_by_direction": payments_by_direction,
    "payments_by_contractor": payments_by_contractor,
    "stations_by_level": stations_by_level,
    "sessions_by_kind": sessions_by_kind,
    "targets_and_results": targets_and_results,
    "score_rows": score_rows,
    "unscored_rows": unscored_rows,
    "rows_asking_for_cause": rows_asking_for_cause,
    "open_problems": open_problems,
}
