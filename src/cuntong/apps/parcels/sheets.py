"""Carriers' files: one kind of workbook for each carrier, and one for files of several or of an unknown one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from django.urls import reverse

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import ImportSheet, declare, error_at
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division
from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import (
    CellError,
    Column,
    Glance,
    Kind,
    Note,
    Reading,
    Refusal,
    Row,
    Sheet,
    glance,
)

from . import operations, queries
from .carriers import (
    CARRIERS,
    FIELDS,
    MOST_ROWS,
    OTHER,
    PARCEL_FIELDS,
    UNKNOWN_HEADER,
    Carrier,
    Layout,
    carrier_named,
    carrier_of,
    known_titles,
    layout_of,
    read_layout,
)
from .kinds import PlaceNameKind
from .models import ColumnMapping, PlaceName
from .operations import Waybill

PREFIX = "parcels."


def carrier_of_sheet(code: str) -> Carrier:
    return CARRIERS[code.removeprefix(PREFIX)]


def _sheet(carrier: Carrier) -> Sheet:
    """The template of a carrier; only files of several carriers say in a column whose a parcel is."""
    fields = [field for field in PARCEL_FIELDS if field != "carrier" or carrier is OTHER]
    several = Bilingual("快件（几家快递混合或不确定）", "Parcels of several carriers, or of one not listed")
    return Sheet(
        code=PREFIX + carrier.code,
        zh=several.zh if carrier is OTHER else f"快件（{carrier.name.zh}）",
        en=several.en if carrier is OTHER else f"Parcels of {carrier.name.en}",
        columns=tuple(FIELDS[field] for field in fields),
        unique_together=(("number",),),
        max_rows=MOST_ROWS,
        note_zh="公司系统导出的文件可以原样上传，表头不必改；个人信息入库即加密。",
        note_en="A file may be uploaded as the carrier's system exports it; personal data are stored encrypted.",
    )


# --- Reading -----------------------------------------------------------------------------------------------------


def read_parcels(sheet: Sheet, source: Path | bytes) -> Reading:
    """A carrier's file as rows of parcels; refused where nobody has said yet what its header means."""
    seen = glance(source)
    if isinstance(seen, Refusal):
        return Reading(refused=seen)
    carrier = carrier_of_sheet(sheet.code)
    layout = _remembered(seen.glances) or _understood(seen.glances, carrier)
    if layout is None:
        return Reading(refused=Refusal("UNKNOWN_HEADER", UNKNOWN_HEADER))
    reading = read_layout(sheet, seen.book, layout)
    whose = carrier if carrier is not OTHER else layout.carrier
    return replace(reading, rows=tuple(_with_carrier(row, whose) for row in reading.rows))


def _remembered(seen: Sequence[Glance]) -> Layout | None:
    """What a person said about this very header."""
    said = ColumnMapping.objects.filter(header_digest__in=[one.digest for one in seen]).first()
    if said is None:
        return None
    return Layout(said.columns, None if said.carrier == OTHER.code else CARRIERS[said.carrier])


def _understood(seen: Sequence[Glance], carrier: Carrier) -> Layout | None:
    """What the header says by itself, on the sheet that says most."""
    layouts = [layout_of(one, known_titles(carrier)) for one in seen]
    best = max(layouts, key=lambda layout: (layout.is_enough, len(layout.columns)), default=None)
    return best if best and best.is_enough else None


def _with_carrier(row: Row, whose: Carrier | None) -> Row:
    """The row with the code of its carrier: of the file, else of the row's own word, else of the number's shape.

    "" where the number fits several: then a person has to say.
    """
    said = row.values["carrier"]
    if whose is None:
        named = carrier_named(said) or OTHER if said else None
        fitting = carrier_of(str(row.values["number"]))
        whose = named or (fitting[0] if len(fitting) == 1 else None if fitting else OTHER)
    return Row(row.number, {**row.values, "carrier": whose.code if whose else ""})


def _waybill(row: Row) -> Waybill:
    values = {field: value for field, value in row.values.items() if value is not None}
    return Waybill(**values)


# --- Checking ----------------------------------------------------------------------------------------------------

SHORTEST_NUMBER = 8


