"""Entries of a phone are carried out once each, whatever happens to the answer, and nothing is dropped."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from PIL import Image

from cuntong.apps.parcels.models import HandOut, Parcel, PickupCode, ReservedNumber, Scan
from cuntong.apps.phone import operations, queries
from cuntong.apps.phone.kinds import EndReason, SentEntry
from cuntong.apps.phone.models import PhoneEntry

from .conftest import TAIL, entry, minutes, number_of

pytestmark = pytest.mark.django_db


def states(answers):
    return [one.state for one in answers]


def picture():
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "JPEG")
    return content.getvalue()


def test_a_parcels_day_comes_in_as_it_was_made_on_the_phone(send, coming, about, handset, network, people):
    coming(number_of(1))
    (number, *_rest) = operations.prepare_numbers(
        handset=handset, station=network.village, by=people.keeper, at=minutes(50)
    )
    answers = send(
        entry("parcels.receive", 60, **about()),
        entry("parcels.shelve", 61, **about(shelf=1, layer=2, reserved=number)),
        entry("parcels.hand_out", 90, **about(typed_code=f"A1-02-{number:04d}")),
        at=minutes(600),
    )
    assert states(answers) == ["DONE", "DONE", "DONE"]
    assert answers[1].answer == {"code": f"A1-02-{number:04d}"}
    done = HandOut.objects.get()
    assert done.handed_at == minutes(90)
    assert done.scan.occurred_at == minutes(90)
    assert Parcel.objects.get().state == "HANDED_OUT"
    assert PhoneEntry.objects.filter(received_at=minutes(600)).count() == 3


def test_an_entry_sent_again_is_answered_and_changes_nothing(send, coming, about):
    coming(number_of(1))
    received = entry("parcels.receive", **about())
    shelved = entry("parcels.shelve", 61, **about(shelf=1, layer=1))
    first = send(received, shelved)
    again = send(received, shelved, at=minutes(500))
    assert again == first
    assert PickupCode.objects.count() == 1
    assert Scan.objects.filter(kind="ARRIVED_VILLAGE").count() == 1


def test_other_content_under_a_known_id_is_a_conflict_that_a_person_sees(send, coming, about, people):
    coming(number_of(1))
    coming(number_of(2))
    key = uuid4()
    assert states(send(entry("parcels.receive", key=key, **about()))) == ["DONE"]
    other = entry("parcels.receive", key=key, **about(number_of(2)))
    (answer,) = send(other)
    assert (answer.id, answer.state) == (key, "CONFLICT")
    assert send(other) == [answer]
    (kept,) = queries.open_entries(queries.entries_visible_to(people.hub))
    assert kept.contradicts_id == key
    assert answer.answer == {"kept": str(kept.pk)}
    assert queries.told_body(kept)["number"] == number_of(2)
    assert Parcel.objects.get(number=number_of(2)).state == "ON_THE_WAY"


def test_one_bad_entry_loses_no_other(send, coming, about, network):
    coming(number_of(1))
    coming(number_of(2))
    answers = send(
        entry("parcels.receive", **about()),
        entry("parcels.hand_out", **about(number_of(9), typed_code="1")),
        entry("parcels.receive", station=network.other_village.pk, number=number_of(2), carrier="YTO"),
        entry("parcels.receive", nonsense=True),
        entry("unheard.of", **about()),
        entry("parcels.receive", **about(number_of(2))),
    )
    assert states(answers) == ["DONE", "CONFLICT", "REFUSED", "REFUSED", "REFUSED", "DONE"]
    assert all(one.reason for one in answers[1:5])
    assert not any(one.reason for one in (answers[0], answers[5]))


def test_a_parcel_that_nobody_announced_waits_for_its_carrier(send, about):
    (answer,) = send(entry("parcels.receive", **about(number_of(77))))
    assert answer.state == "DONE"
    assert answer.answer["aside"]
    assert Scan.objects.get().number == number_of(77)


def test_without_the_code_the_picture_comes_first(send, coming, about, handset, people):
    coming(number_of(1))
    photo_id = uuid4()
    hand = entry("parcels.hand_out", 70, **about(phone_tail=TAIL, vouched=True, photo=str(photo_id)))
    assert states(send(entry("parcels.receive", **about()), hand)) == ["DONE", "LATER"]
    assert not PhoneEntry.objects.filter(pk=hand.id).exists()
    kept = [
        operations.keep_photo(
            photo_id=photo_id, content=picture(), handset=handset, by=people.keeper, at=minutes(121)
        )
        for _twice in range(2)
    ]
    assert kept[0].document_id == kept[1].document_id
    assert states(send(hand)) == ["DONE"]
    assert HandOut.objects.get().document == kept[0].document
    with pytest.raises(ValidationError):
        operations.keep_photo(
            photo_id=photo_id, content=picture() + b"x", handset=handset, by=people.keeper, at=minutes(122)
        )


def test_a_file_that_is_no_picture_is_not_kept(handset, people):
    with pytest.raises(ValidationError):
        operations.keep_photo(
            photo_id=uuid4(), content=b"%PDF-1.7 ...", handset=handset, by=people.keeper, at=minutes(1)
        )


def test_a_count_that_differs_is_a_conflict_and_receives_nothing(send, coming, network):
    coming(number_of(1))
    coming(number_of(2))
    (answer,) = send(entry("parcels.receive_count", station=network.village.pk, counted=3))
    assert answer.state == "CONFLICT"
    (answer,) = send(entry("parcels.receive_count", station=network.village.pk, counted=2))
    assert (answer.state, answer.answer) == ("DONE", {"received": 2})


def test_sending_taking_in_reminding_and_giving_back(send, coming, about, network):
    coming(number_of(1))
    answers = send(
        entry("parcels.take_in", station=network.village.pk, number=number_of(500), carrier="YTO"),
        entry("parcels.shelve", **about(shelf=1, layer=1)),
        entry("parcels.remind", 70, **about()),
        entry("parcels.send_back", 80, **about(reason="REFUSED")),
        entry("parcels.take_in", 81, station=network.village.pk, number=number_of(500), carrier="YTO"),
        entry("parcels.return", 82, **about()),
    )
    assert states(answers) == ["DONE", "DONE", "DONE", "DONE", "CONFLICT", "CONFLICT"]
    outgoing = Parcel.objects.get(number=number_of(500))
    assert (outgoing.direction, outgoing.state) == ("UP", "AT_STATION")


# --- Clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [timedelta(hours=-30), timedelta(hours=3), timedelta(days=4000)])
def test_a_wrong_clock_is_put_right_and_noted(send, coming, about, handset, wrong):
    coming(number_of(1))
    made = SentEntry(uuid4(), "parcels.receive", minutes(60) + wrong, about())
    (answer,) = send(made, at=minutes(120), clock=minutes(120) + wrong)
    assert answer.state == "DONE"
    kept = PhoneEntry.objects.get()
    assert kept.made_at == minutes(60)
    assert kept.clock_offset_seconds == -wrong.total_seconds()
    assert Scan.objects.get(kind="ARRIVED_VILLAGE").occurred_at == minutes(60)
    handset.refresh_from_db()
    assert handset.clock_offset_seconds == -wrong.total_seconds()


def test_a_time_that_cannot_be_becomes_that_of_arrival(send, coming, about):
    coming(number_of(1))
    coming(number_of(2))
    send(
        entry("parcels.receive", 60 * 24 * 30, **about()),
        entry("parcels.receive", -90, **about(number_of(2))),
    )
    assert set(PhoneEntry.objects.values_list("made_at", flat=True)) == {minutes(120)}


# --- Two phones, revoked phones --------------------------------------------------------------------------------------


@pytest.fixture
def second(people, network):
    return operations.register_handset(
        handset_id=uuid4(), name="另一部手机", session_key="", by=people.keeper, at=minutes(1)
    )


def test_two_phones_of_one_keeper_never_write_the_same_code(handset, second, network, people):
    numbers = [
        operations.prepare_numbers(handset=one, station=network.village, by=people.keeper, at=minutes(5))
        for one in (handset, second, handset)
    ]
    assert numbers[0] == numbers[2]
    assert not set(numbers[0]) & set(numbers[1])


def test_what_both_phones_did_is_done_once_and_the_second_is_shown(send, coming, about, second, people):
    coming(number_of(1))
    send(entry("parcels.shelve", **about(shelf=1, layer=1)))
    code = PickupCode.objects.get().code
    first = send(entry("parcels.hand_out", 70, **about(typed_code=code)))
    other = send(entry("parcels.hand_out", 71, **about(typed_code=code)), phone=second)
    assert (states(first), states(other)) == (["DONE"], ["CONFLICT"])
    assert HandOut.objects.count() == 1
    assert [one.handset_id for one in queries.open_entries(queries.entries_visible_to(people.keeper))] == [
        second.pk
    ]


def test_a_revoked_phone_leaves_its_entries_as_not_accepted(send, coming, about, handset, network, people):
    coming(number_of(1))
    operations.prepare_numbers(handset=handset, station=network.village, by=people.keeper, at=minutes(5))
    operations.end_handset(handset=handset, reason=EndReason.REVOKED, by=people.hub, at=minutes(50))
    handset.refresh_from_db()
    assert not ReservedNumber.objects.exists()
    received = entry("parcels.receive", **about())
    assert states(send(received)) == ["REFUSED"]
    late = entry("parcels.receive", 62, **about())
    for _twice in range(2):
        (answer,) = operations.surrender_entries(
            handset=handset, entries=[late], clock=minutes(130), at=minutes(130)
        )
        assert answer.state == "REFUSED"
    assert Parcel.objects.get().state == "ON_THE_WAY"
    assert queries.open_entries(queries.entries_visible_to(people.hub)).count() == 2
    assert queries.told_body(PhoneEntry.objects.get(pk=late.id))["number"] == number_of(1)


def test_only_a_revoked_phone_leaves_entries(handset):
    with pytest.raises(PermissionDenied):
        operations.surrender_entries(handset=handset, entries=[], clock=minutes(1), at=minutes(1))


def test_nobody_ends_another_persons_phone_but_the_office(handset, people):
    for stranger in (people.driver, people.inspector):
        with pytest.raises(PermissionDenied):
            operations.end_handset(handset=handset, reason=EndReason.REVOKED, by=stranger, at=minutes(5))
    ended = operations.end_handset(
        handset=handset, reason=EndReason.SIGNED_OUT, by=people.keeper, at=minutes(5)
    )
    again = operations.end_handset(handset=handset, reason=EndReason.REVOKED, by=people.hub, at=minutes(6))
    assert (again.end_reason, again.ended_at) == (ended.end_reason, minutes(5))


# --- Settling --------------------------------------------------------------------------------------------------------


def test_what_was_not_accepted_is_settled_by_its_person_or_the_office(send, about, people):
    refused = entry("parcels.hand_out", **about(number_of(9), typed_code="1"))
    send(refused)
    settled = entry("phone.settle", 130, entry=str(refused.id), note="已问过，前一天取走")
    assert states(send(settled, at=minutes(140))) == ["DONE"]
    assert not queries.open_entries(queries.entries_visible_to(people.hub)).exists()
    kept = PhoneEntry.objects.get(pk=refused.id)
    assert (kept.settled_by, kept.settled_note) == (people.keeper, "已问过，前一天取走")


def test_strangers_settle_nothing_and_a_settlement_has_a_word(send, about, people):
    send(entry("parcels.hand_out", **about(number_of(9), typed_code="1")))
    kept = PhoneEntry.objects.get()
    with pytest.raises(PermissionDenied):
        operations.settle_entry(entry=kept, note="x", by=people.driver, at=minutes(150))
    with pytest.raises(ValidationError):
        operations.settle_entry(entry=kept, note="  ", by=people.hub, at=minutes(150))


def test_the_database_keeps_entries_as_they_were_answered(send, coming, about, people):
    coming(number_of(1))
    send(
        entry("parcels.receive", **about()), entry("parcels.hand_out", **about(number_of(9), typed_code="1"))
    )
    for change in ({"state": "DONE"}, {"reason": "x"}, {"settled_by": people.hub, "settled_at": minutes(1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PhoneEntry.objects.filter(state="DONE").update(
                **(change if "state" not in change else {"sha256": "0" * 64})
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneEntry.objects.all().delete()
