"""What each role sees and does on the pages, in both languages, and through the API."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cuntong.apps.accounts.roles import Role
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places import pages, queries
from cuntong.apps.places.models import County, Division, Station

from .conftest import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db
LISTS = ("stations", "coverage", "map", "findings", "divisions", "county")


@pytest.fixture
def visit(client):
    """Asks for a page by name as somebody: `visit(person, "station", pk)`; `post=` sends a form."""

    def visited(person, name, *args, language="zh-hans", post=None, **query):
        client.force_login(person)
        address = reverse(f"places:{name}", args=args)
        head = {"Accept-Language": language}
        if post is None:
            return client.get(address, query, headers=head)
        return client.post(address, post, headers=head)

    return visited


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# --- Every page, every role, both languages ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_shown_empty_and_full(visit, people, name, language, request):
    assert text(visit(people.auditor, name, language=language))
    request.getfixturevalue("operating")(longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    assert text(visit(people.auditor, name, language=language))
    assert text(visit(people.bureau, name, language=language))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PUBLIC])
def test_who_reads_places_opens_every_page_of_their_own(visit, people, operating, role):
    station = operating(longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    person = people.by_role[role]
    for name in LISTS:
        assert visit(person, name).status_code == 200, name
    assert visit(person, "station", station.pk).status_code == 200
    assert visit(person, "event", station.events.first().pk).status_code == 200
    assert visit(person, "division", TOWNSHIP).status_code == 200


def test_the_public_sees_none_of_it(visit, people, operating):
    station = operating()
    for name in LISTS:
        assert visit(people.public, name).status_code == 403
    assert visit(people.public, "station", station.pk).status_code == 403


def test_a_keeper_opens_no_other_station(visit, people, operating):
    far = operating(division="440281104201", name="外村示例点")
    assert visit(people.keeper, "station", far.pk).status_code == 404
    assert visit(people.keeper, "event", far.events.first().pk).status_code == 404
    for name in ("stations", "map", "findings"):
        assert "外村示例点" not in text(visit(people.keeper, name))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.BUREAU])
def test_only_the_bureau_has_the_forms(visit, people, operating, role):
    station = operating()
    person = people.by_role[role]
    assert visit(person, "station-new").status_code == 403
    assert visit(person, "station-correct", station.pk).status_code == 403
    assert visit(person, "event-new", station.pk).status_code == 403
    assert visit(person, "event-annul", station.events.last().pk).status_code == 403
    if role != Role.PUBLIC:
        assert "登记事件" not in text(visit(person, "station", station.pk))
        visit(person, "county", post={"code": COUNTY, "name": "别处", "project_start_date": "2021-07-01"})
        assert queries.county().name == "乐昌市"


# --- Lists -------------------------------------------------------------------------------------------------------


def names(response):
    return [row.cells[0][1] for row in response.context["listing"].rows]


def test_the_list_filters_by_state_level_township_and_proof(visit, people, operating, register, live, now):
    open_ = operating(name="甲")
    live(register(division=OTHER_VILLAGE, name="乙"), APPLIED="2022-03-10")
    register("TOWNSHIP", TOWNSHIP, name="丙")
    operating(division="440281104201", name="丁")
    for event in open_.events.filter(state__in=("BUILT", "ACCEPTED")):
        document = evidence.upload(
            file=ContentFile(str(event.pk).encode()), filename="a.txt", by=people.bureau, at=now
        )
        evidence.attach(
            document=document,
            record_kind="places.station_event",
            record_id=event.pk,
            by=people.bureau,
            at=now,
        )

    def shown(**query):
        found = visit(people.bureau, "stations", **query).context["listing"].rows
        return {
            station for station in "甲乙丙丁" if any(f">{station}<" in str(row.cells[0][1]) for row in found)
        }

    assert shown() == set("甲乙丙丁")
    assert shown(state="OPERATING") == set("甲丁")
    assert shown(state="APPLIED") == set("乙")
    assert shown(state="NONE") == set("丙")
    assert shown(level="TOWNSHIP") == set("丙")
    assert shown(township=TOWNSHIP) == set("甲乙丙")
    assert shown(evidence="MISSING") == set("丁")
    assert shown(evidence="COMPLETE") == set("甲乙丙")
    assert shown(q="440281104201") == set("丁")


def test_the_list_sums_the_area_and_exports_what_is_shown(visit, people, operating, register):
    operating(area_m2=Decimal("25.50"), name="甲")
    register(division=OTHER_VILLAGE, area_m2=Decimal(10), name="乙")
    assert "35.50" in text(visit(people.bureau, "stations"))
    export = visit(people.bureau, "stations", export="xlsx", state="OPERATING")
    cells = [
        str(c.value) for row in load_workbook(io.BytesIO(export.content)).active.iter_rows() for c in row
    ]
    assert "甲" in cells
    assert "乙" not in cells
    assert VILLAGE in cells
    assert "运营中" in cells


@pytest.mark.parametrize("name", ["stations", "map", "findings"])
def test_more_stations_ask_no_more_of_the_database(visit, people, operating, name):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            visit(people.bureau, name)
        return len(captured)

    place = {"longitude": Decimal("113.37"), "latitude": Decimal("25.35")}
    operating(**place)
    asked()  # signs in
    few = asked()
    for number in range(202, 210):
        operating(division=f"440281103{number}", **place)
    assert asked() == few


def test_coverage_shows_its_denominators_and_earlier_days(visit, people, operating):
    operating()
    now_ = text(visit(people.bureau, "coverage"))
    assert "0.52" in now_
    assert "194 个行政村中的 1 个" in now_
    assert "17 个乡镇中的 0 个" in now_
    before = visit(people.bureau, "coverage", as_of="2022-09-30")
    assert "194 个行政村中的 0 个" in text(before)
    assert before.context["as_of"] == date(2022, 9, 30)
    assert visit(people.bureau, "coverage", as_of="1999-01-01").context["as_of"] > date(2024, 1, 1)


def test_coverage_is_exported_as_of_its_day(visit, people, operating):
    operating()
    export = visit(people.bureau, "coverage", export="xlsx", as_of="2022-12-31")
    rows = list(load_workbook(io.BytesIO(export.content)).active.iter_rows(values_only=True))
    assert "2022-12-31" in str(rows[:3])
    assert next(row for row in rows if row[0] == "九峰镇")[2:5] == (12, 1, 1)


def test_the_map_says_what_it_cannot_draw(visit, people, operating, register):
    operating(longitude=Decimal("113.37"), latitude=Decimal("25.35"), name="甲")
    register(division=OTHER_VILLAGE, name="乙")
    shown = visit(people.bureau, "map")
    assert [marker.name for marker in shown.context["map"].markers] == ["甲 (村级点)"]
    assert shown.context["unplaced"] == 1
    assert "1 个站点没有位置" in text(shown)
    assert "以列表查看这 2 个站点" in text(shown)
    assert [m.name for m in visit(people.bureau, "map", state="NONE").context["map"].markers] == []
    assert visit(people.bureau, "map", state="DREAMT").context["form"].problems


def test_what_is_planned_is_drawn_hollow(visit, people, register, live):
    live(register(longitude=Decimal("113.37"), latitude=Decimal("25.35")), APPLIED="2022-03-10")
    assert visit(people.bureau, "map").context["map"].markers[0].state.mark == "planned"


def test_findings_are_grouped_and_none_is_lost(visit, people, operating, register):
    for number in range(201, 212):
        operating(division=f"440281103{number}")
        operating(division=f"440281104{number}")
    groups = visit(people.bureau, "findings").context["groups"]
    built = next(group for group in groups if group["title"] == "已建成但无佐证")
    assert (built["count"], len(built["findings"]), len(built["more"])) == (22, 20, 2)


# --- A station ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_station_shows_life_proof_and_findings(visit, people, operating, now, language):
    station = operating(longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    built = station.events.get(state="BUILT")
    document = evidence.upload(file=ContentFile(b"x"), filename="验收表.txt", by=people.bureau, at=now)
    evidence.attach(
        document=document, record_kind="places.station_event", record_id=built.pk, by=people.bureau, at=now
    )
    page = visit(people.bureau, "station", station.pk, language=language)
    assert "验收表.txt" in text(page)
    assert [event.proof_needed for event in page.context["events"]] == [False, False, True, True, False]
    assert [f.check for f in page.context["findings"]] == ["ACCEPTED_WITHOUT_EVIDENCE"]
    assert "验收表.txt" not in text(visit(people.hub, "station", station.pk))


def test_an_annulled_event_stays_in_sight(visit, people, operating):
    station = operating()
    event = station.events.get(state="OPERATING")
    answer = visit(people.bureau, "event-annul", event.pk, post={"reason": "示例：日期有误"})
    assert answer.status_code == 302
    assert "示例：日期有误" in text(visit(people.bureau, "station", station.pk))
    assert "示例：日期有误" in text(visit(people.bureau, "event", event.pk))
    again = visit(people.bureau, "event-annul", event.pk, post={"reason": "再次"})
    assert "已经作废" in text(again)


def test_registering_and_recording_by_the_forms(visit, people, county):
    form = {
        "code": "LC-1", "name": "示例点", "level": "VILLAGE", "division": VILLAGE, "area_m2": "12.5",
        "longitude": "113.37", "latitude": "25.35", "position_source": "MEASURED",
    }  # fmt: skip
    answer = visit(people.bureau, "station-new", post=form)
    station = Station.objects.get(code="LC-1")
    assert answer.url == station.get_absolute_url()
    assert station.area_m2 == Decimal("12.50")
    answer = visit(
        people.bureau, "event-new", station.pk, post={"state": "BUILT", "event_date": "2022-08-20"}
    )
    assert answer.url == reverse("places:event", args=[station.events.get().pk])
    wrong = visit(
        people.bureau, "event-new", station.pk, post={"state": "ACCEPTED", "event_date": "2022-08-01"}
    )
    assert "event_date" in wrong.context["form"].errors
    shown = visit(people.bureau, "event-new", station.pk)
    assert "2022-08-20 起已建成" in text(shown)
    assert shown.context["form"]["state"].value() == "ACCEPTED"


def test_a_form_says_what_is_wrong_at_its_field(visit, people, operating):
    operating(code="LC-1")
    form = {
        "code": "LC-1",
        "name": "示例点",
        "level": "VILLAGE",
        "division": VILLAGE,
        "longitude": "25",
        "latitude": "113",
    }
    errors = visit(people.bureau, "station-new", post=form).context["form"].errors
    assert set(errors) == {"code", "division", "longitude"}
    assert (
        visit(people.bureau, "station-new", post=form | {"division": "999"})
        .context["form"]
        .errors["division"]
    )


def test_correcting_by_the_form(visit, people, operating):
    station = operating(area_m2=Decimal(25))
    shown = visit(people.bureau, "station-correct", station.pk).context["form"]
    assert shown["area_m2"].value() == Decimal("25.00")
    form = {"name": "新示例点", "division": VILLAGE, "area_m2": "26"}
    assert visit(people.bureau, "station-correct", station.pk, post=form).status_code == 302
    station.refresh_from_db()
    assert (station.name, station.area_m2) == ("新示例点", Decimal(26))


def test_the_county_is_set_by_the_form(visit, people):
    form = {"code": COUNTY, "name": "示例县", "project_start_date": "2021-07-01", "synthetic": "on"}
    assert visit(people.bureau, "county", post=form).status_code == 302
    assert County.objects.get().synthetic
    form["code"] = VILLAGE
    assert "code" in visit(people.bureau, "county", post=form).context["form"].errors
    assert County.objects.get().code == COUNTY


def test_a_division_shows_what_stands_in_it(visit, people, operating):
    operating(name="甲")
    assert "甲" in text(visit(people.bureau, "division", TOWNSHIP))
    assert "甲" in text(visit(people.bureau, "division", COUNTY))
    assert visit(people.bureau, "division", "440281103999").status_code == 404


def test_every_page_names_the_right_it_needs():
    for name in pages.__all__:
        assert getattr(pages, name).needs_right.endswith("_PLACES")


# --- API ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def ask(client):
    def asked(person, path, **query):
        client.force_login(person)
        return client.get(f"/api/places/{path}", query)

    return asked


def test_the_api_lists_what_the_person_sees(ask, people, operating):
    operating(longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    operating(division="440281104201")
    assert ask(people.auditor, "stations").json()["count"] == 2
    seen = ask(people.keeper, "stations").json()["items"]
    assert [(one["division_id"], one["state"], one["unproven"]) for one in seen] == [
        (VILLAGE, "OPERATING", True)
    ]
    assert ask(people.public, "stations").status_code == 403
    assert (
        ask(people.auditor, "stations", township=TOWNSHIP, level="VILLAGE", state="OPERATING").json()["count"]
        == 1
    )
    assert ask(people.auditor, "stations", state="OPERATING", as_of="2022-09-30").json()["count"] == 0
    assert ask(people.auditor, "stations", state="DREAMT").status_code == 422


def test_the_api_gives_points_divisions_and_coverage(ask, people, operating):
    operating(longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    operating(division=OTHER_VILLAGE)
    features = ask(people.auditor, "stations.geojson").json()["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[113.37, 25.35]]
    assert ask(people.auditor, "divisions", kind="ADMINISTRATIVE_VILLAGE").json()["count"] == 194
    reached = ask(people.auditor, "coverage", as_of="2023-12-31").json()
    assert (reached["villages"], reached["villages_operating"], reached["townships"]) == (194, 2, 17)
    for path in ("divisions", "coverage", "stations.geojson"):
        assert ask(people.public, path, as_of="2023-12-31").status_code == 403
    assert Division.objects.count() == 247