def check_parcels(sheet: Sheet, rows: Sequence[Row], *, by: User) -> list[CellError]:
    """Numbers that are none, carriers that nobody can tell, parcels that are known with other content."""
    errors = [error for row in rows for error in _number_errors(sheet, row)]
    wrong = {error.row for error in errors}
    usable = [row for row in rows if row.number not in wrong]
    return [*errors, *_wrong_carrier(sheet, usable), *_contradictions(sheet, usable)]


def _number_errors(sheet: Sheet, row: Row) -> Iterable[CellError]:
    number = str(row.values["number"])
    if len(number) < SHORTEST_NUMBER:
        yield error_at(
            sheet, row, "number", f"运单号至少 {SHORTEST_NUMBER} 位，现为 {len(number)} 位",
            f"a waybill number has at least {SHORTEST_NUMBER} characters, this has {len(number)}",
        )  # fmt: skip
    elif not row.values["carrier"]:
        fitting = carrier_of(number)
        zh, en = "、".join(c.name.zh for c in fitting), ", ".join(c.name.en for c in fitting)
        yield error_at(
            sheet, row, "number", f"{zh} 都有这样的单号；请按公司分别上传，或加一列“快递公司”",
            f"{en} all have such numbers; upload each carrier's file as its own kind, or add a column Carrier",
        )  # fmt: skip


def _wrong_carrier(sheet: Sheet, rows: Sequence[Row]) -> Iterable[CellError]:
    """A whole file of another carrier: not one number fits the chosen one, and all fit one other alone."""
    carrier = carrier_of_sheet(sheet.code)
    if not rows or not carrier.number_patterns:
        return
    numbers = [str(row.values["number"]) for row in rows]
    if any(map(carrier.may_have, numbers)):
        return
    others = Counter(other.code for number in numbers for other in carrier_of(number))
    sure = [code for code, count in others.items() if count == len(numbers)]
    if len(sure) == 1:
        other = CARRIERS[sure[0]]
        yield error_at(
            sheet, rows[0], "number",
            f"这些都像{other.name.zh}的单号，没有一个像{carrier.name.zh}的；请改选“{other.name.zh}”上传",
            f"all of these look like numbers of {other.name.en}, none like one of {carrier.name.en}; "
            f"upload the file as {other.name.en}",
        )  # fmt: skip


def _contradictions(sheet: Sheet, rows: Sequence[Row]) -> Iterable[CellError]:
    known = operations.known_parcels(_waybill(row).key for row in rows)
    for row in rows:
        waybill = _waybill(row)
        parcel = known.get(waybill.key)
        fields = operations.contradictions(parcel, waybill) if parcel else []
        if fields:
            zh = "、".join(FIELDS[field].zh for field in fields)
            en = ", ".join(FIELDS[field].en for field in fields)
            yield error_at(
                sheet, row, "number", f"这个运单号已登记，内容不同：{zh}；请核对，或删除本行",
                f"this waybill is registered already with other content: {en}; check it, or remove the row",
            )  # fmt: skip


def remark_on_parcels(rows: Sequence[Row], *, by: User) -> list[Note]:
    """What will be passed over or filled in."""
    known = operations.known_parcels(_waybill(row).key for row in rows)
    waybills = [waybill for row in rows if (waybill := _waybill(row)).key in known]
    filled = sum(bool(operations.lacking(known[waybill.key], waybill)) for waybill in waybills)
    same = len(waybills) - filled
    notes = []
    if same:
        notes.append(Note("KNOWN", Bilingual(
            f"{same:,} 件已登记，内容相同，跳过", f"{same:,} parcels are registered already with the same content; passed over"
        )))  # fmt: skip
    if filled:
        notes.append(Note("COMPLETED", Bilingual(
            f"{filled:,} 件已登记，本文件补上原来缺少的内容",
            f"{filled:,} parcels are registered already; this file fills in what they lack",
        )))  # fmt: skip
    return notes


# --- Writing -----------------------------------------------------------------------------------------------------


def commit_parcels(rows: Sequence[Row], *, batch, by, at) -> int:
    answer = operations.register(waybills=[_waybill(row) for row in rows], by=by, at=at, batch=batch)
    return answer.new + answer.completed


def undo_parcels(*, batch, by, at) -> int:
    return operations.unregister(batch=batch, by=by, at=at)


