"""Every page shows itself to whoever may see it, in both languages; a visit is made on the phone's pages from end to end."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.apps.inspections.visiting import picture, right_answers

from cuntong.apps.inspections import operations, queries
from cuntong.apps.inspections.models import Draw, Problem, Replacement, StationGrade, Visit
from cuntong.domain.sampling import repeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_there(rounds, station, people, another_keeper, now):
    """One of everything, so that every page has something to show."""
    said = {"made_at": now, "by": people.bureau, "at": now}
    draw = operations.draw_sample(entry_id=uuid4(), frame="STATIONS", size=1, title="示例抽查", **said)
    rounds.finished(station, FIRE_SAFE="NO", drawn=draw.units.get())
    later = said | {"at": now + timedelta(days=40)}
    operations.assess(
        entry_id=uuid4(), title="示例考核", from_date=now.date(), to_date=later["at"].date(), **later
    )
    return operations.begin_replacement(
        entry_id=uuid4(), station=station, kind="KEEPER", reason="示例", new_keeper=another_keeper, **said
    )


def _addresses() -> list[str]:
    names = ("visits", "problems", "draws", "assessments", "replacements")
    visit, problem, draw = Visit.objects.first(), Problem.objects.get(), Draw.objects.get()
    grade, replacement = StationGrade.objects.get(), Replacement.objects.get()
    return [
        *(reverse(f"inspections:{name}") for name in names),
        *(one.get_absolute_url() for one in (visit, problem, draw, grade, grade.assessment, replacement)),
        reverse("inspections:station-file", args=[visit.station_id]),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", ["bureau", "inspector", "keeper", "auditor"])
def test_every_page_shows_itself(client, people, all_there, role, language):
    client.force_login(getattr(people, role))
    for address in _addresses():
        page = client.get(address, headers={"accept-language": language})
        assert page.status_code == 200, address


@pytest.mark.parametrize("role", ["trainer", "driver", "hub"])
def test_whoever_does_not_read_inspections_sees_none(client, people, all_there, role):
    client.force_login(getattr(people, role))
    assert {client.get(address).status_code for address in _addresses()} == {403}


def test_the_forms_of_the_office_show_themselves(client, people, all_there, station):
    client.force_login(people.bureau)
    for name, *key in (
        ("visit-new",),
        ("draw-new",),
        ("assessment-new",),
        ("problem-new",),
        ("replacement-new", station.pk),
        ("draw-plan", Draw.objects.get().pk),
        ("problem-void", Problem.objects.get().pk),
        ("replacement-call-off", all_there.pk),
    ):
        assert client.get(reverse(f"inspections:{name}", args=key)).status_code == 200, name


def test_a_visit_on_the_phone_from_end_to_end(client, people, rounds, station, now):
    visit = rounds.planned(station)
    client.force_login(people.inspector)
    assert station.name in client.get(reverse("inspections:rounds")).content.decode()
    position = {"longitude": "113.3", "latitude": "25.1", "accuracy": "12", "measured_at": now.isoformat()}
    client.post(reverse("inspections:begin", args=[visit.pk]), {"entry_id": uuid4(), **position})
    visit.refresh_from_db()
    assert (visit.state, visit.distance_m) == ("BEGUN", 0)
    values = right_answers(visit) | {"SCREEN_WORKS": "NO"}
    address = reverse("inspections:part", args=[visit.pk])
    for dimension in queries.rules_of(visit).dimensions:
        asked = [one.code for one in queries.checklist_of(visit) if one.dimension == dimension.code]
        sent = {code: values[code] for code in asked} | {f"entry-{code}": uuid4() for code in asked}
        sent |= {f"seconds-{code}": "7" for code in asked}
        if "FRONT_PHOTO" in asked:
            shot = picture()
            shot.name = "front.png"
            sent |= {"photo-FRONT_PHOTO": shot, "photo-id-FRONT_PHOTO": uuid4()}
        page = client.post(f"{address}?part={dimension.code}", sent)
        assert page.status_code == 302
    assert page["Location"] == reverse("inspections:finish", args=[visit.pk])
    assert "电视不能用" in client.get(page["Location"]).content.decode()
    signed = "data:image/png;base64," + base64.b64encode(picture(1).getvalue()).decode()
    done = client.post(page["Location"], {"entry_id": uuid4(), "signature": signed})
    assert done["Location"] == visit.get_absolute_url()
    visit.refresh_from_db()
    assert (visit.state, visit.score) == ("FINISHED", 98)
    assert set(visit.answers.values_list("seconds", flat=True)) == {7}


def test_a_part_with_an_open_question_keeps_the_others_and_says_which(client, people, rounds, station):
    visit = rounds.begun(station)
    client.force_login(people.inspector)
    address = reverse("inspections:part", args=[visit.pk]) + "?part=SIGN"
    page = client.post(
        address, {"SIGN_WORDS": "YES", "entry-SIGN_WORDS": uuid4(), "entry-NOTICE_BOARD": uuid4()}
    )
    assert page.status_code == 200
    assert page.context["wrong"].keys() == {"NOTICE_BOARD"}
    assert set(queries.answers_of(visit)) == {"SIGN_WORDS"}
    client.post(
        address,
        {
            "SIGN_WORDS": "YES",
            "entry-SIGN_WORDS": uuid4(),
            "NOTICE_BOARD": "YES",
            "entry-NOTICE_BOARD": uuid4(),
        },
    )
    assert visit.answers.count() == 2


def test_an_end_without_signature_says_what_is_missing(client, people, rounds, station):
    visit = rounds.answered(station)
    client.force_login(people.inspector)
    page = client.post(
        reverse("inspections:finish", args=[visit.pk]), {"entry_id": uuid4(), "signature": "", "refusal": ""}
    )
    assert page.status_code == 200
    assert page.context["form"].errors
    page = client.post(
        reverse("inspections:finish", args=[visit.pk]), {"entry_id": uuid4(), "signature": "data:x"}
    )
    assert page.context["form"].errors["signature"]


def test_the_published_draw_can_be_repeated_and_the_page_repeats_it(client, people, all_there):
    client.force_login(people.auditor)
    draw = Draw.objects.get()
    document = json.loads(client.get(reverse("inspections:draw-published", args=[draw.pk])).content)
    assert repeat(document) == []
    page = client.post(draw.get_absolute_url(), follow=True)
    assert [one.level_tag for one in page.context["messages"]] == ["success"]


def test_the_score_sheet_adds_up(client, people, all_there):
    client.force_login(people.bureau)
    visit = Visit.objects.get()
    answer = client.get(reverse("inspections:score-sheet", args=[visit.pk]))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    import io

    import openpyxl

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    total = rows[-1]
    assert (total[2], total[4], total[5]) == (100, 2, 98)


def test_the_handover_is_led_through_on_its_page(client, people, all_there):
    client.force_login(people.bureau)
    page = all_there.get_absolute_url()
    assert not client.get(page).context["all_counted"]
    held = {"PARCELS_ON_SHELF": 0, "CASH_IN_DRAWER": 0, "EQUIPMENT": 9, "DATA_RIGHTS": 1}
    for item, number in held.items():
        client.post(
            reverse("inspections:replacement-count", args=[all_there.pk]),
            {"entry_id": uuid4(), "item": item, "counted": number},
        )
    assert client.get(page).context["all_counted"]
    client.post(reverse("inspections:replacement-release", args=[all_there.pk]), {"entry_id": uuid4()})
    all_there.refresh_from_db()
    assert all_there.state == "COUNTING"  # the signed sheet is missing


def test_the_list_of_problems_can_be_narrowed_and_taken_along(client, people, all_there):
    client.force_login(people.bureau)
    address = reverse("inspections:problems")
    assert client.get(address, {"stands": "late"}).context["listing"].row_count == 1
    assert client.get(address, {"stands": "CLOSED"}).context["listing"].row_count == 0
    assert client.get(address, {"export": "xlsx"})["Content-Type"].endswith("spreadsheetml.sheet")
