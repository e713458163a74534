"""Coverage, findings, facts and sight: what the county reads from its stations."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places import facts, operations, queries
from cuntong.apps.places.kinds import DivisionKind, State, Step, state_on
from cuntong.apps.places.models import Division, Station, StationEvent

from .conftest import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db
YEAR_END = date(2023, 12, 31)


def prove(record, kind, people, now, name="示例验收表.txt"):
    document = evidence.upload(file=ContentFile(name.encode()), filename=name, by=people.bureau, at=now)
    evidence.attach(document=document, record_kind=kind, record_id=record.pk, by=people.bureau, at=now)


def prove_all(station, people, now):
    for event in station.events.filter(state__in=("BUILT", "ACCEPTED")):
        prove(event, "places.station_event", people, now, f"{station.code} {event.state}.txt")


# --- Coverage ----------------------------------------------------------------------------------------------------


def test_coverage_counts_villages_with_an_operating_point(operating, register, live, people):
    operating()
    live(register(division=OTHER_VILLAGE), BUILT="2022-08-20")
    operating("TOWNSHIP", TOWNSHIP)
    reached = queries.coverage(people.bureau, YEAR_END)
    total = reached.total
    assert (reached.townships, reached.townships_served) == (17, 1)
    assert (total.villages, total.built, total.operating) == (194, 2, 1)
    assert total.percent == Decimal("0.52")
    assert queries.coverage(people.bureau, date(2022, 9, 30)).total.operating == 0


def test_the_published_coverage(county, people, now):
    """101 village points over 194 administrative villages is 52.06 %, and 17 of 17 townships."""
    villages = Division.objects.filter(kind=DivisionKind.ADMINISTRATIVE_VILLAGE)[:101]
    townships = Division.objects.filter(kind=DivisionKind.TOWNSHIP)
    for level, places in (("VILLAGE", villages), ("TOWNSHIP", townships)):
        for place in places:
            station = Station.objects.create(
                code=f"T-{place.pk}", name="示例站点", level=level, division=place
            )
            for state in ("BUILT", "OPERATING"):
                StationEvent.objects.create(
                    station=station,
                    state=state,
                    event_date=date(2023, 1, 1),
                    recorded_by=people.bureau,
                    recorded_at=now,
                )
    reached = queries.coverage(people.bureau, YEAR_END)
    assert reached.total.percent == Decimal("52.06")
    assert (reached.townships, reached.townships_served) == (17, 17)


def test_a_point_in_a_community_or_a_suspended_one_covers_no_village(operating, live, people):
    operating(division="440281103001")
    live(operating(), SUSPENDED="2023-06-01")
    total = queries.coverage(people.bureau, YEAR_END).total
    assert (total.built, total.operating) == (1, 0)


def test_without_villages_there_is_no_ratio(people):
    total = queries.coverage(people.bureau, YEAR_END).total
    assert (total.ratio, total.percent) == (None, None)


def test_coverage_agrees_with_counting_by_hand(county, people, now):
    """A plain count over every village, for lives drawn from a fixed seed."""
    dice = random.Random(20230814)
    lives = {}
    for village in Division.objects.filter(level="VILLAGE"):
        if dice.random() < 0.4:
            continue
        station = Station.objects.create(
            code=f"T-{village.pk}", name="示例站点", level="VILLAGE", division=village
        )
        states = [State.BUILT, State.ACCEPTED, State.OPERATING, State.SUSPENDED, State.WITHDRAWN]
        day = date(2022, 1, 1)
        lives[village.pk] = []
        for state in states[: dice.randint(0, 5)]:
            day += timedelta(days=dice.randint(1, 200))
            lives[village.pk].append(Step(state, day))
            StationEvent.objects.create(
                station=station, state=state, event_date=day, recorded_by=people.bureau, recorded_at=now
            )
    reached = queries.coverage(people.bureau, YEAR_END)
    for township in reached.rows:
        villages = Division.objects.filter(parent=township, kind=DivisionKind.ADMINISTRATIVE_VILLAGE)
        states = [state_on(lives.get(village.pk, []), YEAR_END) for village in villages]
        assert township.village_count == len(villages)
        assert township.operating_count == states.count(State.OPERATING)
        assert township.built_count == sum(
            s in (State.BUILT, State.ACCEPTED, State.OPERATING, State.SUSPENDED) for s in states
        )


# --- Sight -------------------------------------------------------------------------------------------------------


def test_a_keeper_sees_the_village_an_inspector_the_township_others_the_county(register, people):
    here, beside = register(), register(division=OTHER_VILLAGE)
    township, far = register("TOWNSHIP", TOWNSHIP), register(division="440281104201")
    seen = {role: set(queries.visible_to(person)) for role, person in people.by_role.items()}
    assert seen["STATION_KEEPER"] == {here}
    assert seen["INSPECTOR"] == {here, beside, township}
    for role in ("BUREAU", "FINANCE", "AUDITOR", "CONTRACTOR", "TRAINER", "HUB", "DRIVER"):
        assert seen[role] == {here, beside, township, far}
    assert seen["PUBLIC"] == set()
    assert not queries.divisions_visible_to(people.public).exists()


def test_events_and_coverage_are_seen_where_the_stations_are(operating, people):
    operating()
    operating(division="440281104201")
    assert queries.events_visible_to(people.keeper).count() == 5
    assert queries.events_visible_to(people.auditor).count() == 10
    reached = queries.coverage(people.keeper, YEAR_END)
    assert [(row.pk, row.village_count, row.operating_count) for row in reached.rows] == [(TOWNSHIP, 1, 1)]
    assert queries.coverage(people.inspector, YEAR_END).total.villages == 12


# --- Findings ----------------------------------------------------------------------------------------------------


def found(people, as_of=YEAR_END, person=None):
    return [(f.check, f.subject.pk) for f in queries.findings(person or people.inspector, as_of)]


def test_built_and_accepted_need_a_document(operating, people, now):
    operating("TOWNSHIP", TOWNSHIP)
    station = operating()
    prove_all(Station.objects.get(level="TOWNSHIP"), people, now)
    assert found(people) == [
        ("BUILT_WITHOUT_EVIDENCE", station.pk),
        ("ACCEPTED_WITHOUT_EVIDENCE", station.pk),
    ]
    assert found(people, date(2022, 9, 1)) == [("BUILT_WITHOUT_EVIDENCE", station.pk)]
    prove_all(station, people, now)
    assert found(people) == []
    link = evidence.EvidenceLink.objects.last()
    evidence.detach(link=link, by=people.bureau, at=now)
    assert len(found(people)) == 1


def test_a_document_of_the_station_proves_no_event(operating, people, now):
    station = operating()
    prove(station, "places.station", people, now)
    assert len([check for check, _ in found(people) if check.endswith("WITHOUT_EVIDENCE")]) == 2


def test_operating_without_acceptance(register, live, people):
    station = live(register(), BUILT="2022-08-20", OPERATING="2022-10-01")
    assert ("OPERATING_WITHOUT_ACCEPTANCE", station.pk) in found(people)
    assert ("OPERATING_WITHOUT_ACCEPTANCE", station.pk) not in found(people, date(2022, 9, 1))
    live(station, ACCEPTED="2022-11-01")
    assert ("OPERATING_WITHOUT_ACCEPTANCE", station.pk) not in found(people)


@pytest.mark.parametrize(
    ("area", "residents", "is_below"),
    [
        ("4.99", None, True),
        ("5", None, False),
        ("9.99", 500, True),
        ("9.99", 499, False),
        ("10", 500, False),
        (None, 900, False),
    ],
)
def test_the_area_a_village_point_needs(register, live, people, area, residents, is_below):
    station = live(register(area_m2=area and Decimal(area), residents=residents), BUILT="2022-08-20")
    assert (("AREA_BELOW_STANDARD", station.pk) in found(people)) == is_below


def test_the_finding_names_the_standard(register, live, people):
    live(register("TOWNSHIP", TOWNSHIP, area_m2=Decimal("85.50")), BUILT="2022-08-20")
    finding = next(f for f in queries.findings(people.bureau, YEAR_END) if f.check == "AREA_BELOW_STANDARD")
    assert "85.5" in str(finding.text)
    assert "100" in str(finding.text)
    assert "河北省" in str(finding.text)
    assert str(finding.subject) in str(finding.message)


def test_a_plan_has_no_area_to_fall_short_of(register, live, people):
    station = live(register(area_m2=Decimal(2)), APPLIED="2022-03-10")
    assert ("AREA_BELOW_STANDARD", station.pk) not in found(people)


def test_before_any_standard_nothing_falls_short(register, live, people):
    live(register(area_m2=Decimal(2)), BUILT="2015-08-20")
    assert not [check for check, _ in found(people, date(2016, 1, 1)) if check == "AREA_BELOW_STANDARD"]


def test_a_township_without_a_station(county, operating, live, people):
    missing = [f for f in queries.findings(people.bureau, YEAR_END) if f.check == "TOWNSHIP_WITHOUT_STATION"]
    assert len(missing) == 17
    station = operating("TOWNSHIP", TOWNSHIP)
    assert ("TOWNSHIP_WITHOUT_STATION", TOWNSHIP) not in found(people)
    live(station, WITHDRAWN="2023-06-01")
    assert ("TOWNSHIP_WITHOUT_STATION", TOWNSHIP) in found(people)


def test_what_is_found_about_one_station(operating, register, live, people):
    station = operating()
    operating(division=OTHER_VILLAGE)
    about = queries.findings(people.bureau, YEAR_END, only=station)
    assert {f.subject for f in about} == {station}


# --- Facts -------------------------------------------------------------------------------------------------------


def test_the_fact_tables(operating, register, people, now):
    centre, point = operating("CENTRE", COUNTY), operating()
    prove(point, "places.station", people, now)
    prove_all(point, people, now)
    tables = facts.export()
    assert tables["divisions"].num_rows == 247
    stations = {row["code"]: row for row in tables["stations"].to_pylist()}
    assert stations[centre.code]["township_code"] is None
    assert stations[point.code]["township_code"] == TOWNSHIP
    assert stations[point.code]["evidence_count"] == 1
    events = [row for row in tables["station_events"].to_pylist() if row["code"] == point.code]
    assert sorted((row["state"], row["evidence_count"]) for row in events) == [
        ("ACCEPTED", 1), ("APPLIED", 0), ("APPROVED", 0), ("BUILT", 1), ("OPERATING", 0),
    ]  # fmt: skip
    assert set(facts.WATERMARK_KINDS) == set(tables)


def test_annulled_events_are_no_facts(operating, people, now):
    station = operating()
    operations.annul_event(
        event=station.events.get(state="OPERATING"), reason="示例", by=people.bureau, at=now
    )
    assert "OPERATING" not in facts.export()["station_events"]["state"].to_pylist()


def test_divisions_without_a_township(county):
    rows = {row["code"]: row for row in facts.export()["divisions"].to_pylist()}
    assert rows[COUNTY]["township_code"] is None
    assert rows[TOWNSHIP]["township_code"] == TOWNSHIP
    assert rows[VILLAGE]["township_code"] == TOWNSHIP
