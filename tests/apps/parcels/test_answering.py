"""A person's answer: remembered, applied to all that are alike, outranking what the text says, taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.apps.parcels.intake import LANGTIAN, LANGTIAN_TOWN, commit, messages, upload, xlsx

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.models import AddressMemory, Decision, Parcel, PlaceName, WaitingLandmark
from cuntong.apps.parcels.operations import Waybill
from cuntong.apps.places.models import Division

pytestmark = pytest.mark.django_db
MILL = "广东省韶关市乐昌市廊田镇示例竹器厂{}号"


@pytest.fixture
def stations(operating):
    return operating("TOWNSHIP", LANGTIAN_TOWN), operating("VILLAGE", LANGTIAN)


@pytest.fixture
def langtian(stations):
    return Division.objects.get(pk=LANGTIAN)


@pytest.fixture
def announce(people, now, stations):
    """Registers a parcel with an address and returns it."""
    count = iter(range(1_000))

    def announced(address, **more):
        number = f"7732770{next(count):08}"
        waybill = Waybill(carrier="STO", number=number, address=address, **more)
        operations.register(waybills=[waybill], by=people.hub, at=now)
        return Parcel.objects.get(number=number)

    return announced


def fresh(*parcels):
    return [Parcel.objects.get(pk=parcel.pk) for parcel in parcels]


def test_an_answer_settles_the_parcel_and_all_waiting_ones_that_are_alike(people, now, announce, langtian):
    one, two, three = (announce(MILL.format(house)) for house in (1, 2, 3))
    other = announce("广东省韶关市乐昌市廊田镇示例木器厂1号")
    assert {parcel.resolution for parcel in (one, two, three, other)} == {"REVIEW"}
    decision = operations.decide(parcel=one, division=langtian, by=people.hub, at=now)
    one, two, three, other = fresh(one, two, three, other)
    assert (one.resolution, one.division, one.station.level) == ("PERSON", langtian, "VILLAGE")
    assert [(p.resolution, p.division) for p in (two, three)] == [("AUTO", langtian)] * 2
    assert "记" in str(two.reasons) or "更正" in str(two.reasons)
    assert other.resolution == "REVIEW"
    assert decision.settled.count() == 3


def test_what_was_answered_once_is_known_at_the_next_import(people, now, announce, langtian):
    operations.decide(parcel=announce(MILL.format(1)), division=langtian, by=people.hub, at=now)
    assert announce(MILL.format(9)).division == langtian


def test_the_recipient_is_remembered_by_a_hash_alone(people, now, announce, langtian):
    person = {"recipient": "示例甲", "phone": "13800000001"}
    operations.decide(
        parcel=announce("广东省韶关市乐昌市", **person), division=langtian, by=people.hub, at=now
    )
    lesson = AddressMemory.objects.get(kind="RECIPIENT")
    assert "示例甲" not in lesson.name
    assert "13800000001" not in lesson.name
    assert announce("广东省韶关市乐昌市", **person).division == langtian
    masked = {"recipient": "示**", "phone": "138****0001"}
    assert announce("广东省韶关市乐昌市", **masked).resolution == "REVIEW"


def test_a_landmark_may_be_left_out_of_what_is_remembered(people, now, announce, langtian):
    parcel = announce(MILL.format(1))
    kinds = set(parcel.landmarks.values_list("kind", flat=True))
    operations.decide(parcel=parcel, division=langtian, forget=kinds, by=people.hub, at=now)
    assert not AddressMemory.objects.exists()
    assert announce(MILL.format(2)).resolution == "REVIEW"


def test_a_later_answer_outranks_an_earlier_one(people, now, announce, langtian):
    town_village = Division.objects.get(name="马屋村村民委员会")
    first = announce(MILL.format(1))
    operations.decide(parcel=first, division=langtian, by=people.hub, at=now)
    operations.decide(
        parcel=first, division=town_village, correcting=True, by=people.bureau, at=now + timedelta(days=1)
    )
    assert announce(MILL.format(2)).division == town_village


def test_taking_back_lets_all_wait_again_and_unlearns(people, now, announce, langtian):
    one, two = announce(MILL.format(1)), announce(MILL.format(2))
    landmarks = WaitingLandmark.objects.count()
    decision = operations.decide(parcel=one, division=langtian, by=people.hub, at=now)
    assert not WaitingLandmark.objects.exists()
    operations.take_back_decision(decision=decision, by=people.hub, at=now)
    assert [(p.resolution, p.division, p.station) for p in fresh(one, two)] == [("REVIEW", None, None)] * 2
    assert WaitingLandmark.objects.count() == landmarks
    assert set(AddressMemory.objects.values_list("count", flat=True)) <= {0}
    assert announce(MILL.format(3)).resolution == "REVIEW"
    with pytest.raises(ValidationError):
        operations.take_back_decision(decision=decision, by=people.hub, at=now)


def test_an_answer_under_a_later_one_is_not_taken_back(people, now, announce, langtian):
    parcel = announce(MILL.format(1))
    first = operations.decide(parcel=parcel, division=langtian, by=people.hub, at=now)
    operations.decide(parcel=parcel, division=langtian.parent, correcting=True, by=people.hub, at=now)
    with pytest.raises(ValidationError):
        operations.take_back_decision(decision=first, by=people.hub, at=now)


def test_two_people_cannot_answer_for_one_parcel(people, now, announce, langtian):
    parcel = announce(MILL.format(1))
    operations.decide(parcel=parcel, division=langtian, by=people.hub, at=now)
    with pytest.raises(ValidationError):
        operations.decide(parcel=parcel, division=langtian.parent, by=people.bureau, at=now)


def test_a_parcel_for_elsewhere_leaves_the_queue(people, now, announce):
    parcel = announce("乐昌市")
    operations.decide(parcel=parcel, elsewhere_code=operations.UNKNOWN_ELSEWHERE, by=people.hub, at=now)
    assert fresh(parcel)[0].resolution == "ELSEWHERE"
    assert not queries.waiting(people.hub).exists()


@pytest.mark.parametrize("answer", [{}, {"elsewhere_code": "余杭"}, {"division": "440281000000"}])
def test_an_answer_names_one_place_that_a_parcel_can_go_to(people, now, announce, answer):
    if "division" in answer:
        answer = {"division": Division.objects.get(pk=answer["division"])}
    with pytest.raises(ValidationError):
        operations.decide(parcel=announce("乐昌市"), by=people.hub, at=now, **answer)


def test_an_answer_is_one_trail_entry_without_personal_data(people, now, announce, langtian):
    parcel = announce(MILL.format(1), recipient="示例甲", phone="13800000001")
    operations.decide(parcel=parcel, division=langtian, by=people.hub, at=now)
    entry = TrailEntry.objects.get(verb="decide")
    assert LANGTIAN in entry.leaf
    assert "竹器厂" not in entry.leaf
    assert "示例甲" not in entry.leaf


def test_a_file_whose_parcels_were_answered_for_stays_until_the_answer_is_taken_back(
    people, now, stations, langtian
):
    batch = commit(
        upload(xlsx(("运单号", "收件地址"), ("773277027280336", "乐昌市")), people.hub, now), people.hub, now
    )
    operations.decide(parcel=Parcel.objects.get(), division=langtian, by=people.hub, at=now)
    with pytest.raises(UndoRefused):
        imports.undo(batch=batch, by=people.hub, at=now)


# --- Names -------------------------------------------------------------------------------------------------------


def test_a_name_leads_to_its_village_from_then_on_and_no_longer_once_withdrawn(
    people, now, announce, langtian
):
    assert announce("乐昌市廊田镇示例垄3号").resolution == "REVIEW"
    name = operations.add_place_name(name="示例垄", kind="HAMLET", division=langtian, by=people.hub, at=now)
    assert announce("乐昌市廊田镇示例垄4号").division == langtian
    assert operations.ask_again(by=people.hub, at=now) == 1
    operations.withdraw_place_name(place_name=name, by=people.hub, at=now)
    assert announce("乐昌市廊田镇示例垄5号").resolution == "REVIEW"


def test_a_keeper_names_places_of_their_own_village_only(people, now, county):
    own = Division.objects.get(pk="440281103201")
    operations.add_place_name(name="示例屋场", kind="POINT", division=own, by=people.keeper, at=now)
    with pytest.raises(PermissionDenied):
        operations.add_place_name(
            name="示例屋场", kind="POINT", division=own.parent, by=people.keeper, at=now
        )
    assert [name.name for name in queries.place_names_visible_to(people.keeper)] == ["示例屋场"]


@pytest.mark.parametrize("name", ["", "示", "  示 "])
def test_a_name_of_one_character_is_refused(people, now, langtian, name):
    with pytest.raises(ValidationError):
        operations.add_place_name(name=name, kind="ALIAS", division=langtian, by=people.hub, at=now)


def test_a_name_stands_once_for_a_place(people, now, langtian):
    do = {"name": "示例垄", "kind": "ALIAS", "division": langtian, "by": people.hub, "at": now}
    operations.add_place_name(**do)
    with pytest.raises(ValidationError):
        operations.add_place_name(**do)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceName.objects.create(
            name="示例垄", kind="ALIAS", division=langtian, added_by=people.hub, added_at=now
        )


def test_names_come_by_a_sheet_and_are_taken_back(people, now, stations):
    rows = [("示例垄", "自然村", "廊田镇", "马屋村"), ("示例墟", "别名或旧名", "廊田镇", "")]
    header = ("地名", "类别", "乡镇", "行政村")
    wrong = upload(
        xlsx(header, ("示例垄", "自然村", "廊田镇", "没有村")), people.hub, now, carrier="place_names"
    )
    assert messages(wrong) == [(2, "本县没有这个乡镇或村；请核对，并写明它所在的乡镇")]
    batch = commit(upload(xlsx(header, *rows), people.hub, now, carrier="place_names"), people.hub, now)
    assert set(PlaceName.objects.values_list("name", "division__name")) == {
        ("示例垄", "马屋村村民委员会"),
        ("示例墟", "廊田镇"),
    }
    imports.undo(batch=batch, by=people.hub, at=now)
    assert not PlaceName.objects.exists()


# --- Rules of the tables -----------------------------------------------------------------------------------------


def test_the_database_refuses_what_cannot_be(people, now, announce, langtian):
    parcel = announce("乐昌市")
    lesson = {"kind": "ROAD", "name": "示例路", "division": langtian, "source": "EXPLICIT", "author": people.hub,
              "count": 1, "last_seen_at": now}  # fmt: skip
    wrong = [
        (Decision, {"parcel": parcel, "decided_by": people.hub, "decided_at": now}),
        (Decision, {"parcel": parcel, "division": langtian, "elsewhere_code": "330110000000",
                    "decided_by": people.hub, "decided_at": now}),
        (Decision, {"parcel": parcel, "division": langtian, "decided_by": people.hub, "decided_at": now,
                    "taken_back_at": now}),
        (AddressMemory, lesson | {"county_code": "330110"}),
        (AddressMemory, lesson | {"county_code": "440281", "kind": "MOON"}),
        (AddressMemory, lesson | {"county_code": "440281", "source": "GUESS"}),
        (AddressMemory, lesson | {"county_code": "440281", "name": ""}),
        (PlaceName, {"name": "示例", "kind": "X", "division": langtian, "added_by": people.hub, "added_at": now}),
        (PlaceName, {"name": "", "kind": "ALIAS", "division": langtian, "added_by": people.hub, "added_at": now}),
        (PlaceName, {"name": "示例", "kind": "ALIAS", "division": langtian, "added_by": people.hub,
                     "added_at": now, "withdrawn_at": now}),
    ]  # fmt: skip
    for model, row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**row)


# --- Pages -------------------------------------------------------------------------------------------------------


def test_the_queue_shows_one_parcel_after_the_other_and_says_what_else_was_resolved(
    client, people, now, announce
):
    one, two = announce(MILL.format(1)), announce(MILL.format(2))
    client.force_login(people.hub)
    page = client.get(reverse("parcels:review")).content.decode()
    assert one.number in page
    assert "示例竹器厂" in page
    later = client.get(reverse("parcels:review"), {"after": one.pk}).content.decode()
    assert two.number in later
    said = client.post(reverse("parcels:decide", args=[one.pk]), {"choice": LANGTIAN}, follow=True)
    assert "另有 1 件一并解决" in said.content.decode()
    assert "没有待判断的地址" in said.content.decode()
    decision = Decision.objects.get()
    client.post(reverse("parcels:take-back", args=[decision.pk]))
    assert queries.waiting(people.hub).count() == 2


def test_an_answer_without_a_choice_is_told_and_nothing_changes(client, people, now, announce):
    parcel = announce("乐昌市")
    client.force_login(people.hub)
    said = client.post(reverse("parcels:decide", args=[parcel.pk]), {"choice": "x"}, follow=True)
    assert "请选择本县的村或乡镇" in said.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["hub", "review", "names", "name-new"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_open_in_both_languages(client, people, now, announce, name, language):
    announce("乐昌市")
    client.force_login(people.hub)
    assert client.get(reverse(f"parcels:{name}"), headers={"accept-language": language}).status_code == 200


def test_the_hub_counts_todays_parcels_by_carrier(client, people, stations):
    at = timezone.now()
    waybills = [
        Waybill(carrier="STO", number="773277027280001", address="乐昌市廊田镇廊田村1号"),
        Waybill(carrier="STO", number="773277027280002", address="浙江省杭州市余杭区五常街道荆长路1号"),
        Waybill(carrier="JT", number="JT0000000000001", address="乐昌市"),
    ]
    operations.register(waybills=waybills, by=people.hub, at=at)
    jt, sto = sorted(queries.carriers_on(people.hub, timezone.localdate(at)), key=lambda day: day.carrier)
    assert (sto.parcels, sto.placed, sto.elsewhere, sto.waiting, str(sto.percent)) == (2, 1, 1, 0, "100.0")
    assert (jt.parcels, jt.waiting, str(jt.percent)) == (1, 1, "0.0")
    client.force_login(people.hub)
    page = client.get(reverse("parcels:hub")).content.decode()
    assert "申通快递" in page
    assert "66.7" in page


def test_a_reader_without_the_right_sees_counts_and_no_queue(client, people, now, announce):
    announce("乐昌市")
    client.force_login(people.auditor)
    assert reverse("parcels:review") not in client.get(reverse("parcels:hub")).content.decode()
    assert client.get(reverse("parcels:review")).status_code == 403
