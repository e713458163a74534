"""A county in which every kind of record stands once, so that every door leads somewhere."""

import io
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from tests.apps.funds.conftest import Office
from tests.apps.inspections.visiting import Rounds
from tests.apps.performance.conftest import freeze, small_county  # noqa: F401

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.kinds import RECORD_KINDS, code_of
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.inspections import operations as inspections
from cuntong.apps.inspections.frames import FRAMES
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.market import operations as market
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.performance import operations as performance
from cuntong.apps.performance.models import Assessment
from cuntong.apps.phone import operations as phone
from cuntong.apps.phone.kinds import SentEntry
from cuntong.apps.places import operations as places
from cuntong.apps.places.models import Division, Station, StationEvent
from cuntong.apps.routes import operations as routes
from cuntong.apps.routes.models import DayPlan, Study, Trip
from cuntong.apps.services import operations as services
from cuntong.apps.services.kinds import Deed
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
        *_services(people, now),
        *_machines(people, now),
        *_intake(people, now),
        *_routes(people, now),
        _batch(people, now),
        people.keeper,
        *_inspections(people, now),
        *_performance(people, now),
        *_phones(people, now),
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


def _services(people, now):
    station = Station.objects.get(code="ZD-1")
    do = {"station": station, "by": people.bureau, "at": now}
    group = services.open_group_order(
        open_id=uuid.UUID(int=31), goods="鸡蛋", leader="示例团长", price_yuan=Decimal("28.50"),
        cut_off_at=now + timedelta(days=1), pick_up_date=now.date() + timedelta(days=3), made_at=now, **do
    )  # fmt: skip
    deed = Deed("AGENCY_BUYING", Decimal("58.00"), subject="大米", paid_by="LATER")
    entry = services.record_entry(entry_id=uuid.UUID(int=32), deed=deed, made_at=now, **do)
    closed = services.close_day(
        close_id=uuid.UUID(int=33),
        day=now.date() - timedelta(days=1),
        counts={},
        reason="",
        made_at=now,
        **do,
    )
    services.offer_service(kind="BILL_PAYMENT", from_date=now.date(), **do)
    return [group, entry, closed]


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


def _inspections(people, now):
    """A visit with its problem and grade, another that waits, a drawn list of trainees, and a keeper who is replaced."""
    do = {"made_at": now, "by": people.bureau, "at": now}
    station = Station.objects.get(code="ZD-1")
    rounds = Rounds(people, now)
    problem = rounds.finished(station, inspector=people.bureau, FIRE_SAFE="NO").problems.get()
    assessment = inspections.assess(
        entry_id=uuid.UUID(int=21), title="示例考核", from_date=now.date(), to_date=now.date(), **do
    )
    strata = {unit.stratum for unit in FRAMES["TRAINEES"].units_on(now.date())}
    draw = inspections.draw_sample(
        entry_id=uuid.UUID(int=22), frame="TRAINEES", size=len(strata), title="示例回访", **do
    )
    replacement = inspections.begin_replacement(
        entry_id=uuid.UUID(int=23),
        station=station,
        kind="KEEPER",
        reason="示例",
        new_keeper=people.keeper,
        **do,
    )
    waiting = rounds.planned(station, inspector=people.bureau)
    return [waiting, problem, assessment, assessment.grades.get(), draw, replacement]


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


def _phones(people, now):
    """The keeper's phone, and an entry from it that nobody could accept."""
    handset = phone.register_handset(
        handset_id=uuid.UUID(int=41), name="示例手机", session_key="", by=people.keeper, at=now
    )
    sent = SentEntry(uuid.UUID(int=42), "unheard.of", now, {})
    phone.accept_entries(handset=handset, entries=[sent], clock=now, waiting=0, by=people.keeper, at=now)
    return [handset, handset.entries.get()]


def _routes(people, now):
    """A vehicle with its driver on a route, a day that is planned, a trip, and what the carrier of the parcel owes."""
    do = {"by": people.bureau, "at": now}
    vehicle = routes.register_vehicle(
        plate="示F0001",
        kind="VAN",
        capacity_kg=Decimal(800),
        capacity_litres=Decimal(3500),
        capacity_pieces=200,
        shift_from=time(8),
        shift_to=time(18),
        **do,
    )
    driver = routes.register_driver(name="示例司机", user=people.driver, usual_vehicle=vehicle, **do)
    station = Station.objects.get(code="ZD-1")
    route = routes.plan_route(code="L1", name="示例线", planned_date=now.date(), stations=[station], **do)
    asked = {"problem": {"centre": {}, "stops": [], "vehicles": []}, "problem_sha256": "0" * 64}
    plan = DayPlan.objects.create(
        plan_date=now.date(), distance_source="ESTIMATE", planned_by=people.bureau, planned_at=now, **asked
    )
    trip = Trip.objects.create(
        plan=plan,
        trip_date=now.date(),
        vehicle=vehicle,
        driver=driver,
        departs_at=now,
        returns_at=now,
        planned_km=1,
        planned_yuan=1,
        loaded_kg=1,
        load_factor=1,
    )
    study = Study.objects.create(
        kind="POOLING", study_date=now.date(), asked_by=people.bureau, asked_at=now, **asked
    )
    contract = routes.sign_price_contract(
        carrier="YTO",
        number="示例协议",
        from_date=now.date(),
        prices=[routes.AgreedPrice("DOWN", "TOWNSHIP", Decimal(1))],
        **do,
    )
    statement = routes.issue_statement(carrier="YTO", from_date=now.date(), to_date=now.date(), **do)
    dispute = routes.open_dispute(line=statement.lines.get(), reason="示例异议", **do)
    baseline = routes.record_baseline(
        from_date=date(2021, 1, 1),
        to_date=date(2021, 6, 30),
        parcel_count=10,
        cost_yuan=Decimal(40),
        source="示例台账",
        **do,
    )
    return [vehicle, driver, route, plan, trip, study, contract, statement, dispute, baseline]


def kinds_without_a_sample(furnished):
    """Kinds of record with a page of which the county has none."""
    return {kind.code for kind in RECORD_KINDS.values() if kind.page and kind.model is not Assessment} - set(
        furnished
    )
