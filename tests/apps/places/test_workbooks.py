"""The workbooks: from the file to the rows and back; every error at its cell, in both languages, undone as a batch."""

from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.db import transaction

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.imports.kinds import SHEETS, CommitRefused, UndoRefused, sheets_for
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places import operations, queries
from cuntong.apps.places.models import Division, Station, StationEvent
from cuntong.apps.places.sheets import DIVISIONS, STATIONS
from cuntong.domain.workbooks import read, write_template

from .conftest import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, listed_divisions

pytestmark = pytest.mark.django_db


class Desk:
    """The import desk as a bureau officer uses it."""

    def __init__(self, by, at, folder):
        self.by, self.at, self.folder, self.count = by, at, folder, 0

    def read(self, sheet, rows):
        path = self.folder / f"{sheet.code}.xlsx"
        book = xlsxwriter.Workbook(path)
        page, day = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, [column.zh for column in sheet.columns])
        for number, row in enumerate(rows, 1):
            for position, column in enumerate(sheet.columns):
                value = row.get(column.name)
                if isinstance(value, date):
                    page.write_datetime(number, position, value, day)
                elif isinstance(value, Decimal | int):
                    page.write_number(number, position, float(value))
                elif value:
                    page.write_string(number, position, value)
        book.close()
        reading = read(sheet, path)
        assert reading.refused is None
        assert reading.errors == ()
        return reading.rows

    def errors(self, sheet, rows):
        return list(SHEETS[sheet.code].check(self.read(sheet, rows), by=self.by))

    def commit(self, sheet, rows):
        taken = self.read(sheet, rows)
        self.count += 1
        batch = ImportBatch.objects.create(
            sheet=sheet.code,
            filename="表.xlsx",
            size=1,
            sha256=f"{self.count:064}",
            uploaded_by=self.by,
            uploaded_at=self.at,
        )
        with transaction.atomic():
            assert SHEETS[sheet.code].commit(taken, batch=batch, by=self.by, at=self.at) == len(rows)
        return batch

    def undo(self, batch):
        with transaction.atomic():
            return SHEETS[batch.sheet].undo(batch=batch, by=self.by, at=self.at)


@pytest.fixture
def desk(people, now, tmp_path):
    return Desk(people.bureau, now, tmp_path)


def division_lines():
    levels = dict(DIVISIONS.column("level").choices)
    return [
        {
            "code": row.code,
            "name": row.name,
            "level": levels[row.level][0],
            "parent_code": row.parent_code,
            "longitude": row.longitude,
            "latitude": row.latitude,
        }
        for row in listed_divisions()
    ]


def station_line(**values):
    return {
        "code": "LC-1", "name": "示例村级服务点", "level": "村级点", "division_code": VILLAGE, "area_m2": Decimal(25),
        "applied_date": date(2022, 3, 10), "built_date": date(2022, 8, 20), "accepted_date": date(2022, 9, 15),
        "operating_date": date(2022, 10, 1),
    } | values  # fmt: skip


