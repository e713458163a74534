"""The workbooks of places: the division list, and stations with the dates of their lives."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import override

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import CommitRefused, ImportSheet, declare, error_at
from cuntong.apps.imports.models import ImportBatch
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from . import operations, queries
from .kinds import LATITUDES, LONGITUDES, DivisionRow, Fault, State, StationRow, Step


def _choices(table: str, column: str) -> dict[str, tuple[str, str]]:
    """The codes of a fact column with their labels, so that workbooks and figures speak of the same things."""
    choices = FACT_TABLES[table].column_by_name[column].choices
    return {code: (label.zh, label.en) for code, label in choices.items()}


def _in_both(message: str | Promise) -> tuple[str, str]:
    with override("zh-hans"):
        zh = str(message)
    with override("en"):
        return zh, f"– {message}"


def _as_errors(sheet: Sheet, rows: Sequence[Row], faults: Iterable[Fault]) -> list[CellError]:
    return [error_at(sheet, rows[fault.index], fault.column, *_in_both(fault.message)) for fault in faults]


LONGITUDE = Column(
    name="longitude",
    zh="经度",
    en="Longitude",
    kind=Kind.DECIMAL,
    minimum=LONGITUDES[0],
    maximum=LONGITUDES[1],
    help_zh="WGS84，十进制度，例如 113.350410；与纬度同时填写。",
    help_en="WGS84, decimal degrees, such as 113.350410; together with the latitude.",
    example=Decimal("113.350410"),
)
LATITUDE = Column(
    name="latitude",
    zh="纬度",
    en="Latitude",
    kind=Kind.DECIMAL,
    minimum=LATITUDES[0],
    maximum=LATITUDES[1],
    help_zh="WGS84，十进制度，例如 25.128000。",
    help_en="WGS84, decimal degrees, such as 25.128000.",
    example=Decimal("25.128000"),
)


# --- Divisions ---------------------------------------------------------------------------------------------------

DIVISIONS = Sheet(
    code="places.divisions",
    zh="行政区划",
    en="Divisions",
    columns=(
        Column(
            name="code",
            zh="区划代码",
            en="Division code",
            kind=Kind.DIVISION_CODE,
            required=True,
            synonyms=("行政区划代码", "统计用区划代码", "代码"),
            help_zh="12 位数字，与国家统计用区划代码一致。",
            help_en="12 digits, as in the national statistical division list.",
            example="440281103000",
        ),
        Column(
            name="name",
            zh="名称",
            en="Name",
            required=True,
            max_length=60,
            synonyms=("区划名称",),
            example="九峰镇",
        ),
        Column(
            name="level",
            zh="层级",
            en="Level",
            kind=Kind.CHOICE,
            choices=_choices("divisions", "level"),
            help_zh="可不填，由代码得出。",
            help_en="May stay blank: the code tells it.",
            example="TOWNSHIP",
        ),
        Column(
            name="kind",
            zh="类别",
            en="Kind",
            kind=Kind.CHOICE,
            choices=_choices("divisions", "kind"),
            help_zh="可不填，由名称和代码得出；行政村以“村民委员会”结尾。",
            help_en="May stay blank: name and code tell it; a villagers' committee is an administrative village.",
            example="TOWNSHIP",
        ),
        Column(
            name="parent_code",
            zh="上级代码",
            en="Code of the division above",
            kind=Kind.DIVISION_CODE,
            help_zh="可不填，由代码得出。",
            help_en="May stay blank: the code tells it.",
            example="440281000000",
        ),
        LONGITUDE,
        LATITUDE,
    ),
    unique_together=(("code",),),
    note_zh="每行一个区划，上级也要列出。再次导入时，已有区划的名称等按新表更新。",
    note_en="One division a row, those above included. Imported again, known divisions take the new values.",
)


def _division_rows(rows: Sequence[Row]) -> list[DivisionRow]:
    return [
        DivisionRow(
            code=row.values["code"],
            name=row.values["name"],
            level=row.values["level"] or "",
            kind=row.values["kind"] or "",
            parent_code=row.values["parent_code"] or "",
            longitude=row.values["longitude"],
            latitude=row.values["latitude"],
        )
        for row in rows
    ]


def check_divisions(rows: Sequence[Row], *, by: User) -> list[CellError]:
    return _as_errors(DIVISIONS, rows, queries.division_faults(_division_rows(rows)))


def commit_divisions(rows: Sequence[Row], *, batch: ImportBatch, by: User, at: datetime) -> int:
    try:
        operations.import_divisions(rows=_division_rows(rows), batch=batch, by=by, at=at)
    except ValidationError as refusal:
        raise CommitRefused(" ".join(refusal.messages)) from refusal
    return len(rows)


# --- Stations ----------------------------------------------------------------------------------------------------


def _date_column(state: State, zh: str, en: str, **more: object) -> Column:
    return Column(name=f"{state.lower()}_date", zh=zh, en=en, kind=Kind.DATE, **more)


LIFE = (
    _date_column(State.APPLIED, "申请日期", "Applied for on", example=date(2022, 3, 10)),
    _date_column(State.APPROVED, "批准日期", "Approved on", synonyms=("审批日期",), example=date(2022, 4, 1)),
    _date_column(State.BUILT, "建成日期", "Built on", example=date(2022, 8, 20)),
    _date_column(State.ACCEPTED, "验收日期", "Accepted on", example=date(2022, 9, 15)),
    _date_column(
        State.OPERATING,
        "运营日期",
        "Operating from",
        synonyms=("营业日期", "开业日期", "开始运营日期"),
        help_zh="没有发生的不填；拟定的日期不填。",
        help_en="Leave blank what has not happened; a planned date is no date.",
        example=date(2022, 10, 1),
    ),
)
STATIONS = Sheet(
    code="places.stations",
    zh="站点及其进度",
    en="Stations and their lives",
    columns=(
        Column(
            name="code",
            zh="站点编码",
            en="Station code",
            required=True,
            max_length=40,
            synonyms=("编码", "站点编号"),
            help_zh="一经登记不再改变。",
            help_en="It never changes once registered.",
            example="LC-C-201",
        ),
        Column(
            name="name",
            zh="站点名称",
            en="Name",
            required=True,
            max_length=80,
            synonyms=("名称",),
            example="示例村级服务点",
        ),
        Column(
            name="level",
            zh="级别",
            en="Level",
            kind=Kind.CHOICE,
            choices=_choices("stations", "level"),
            required=True,
            synonyms=("站点级别", "类型"),
            example="VILLAGE",
        ),
        Column(
            name="division_code",
            zh="所在区划代码",
            en="Division code",
            kind=Kind.DIVISION_CODE,
            required=True,
            synonyms=("区划代码", "行政区划代码"),
            help_zh="中心填县级代码，镇级站填乡镇代码，村级点填行政村代码。",
            help_en="The county's for the centre, the township's for its station, the village's for a village point.",
            example="440281103201",
        ),
        Column(name="address", zh="地址", en="Address", max_length=200, synonyms=("详细地址",)),
        Column(
            name="area_m2",
            zh="面积",
            en="Area",
            kind=Kind.DECIMAL,
            unit="㎡",
            unit_en="m²",
            minimum=Decimal("0.01"),
            maximum=Decimal("999999.99"),
            synonyms=("建筑面积", "场地面积"),
            example=Decimal(25),
        ),
        Column(
            name="residents",
            zh="服务人口",
            en="Residents served",
            kind=Kind.INTEGER,
            minimum=0,
            synonyms=("常住人口", "村人口"),
            help_zh="村级点的面积标准按人口确定。",
            help_en="The required area of a village point depends on it.",
            example=860,
        ),
        LONGITUDE,
        LATITUDE,
        *LIFE,
    ),
    unique_together=(("code",),),
    note_zh="每行一个新站点。已建成、已验收须有佐证材料：导入后在站点页面上传。",
    note_en="One new station a row. Built and accepted need evidence: attach it on the station's page afterwards.",
)


def _station_rows(rows: Sequence[Row]) -> list[StationRow]:
    return [
        StationRow(
            code=row.values["code"],
            name=row.values["name"],
            level=row.values["level"],
            division_code=row.values["division_code"],
            address=row.values["address"] or "",
            area_m2=row.values["area_m2"],
            residents=row.values["residents"],
            longitude=row.values["longitude"],
            latitude=row.values["latitude"],
            steps=_steps(row),
        )
        for row in rows
    ]


def _steps(row: Row) -> tuple[Step, ...]:
    days = ((state, row.values.get(f"{state.lower()}_date")) for state in State)
    return tuple(Step(state, day) for state, day in days if day)


def check_stations(rows: Sequence[Row], *, by: User) -> list[CellError]:
    return _as_errors(STATIONS, rows, queries.station_faults(_station_rows(rows)))


def commit_stations(rows: Sequence[Row], *, batch: ImportBatch, by: User, at: datetime) -> int:
    try:
        return operations.register_stations(rows=_station_rows(rows), batch=batch, by=by, at=at)
    except ValidationError as refusal:
        raise CommitRefused(" ".join(refusal.messages)) from refusal


declare(
    ImportSheet(
        sheet=DIVISIONS,
        right=Right.WRITE_PLACES,
        check=check_divisions,
        commit=commit_divisions,
        undo=operations.undo_divisions,
    )
)
declare(
    ImportSheet(
        sheet=STATIONS,
        right=Right.WRITE_PLACES,
        check=check_stations,
        commit=commit_stations,
        undo=operations.undo_stations,
    )
)