def _mapping_page(batch) -> str:
    return reverse("parcels:columns", args=[batch.pk])


SHEETS: Mapping[str, ImportSheet] = {
    code: declare(
        ImportSheet(
            sheet=(sheet := _sheet(carrier)),
            right=Right.WRITE_PARCELS,
            check=partial(check_parcels, sheet),
            commit=commit_parcels,
            undo=undo_parcels,
            read=read_parcels,
            remarks=remark_on_parcels,
            mend=_mapping_page,
            keeps_file=False,
        )
    )
    for code, carrier in CARRIERS.items()
}


# --- Place names -------------------------------------------------------------------------------------------------

PLACE_NAMES = Sheet(
    code="parcels.place_names",
    zh="地名（自然村、店铺、学校、旧名）",
    en="Place names (natural villages, shops, schools, former names)",
    columns=(
        Column(
            name="name",
            zh="地名",
            en="Name",
            required=True,
            max_length=60,
            synonyms=("名称", "自然村", "自然村名称"),
            example="示例屋场",
        ),
        Column(
            name="kind",
            zh="类别",
            en="Kind",
            kind=Kind.CHOICE,
            choices={
                PlaceNameKind.HAMLET: ("自然村", "Natural village"),
                PlaceNameKind.ALIAS: ("别名或旧名", "Other or former name"),
                PlaceNameKind.POINT: ("店铺、学校、道路或小区", "Shop, school, road or estate"),
            },
            required=True,
            example=PlaceNameKind.HAMLET,
        ),
        Column(
            name="township",
            zh="乡镇",
            en="Township",
            required=True,
            max_length=60,
            synonyms=("所属乡镇", "镇街"),
            example="廊田镇",
        ),
        Column(
            name="village",
            zh="行政村",
            en="Village",
            max_length=60,
            synonyms=("所属村", "村居", "村委会"),
            help_zh="写“马屋村”即可，不必写“村民委员会”；只属于乡镇的留空。",
            help_en="马屋村 will do; leave blank for a name of the township as a whole.",
            example="马屋村",
        ),
    ),
    unique_together=(("name", "township", "village"),),
    max_rows=20_000,
)


class _Places:
    """The county's townships and villages by the names that people write."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Division] = {}
        for division in queries.destinations_of_county():
            if division.level == DivisionLevel.TOWNSHIP:
                self._found[division.name, ""] = division
            else:
                for name in (division.name, division.short_name):
                    self._found[str(division.parent), name] = division

    def of(self, row: Row) -> Division | None:
        return self._found.get((str(row.values["township"]), str(row.values["village"] or "")))


def check_place_names(rows: Sequence[Row], *, by: User) -> list[CellError]:
    places = _Places()
    entered = set(PlaceName.objects.filter(withdrawn_at=None).values_list("name", "division_id"))
    errors = []
    for row in rows:
        division = places.of(row)
        if division is None:
            errors.append(error_at(
                PLACE_NAMES, row, "village" if row.values["village"] else "township",
                "本县没有这个乡镇或村；请核对，并写明它所在的乡镇", "there is no such township or village in this county",
            ))  # fmt: skip
        elif (row.values["name"], division.pk) in entered:
            errors.append(error_at(
                PLACE_NAMES, row, "name", "这个地名已经登记在该村，请删除本行", "this name is entered for this place already"
            ))  # fmt: skip
        if len(str(row.values["name"])) < operations.SHORTEST_NAME:
            errors.append(error_at(
                PLACE_NAMES, row, "name", "地名至少两个字", "a name has at least two characters"
            ))  # fmt: skip
    return errors


def commit_place_names(rows: Sequence[Row], *, batch, by, at) -> int:
    places = _Places()
    names = [
        PlaceName(name=row.values["name"], kind=row.values["kind"], division=places.of(row)) for row in rows
    ]
    return operations.add_place_names(names=names, batch=batch, by=by, at=at)


def undo_place_names(*, batch, by, at) -> int:
    return operations.remove_place_names(batch=batch, by=by, at=at)


declare(
    ImportSheet(
        sheet=PLACE_NAMES,
        right=Right.WRITE_PARCELS,
        check=check_place_names,
        commit=commit_place_names,
        undo=undo_place_names,
        keeps_file=False,
    )
)