@pytest.mark.parametrize("sheet", [DIVISIONS, STATIONS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_taken_back(sheet, language, tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(write_template(sheet, language=language))
    assert read(sheet, path).refused is None or read(sheet, path).rows == ()


# --- Divisions ---------------------------------------------------------------------------------------------------


def test_the_countys_list_comes_in_and_goes(desk):
    assert desk.errors(DIVISIONS, division_lines()) == []
    batch = desk.commit(DIVISIONS, division_lines())
    assert Division.objects.filter(import_batch=batch).count() == 247
    assert Division.objects.get(pk=TOWNSHIP).longitude == Decimal("113.366670")
    assert desk.undo(batch) == 247
    assert not Division.objects.exists()
    assert list(TrailEntry.objects.order_by("seq").values_list("verb", flat=True)) == ["import", "undo"]


def test_faults_of_divisions_stand_at_their_cells(desk):
    lines = [
        *division_lines(),
        {"code": "440282001000", "name": "示例街道"},
        {"code": "440281109201", "name": "示例村民委员会"},
    ]
    found = desk.errors(DIVISIONS, lines)
    assert [(error.row, error.column) for error in found] == [
        (249, "code"),
        (249, "parent_code"),
        (250, "parent_code"),
    ]
    assert "440281109000" in found[-1].detail.zh
    assert "440281109000" in found[-1].detail.en
    with pytest.raises(CommitRefused):
        desk.commit(DIVISIONS, lines)
    assert not Division.objects.exists()


def test_a_list_that_changed_known_divisions_is_not_undone(county, desk):
    batch = desk.commit(DIVISIONS, [{"code": TOWNSHIP, "name": "新九峰镇"}])
    with pytest.raises(UndoRefused, match="新九峰镇"):
        desk.undo(batch)


def test_a_list_on_which_a_station_stands_is_not_undone(desk, people, now):
    batch = desk.commit(DIVISIONS, division_lines())
    operations.register_station(
        code="LC-1",
        name="示例站点",
        level="VILLAGE",
        division=Division.objects.get(pk=VILLAGE),
        by=people.bureau,
        at=now,
    )
    with pytest.raises(UndoRefused, match="示例站点"):
        desk.undo(batch)
    assert Division.objects.count() == 247


# --- Stations ----------------------------------------------------------------------------------------------------


def test_stations_come_in_with_their_lives_and_go(county, desk):
    lines = [
        station_line(),
        station_line(code="LC-2", division_code=OTHER_VILLAGE, accepted_date=None, operating_date=None, longitude=Decimal("113.37"), latitude=Decimal("25.35")),
        station_line(code="LC-3", level="镇级站", division_code=TOWNSHIP),
        station_line(code="LC-4", level="公共服务中心", division_code=COUNTY),
    ]  # fmt: skip
    assert desk.errors(STATIONS, lines) == []
    batch = desk.commit(STATIONS, lines)
    states = dict(queries.with_state(Station.objects.all()).values_list("code", "state"))
    assert states == {"LC-1": "OPERATING", "LC-2": "BUILT", "LC-3": "OPERATING", "LC-4": "OPERATING"}
    assert Station.objects.get(code="LC-2").position_source == "REPORTED"
    assert StationEvent.objects.filter(import_batch=batch).count() == 14
    entry = TrailEntry.objects.get(record_kind="imports.batch", verb="import")
    assert '"events":14' in entry.leaf
    assert desk.undo(batch) == 4
    assert not Station.objects.exists()
    assert not StationEvent.objects.exists()


def test_every_fault_of_every_line_at_once(register, desk):
    register(code="LC-0", division="440281103203")
    lines = [
        station_line(code="LC-0", division_code="440281103204"),
        station_line(code="LC-2", division_code="440281103299"),
        station_line(code="LC-3", division_code=TOWNSHIP),
        station_line(code="LC-4"),
        station_line(code="LC-5"),
        station_line(code="LC-6", division_code="440281103205", accepted_date=date(2022, 8, 1)),
        station_line(code="LC-7", division_code="440281103203"),
        station_line(code="LC-8", division_code="440281103206", longitude=Decimal(113)),
        station_line(code="LC-9", division_code="440281103207", built_date=None),
    ]
    found = desk.errors(STATIONS, lines)
    assert [(error.row, error.column) for error in found] == [
        (2, "code"), (3, "division_code"), (4, "division_code"), (5, "division_code"), (6, "division_code"),
        (7, "accepted_date"), (8, "division_code"), (9, "latitude"), (10, "accepted_date"),
    ]  # fmt: skip
    life = found[5].detail
    assert "已验收" in life.zh
    assert "2022-08-01" in life.zh
    assert "Accepted" in life.en
    with pytest.raises(CommitRefused):
        desk.commit(STATIONS, lines)
    assert Station.objects.count() == 1


def test_a_date_that_lies_ahead_is_refused(county, desk):
    with pytest.raises(CommitRefused, match="2024-08-15"):
        desk.commit(STATIONS, [station_line(operating_date=date(2024, 8, 15))])


@pytest.mark.parametrize("built_on", ["event", "annulment", "evidence", "proof"])
def test_what_somebody_built_on_is_not_undone(county, desk, people, now, built_on):
    batch = desk.commit(STATIONS, [station_line()])
    station = Station.objects.get()
    event = station.events.get(state="OPERATING")
    document = evidence.upload(file=ContentFile(b"proof"), filename="proof.txt", by=people.bureau, at=now)

    def attach(kind, record):
        evidence.attach(document=document, record_kind=kind, record_id=record.pk, by=people.bureau, at=now)

    acts = {
        "event": lambda: operations.record_event(
            station=station, state="SUSPENDED", event_date=date(2023, 1, 1), by=people.bureau, at=now
        ),
        "annulment": lambda: operations.annul_event(event=event, reason="示例", by=people.bureau, at=now),
        "evidence": lambda: attach("places.station", station),
        "proof": lambda: attach("places.station_event", event),
    }
    acts[built_on]()
    with pytest.raises(UndoRefused):
        desk.undo(batch)
    assert Station.objects.exists()


def test_only_who_may_write_places_sees_these_sheets(people):
    for person in (people.finance, people.trainer, people.keeper):
        assert not {"places.divisions", "places.stations"} & {sheet.code for sheet in sheets_for(person)}
    assert {"places.divisions", "places.stations"} <= {sheet.code for sheet in sheets_for(people.bureau)}
