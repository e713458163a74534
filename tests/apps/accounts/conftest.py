"""A county in which every kind of record stands once, so that every door leads somewhere."""

import io
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from tests.apps.funds.conftest import Office
from tests.apps.performance.conftest import freeze, small_county  # noqa: F401

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.kinds import RECORD_KINDS, code_of
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.market import operations as market
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.performance import operations as performance
from cuntong.apps.performance.models import Assessment
from cuntong.apps.places import operations as places
from cuntong.apps.places.models import Division, Station, StationEvent
from cuntong.apps.training import operations as training
from cuntong.apps.training.models import Course, Session, Trainee


@pytest.fixture
def furnished(small_county, people, now):  # noqa: F811
    """One record of each kind, by its code in the trail."""
    records = [
        *_places(people, now),
        *_funds(people, now),
        *_training(people, now),
        *_market(people, now),
        *_parcels(people, now),
        *_machines(people, now),
        *_intake(people, now),
        _batch(people, now),
        people.keeper,
        *_performance(people, now),
    ]
    document = evidence.upload(
        file=io.BytesIO(b"%PDF-1.7 sheet"), filename="签到表.pdf", by=people.bureau, at=now
    )
    return {code_of(record): record for record in (document, *records)}


def _places(people, now):
    do = {"by": people.bureau, "at": now}
    township = Division.objects.get(name="廊田镇")
    station = places.register_station(code="ZD-1", name="示例站点", level="TOWNSHIP", division=township, **do)
    places.record_event(station=station, state="APPLIED", event_date=date(2022, 3, 1), **do)
    return [township, station, StationEvent.objects.get(station=station)]


def _funds(people, now):
    office = Office(people, now)
    payment = office.pay()
    application = payment.application
    contract = application.milestone.contract
    line = contract.funding.first().budget_line
    return [payment, application, application.milestone, contract, line, line.appropriation]


def _training(people, now):
    trainee = Trainee.objects.first()
    do = {"trainee": trainee, "by": people.bureau, "at": now}
    day = date(2023, 6, 1)
    return [
        Course.objects.first(),
        Session.objects.filter(attendances__trainee=trainee).first(),
        training.record_outcome(kind="EMPLOYED", outcome_date=day, note="劳动合同", **do),
        training.record_certificate(kind="INTERNET_MARKETER", number="ZS-1", issued_date=day, **do),
    ]


def _market(people, now):
    do = {"by": people.bureau, "at": now}
    day = date(2023, 5, 1)
    firm = market.register_firm(code="QY-1", name="示例企业", **do)
    fair = market.hold_fair(name="示例展会", fair_date=day, product_names=["黄金柰李"], **do)
    owned = {"kind": "FIRM", "firm": firm, "platform": "抖音", **do}
    return [
        firm,
        market.settle_firm(firm=firm, from_date=day, **do),
        market.open_shop(shop_url="https://example.com/1", opened_date=day, with_help=True, **owned),
        market.hold_livestream(code="ZB-1", held_date=day, **owned),
        fair,
        fair.exhibits.get(),
    ]


def _parcels(people, now):
    """A parcel that was handed out at the station, and what was wrong with it."""
    station = Station.objects.get(code="ZD-1")
    parcel = Parcel.objects.create(
        carrier="YTO",
        number="YT0000000000001",
        resolution="AUTO",
        division=station.division,
        station=station,
        registered_at=now,
    )
    do = {"parcel": parcel, "station": station, "by": people.hub, "at": now}
    code = parcels.shelve(scan_id=uuid.UUID(int=1), **do)
    problem = parcels.report_problem(kind="DAMAGED", scan_id=uuid.UUID(int=2), **do)
    parcels.hand_out(scan_id=uuid.UUID(int=3), typed_code=code.code, **do)
    return [parcel, problem]


def _machines(people, now):
    """What devices, the sorter and listeners leave, and a scan that stands aside."""
    do = {"by": people.hub, "at": now}
    station = Station.objects.get(code="ZD-1")
    sent = SentScan(uuid.UUID(int=11), "NOBODY", "ARRIVED_TOWNSHIP", now, place=station.code)
    parcels.receive_scans(batch_id=uuid.UUID(int=12), scans=[sent], **do)
    return [
        parcels.issue_device(name="示例设备", station=station, **do)[0],
        parcels.plan_sorting(day=now.date(), chutes=3, **do),
        parcels.sign_carrier(carrier="STO", from_date=now.date(), **do),
        parcels.subscribe(name="示例系统", url="https://example.com/hear", **do)[0],
    ]


def _intake(people, now):
    """A carrier's file with a header that nobody knows, and an address that a person answered for."""
    do = {"by": people.bureau, "at": now}
    waybill = parcels.Waybill(carrier="STO", number="773000000000001", address="乐昌市")
    parcels.register(waybills=[waybill], **do)
    waiting = Parcel.objects.get(number=waybill.number)
    parcels.decide(parcel=waiting, division=Division.objects.get(name="廊田镇"), **do)
    file = io.BytesIO("单,送哪\n773000000000002,乐昌市\n".encode())
    batch = imports.upload(sheet=SHEETS["parcels.OTHER"], file=file, filename="对账.csv", **do)
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    return [batch]


def _batch(people, now):
    """A workbook with an error, of the bureau."""
    book = openpyxl.Workbook()
    for row in (("场次编号", "姓名", "手机号"), ("PX-404", "学员甲", "13800000001")):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    batch = imports.upload(
        sheet=SHEETS["training.roster"], file=file, filename="签到表.xlsx", by=people.bureau, at=now
    )
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    return batch


def _performance(people, now):
    do = {"by": people.bureau, "at": now}
    target = performance.seal_target(
        indicator_code="ATTENDANCES_GENERAL",
        value=Decimal(10),
        period_end=date(2023, 12, 31),
        by=people.bureau,
        at=datetime(2022, 1, 5, tzinfo=UTC),
    )
    snapshot = freeze(people, now)
    checked = performance.take_in_report(
        file=io.BytesIO("尾款500万元，已支付193.6万元，支付进度38.8%。".encode()),
        filename="自评报告.txt",
        **do,
    )
    return [target, snapshot, performance.draft_report(snapshot=snapshot, **do), checked]


def kinds_without_a_sample(furnished):
    """Kinds of record with a page of which the county has none."""
    return {kind.code for kind in RECORD_KINDS.values() if kind.page and kind.model is not Assessment} - set(
        furnished
    )
