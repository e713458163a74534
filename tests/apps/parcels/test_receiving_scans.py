"""Scans come in: what counts, what is repeated, what stands aside, what is refused, and the parcel's row follows."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.evidence.queries import change_of
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.kinds import Outcome, ScanKind
from cuntong.apps.parcels.models import Scan, ScanAnnulment, ScanBatch
from cuntong.domain import custody

from .conftest import batch_id, minutes, sent

pytestmark = pytest.mark.django_db
LATER = minutes(600)


def receive(scans, by, name="1", at=LATER):
    return operations.receive_scans(batch_id=batch_id(name), scans=scans, by=by, at=at)


def outcomes(receipt):
    return [(answer.outcome.value, answer.aside.value if answer.aside else "") for answer in receipt.answers]


WAY_DOWN = (
    sent(0, "ARRIVED_HUB", place="ZX-1"),
    sent(5, "SORTED", place="ZX-1"),
    sent(9, "LOADED", place="ZX-1"),
    sent(60, "ARRIVED_TOWNSHIP", place="ZZ-1"),
    sent(70, "LOADED", place="ZZ-1"),
    sent(130, "ARRIVED_VILLAGE", place="CD-1"),
    sent(300, "PICKED_UP", place="CD-1"),
)


def test_the_parcels_row_follows_its_scans(people, network, parcel):
    one = parcel()
    receive(WAY_DOWN[:2], people.hub)
    one.refresh_from_db()
    assert (one.state, one.place, one.moved_at) == ("SORTED", network.hub, minutes(5))
    receive(WAY_DOWN[2:3], people.hub, "2")
    one.refresh_from_db()
    assert (one.state, one.place, one.moved_at) == ("ON_THE_WAY", None, minutes(9))
    receive(WAY_DOWN[3:], people.hub, "3")
    one.refresh_from_db()
    assert (one.state, one.place, one.moved_at) == ("HANDED_OUT", network.village, minutes(300))


def test_a_batch_leaves_one_entry_with_its_digest(people, network, parcel):
    parcel()
    receive([*WAY_DOWN, sent(1, "ARRIVED_HUB", "UNKNOWN", place="ZX-1")], people.hub)
    batch = ScanBatch.objects.get()
    entry = TrailEntry.objects.get(verb="scan")
    assert (batch.scan_count, batch.sent_by, entry.record_id) == (8, people.hub, str(batch.pk))
    assert change_of(entry) == {"scans": 8, "aside": 1, "sha256": batch.sha256, "device": None}
    codes = {station.pk: station.code for station in vars(network).values()}
    assert operations.digest_of(batch.scans.all(), codes) == batch.sha256


def test_the_digest_changes_with_a_scan(people, network, parcel):
    parcel()
    receive(WAY_DOWN, people.hub)
    batch, codes = ScanBatch.objects.get(), {station.pk: station.code for station in vars(network).values()}
    scans = list(batch.scans.all())
    scans[0].occurred_at += timedelta(microseconds=1)
    assert operations.digest_of(scans, codes) != batch.sha256


def test_a_batch_sent_again_is_answered_and_changes_nothing(people, network, parcel):
    parcel()
    receive(WAY_DOWN, people.hub)
    again = receive(WAY_DOWN, people.hub, at=minutes(700))
    assert outcomes(again) == [("REPEATED", "")] * len(WAY_DOWN)
    assert (Scan.objects.count(), ScanBatch.objects.count()) == (7, 1)
    assert TrailEntry.objects.filter(verb="scan").count() == 1


def test_a_scan_sent_again_in_another_batch_changes_nothing(people, network, parcel):
    one = parcel()
    receive(WAY_DOWN[:3], people.hub)
    receipt = receive(WAY_DOWN[2:4], people.hub, "2")
    assert outcomes(receipt) == [("REPEATED", ""), ("COUNTED", "")]
    one.refresh_from_db()
    assert (one.state, Scan.objects.count()) == ("AT_TOWNSHIP", 4)


def test_new_scans_under_the_id_of_a_received_batch_are_refused(people, network, parcel):
    parcel()
    receive(WAY_DOWN[:1], people.hub)
    with pytest.raises(ValidationError, match="批次"):
        receive(WAY_DOWN[:2], people.hub)
    assert Scan.objects.count() == 1


def test_the_same_id_with_other_content_is_refused_and_the_others_are_taken(people, network, parcel):
    parcel()
    receive([sent(0, "ARRIVED_HUB", place="ZX-1", key="a")], people.hub)
    receipt = receive(
        [
            sent(1, "ARRIVED_HUB", place="ZX-1", key="a"),
            sent(5, "SORTED", place="ZX-1", key="b"),
            sent(5, "SORTED", place="ZX-1", key="b"),
            sent(6, "SORTED", place="ZX-1", key="b"),
        ],
        people.hub,
        "2",
    )
    assert [answer.outcome for answer in receipt.answers] == [
        Outcome.REFUSED,
        Outcome.COUNTED,
        Outcome.REPEATED,
        Outcome.REFUSED,
    ]
    assert receipt.answers[0].reason
    assert Scan.objects.count() == 2


def test_what_cannot_be_right_is_kept_aside_with_its_reason(people, network, parcel):
    parcel()
    parcel("7300000000000", carrier="YUNDA")
    parcel("7300000000000", carrier="YOUZHENG")
    receipt = receive(
        [
            sent(0, "ARRIVED_HUB", "NOBODY", place="ZX-1"),
            sent(0, "ARRIVED_HUB", "7300000000000", place="ZX-1"),
            sent(0, "ARRIVED_HUB", "7300000000000", place="ZX-1", carrier="YUNDA"),
            sent(611, "ARRIVED_HUB", place="ZX-1"),
            sent(-31 * 24 * 60, "ARRIVED_HUB", place="ZX-1"),
            sent(0, "ARRIVED_VILLAGE", place="ZX-1"),
            sent(0, "ARRIVED_VILLAGE", "NOBODY", place="ZX-1"),
            sent(0, "ARRIVED_HUB", carrier="YUNDA", place="ZX-1"),
            sent(609, "ARRIVED_HUB", place="ZX-1"),
        ],
        people.hub,
    )
    assert outcomes(receipt) == [
        ("ASIDE", "UNKNOWN_PARCEL"),
        ("ASIDE", "AMBIGUOUS_NUMBER"),
        ("COUNTED", ""),
        ("ASIDE", "CLOCK_AHEAD"),
        ("ASIDE", "CLOCK_BEHIND"),
        ("ASIDE", "WRONG_TIER"),
        ("ASIDE", "WRONG_TIER"),
        ("ASIDE", "UNKNOWN_PARCEL"),
        ("COUNTED", ""),
    ]
    assert Scan.objects.count() == 9


def test_a_person_scans_only_at_their_own_places(people, network, parcel):
    parcel()
    receive([sent(0, "ARRIVED_VILLAGE", place="CD-1")], people.keeper)
    for place in ("ZZ-1", "CD-2", "ZX-1"):
        with pytest.raises(PermissionDenied, match="示例"):
            receive([sent(1, "LOADED", place="CD-1"), sent(1, "LOADED", place=place)], people.keeper, place)
    for nobody in (people.driver, people.bureau, people.auditor):
        with pytest.raises(PermissionDenied):
            receive([sent(2, "LOADED", place="CD-1")], nobody, nobody.username)
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "EATEN"},
        {"number": ""},
        {"number": "x" * 41},
        {"number": "12 34"},
        {"carrier": "yunda"},
        {"place": "NOWHERE"},
        {"place": ""},
    ],
)
def test_a_batch_that_says_nothing_possible_is_refused_whole(people, network, parcel, wrong):
    parcel()
    values = {"minute": 0, "kind": "ARRIVED_HUB", "number": "YT0000000000001", "place": "ZX-1"} | wrong
    with pytest.raises(ValidationError):
        receive([sent(1, "SORTED", place="ZX-1"), sent(**values)], people.hub)
    assert not Scan.objects.exists()


def test_a_time_without_zone_or_outside_the_calendar_is_refused(people, network, parcel):
    parcel()
    good = sent(0, "ARRIVED_HUB", place="ZX-1")
    for occurred_at in (good.occurred_at.replace(tzinfo=None), good.occurred_at.replace(year=1)):
        scan = type(good)(uuid4(), good.number, good.kind, occurred_at, "", "ZX-1")
        with pytest.raises(ValidationError):
            receive([scan], people.hub)


def test_an_empty_batch_and_one_too_large_are_refused(people, network):
    with pytest.raises(ValidationError, match="1000"):
        receive([], people.hub)
    with pytest.raises(ValidationError, match="1000"):
        receive([sent(0, "ARRIVED_HUB", f"N{n}", place="ZX-1") for n in range(1001)], people.hub)


def test_scans_are_sent_by_a_device_or_by_a_person(people, network):
    with pytest.raises(ValueError, match="either"):
        operations.receive_scans(batch_id=uuid4(), scans=[], at=LATER)


# --- later registered, annulled, assigned ----------------------------------------------------------------------------


def test_scans_count_from_the_moment_their_parcel_is_registered(people, network, parcel):
    receive([*WAY_DOWN[:3], sent(620, "ARRIVED_TOWNSHIP", place="ZZ-1")], people.hub)
    assert not Scan.objects.filter(aside="").exists()
    one = parcel()
    assert operations.adopt_scans([one]) == 4
    one.refresh_from_db()
    assert (one.state, one.moved_at) == ("ON_THE_WAY", minutes(9))
    assert list(Scan.objects.exclude(aside="").values_list("aside", "parcel")) == [("CLOCK_AHEAD", one.pk)]
    assert operations.adopt_scans([one]) == 0


def test_a_number_of_two_carriers_waits_for_a_person(people, network, parcel):
    scan = sent(0, "ARRIVED_HUB", place="ZX-1")
    receive([scan, sent(1, "SORTED", place="ZX-1", carrier="ZHONGTONG")], people.hub)
    ours, other = parcel(), parcel(carrier="ZHONGTONG")
    assert operations.adopt_scans([ours, other]) == 1
    other.refresh_from_db()
    assert other.state == "SORTED"
    waiting = Scan.objects.get(parcel=None)
    with pytest.raises(PermissionDenied):
        operations.assign_scan(scan=waiting, parcel=ours, by=people.keeper, at=LATER)
    operations.assign_scan(scan=waiting, parcel=ours, by=people.hub, at=LATER)
    ours.refresh_from_db()
    assert ours.state == "AT_HUB"
    with pytest.raises(ValidationError):
        operations.assign_scan(scan=waiting, parcel=other, by=people.hub, at=LATER)


def test_a_scan_is_given_only_to_a_parcel_of_its_number(people, network, parcel):
    receive([sent(0, "ARRIVED_HUB", "A1", place="ZX-1")], people.hub)
    with pytest.raises(ValidationError, match="A1"):
        operations.assign_scan(scan=Scan.objects.get(), parcel=parcel("A2"), by=people.hub, at=LATER)


def test_a_wrong_scan_is_annulled_and_the_row_follows(people, network, parcel):
    one = parcel()
    receive(WAY_DOWN, people.hub)
    wrong = Scan.objects.get(kind="PICKED_UP")
    operations.annul_scan(scan=wrong, reason="扫错快件", by=people.keeper, at=LATER)
    one.refresh_from_db()
    assert (one.state, one.place) == ("AT_VILLAGE", network.village)
    entry = TrailEntry.objects.get(verb="annul")
    assert (entry.record_kind, entry.record_id) == ("parcels.parcel", str(one.pk))
    with pytest.raises(ValidationError):
        operations.annul_scan(scan=wrong, reason="再次", by=people.keeper, at=LATER)


def test_annulling_the_only_scan_leaves_a_parcel_expected(people, network, parcel):
    one = parcel()
    receive(WAY_DOWN[:1], people.hub)
    operations.annul_scan(scan=Scan.objects.get(), reason="扫错", by=people.hub, at=LATER)
    one.refresh_from_db()
    assert (one.state, one.place, one.moved_at) == ("EXPECTED", None, None)


def test_who_may_annul_and_what(people, network, parcel):
    parcel()
    receive([*WAY_DOWN[:1], sent(0, "ARRIVED_HUB", "NOBODY", place="ZX-1")], people.hub)
    counted, aside = Scan.objects.get(aside=""), Scan.objects.exclude(aside="").get()
    for nobody in (people.keeper, people.auditor, people.driver):
        with pytest.raises(PermissionDenied):
            operations.annul_scan(scan=counted, reason="x", by=nobody, at=LATER)
    with pytest.raises(ValidationError):
        operations.annul_scan(scan=counted, reason="  ", by=people.bureau, at=LATER)
    with pytest.raises(ValidationError):
        operations.annul_scan(scan=aside, reason="x", by=people.hub, at=LATER)


# --- the database itself ---------------------------------------------------------------------------------------------


def refused(act):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


def test_the_database_refuses_to_change_or_remove_scans(people, network, parcel):
    one, other = parcel(), parcel("B1")
    receive([*WAY_DOWN[:1], sent(0, "ARRIVED_HUB", "NOBODY", place="ZX-1")], people.hub)
    counted, waiting = Scan.objects.get(parcel=one), Scan.objects.get(parcel=None)
    refused(lambda: Scan.objects.filter(pk=counted.pk).update(kind="SORTED"))
    refused(lambda: Scan.objects.filter(pk=counted.pk).update(parcel=other))
    refused(lambda: Scan.objects.filter(pk=counted.pk).update(parcel=None, aside="UNKNOWN_PARCEL"))
    refused(lambda: Scan.objects.filter(pk=counted.pk)._raw_delete("default"))
    refused(lambda: Scan.objects.filter(pk=waiting.pk).update(parcel=other, aside="", number="B1"))
    refused(lambda: Scan.objects.filter(pk=waiting.pk).update(parcel=other, aside="CLOCK_AHEAD"))
    refused(lambda: Scan.objects.filter(pk=waiting.pk).update(aside="CLOCK_AHEAD"))
    refused(lambda: ScanBatch.objects.update(scan_count=1))
    refused(lambda: ScanBatch.objects.all()._raw_delete("default"))
    assert Scan.objects.filter(pk=waiting.pk).update(parcel=other, aside="") == 1
    operations.annul_scan(scan=counted, reason="扫错", by=people.hub, at=LATER)
    refused(lambda: ScanAnnulment.objects.update(reason="别的"))
    refused(lambda: ScanAnnulment.objects.all()._raw_delete("default"))


def test_what_waited_for_another_reason_keeps_that_reason(people, network, parcel):
    receive([sent(0, "ARRIVED_VILLAGE", "B1", place="ZX-1")], people.hub)
    one = parcel("B1")
    refused(lambda: Scan.objects.update(parcel=one, aside=""))
    assert Scan.objects.update(parcel=one) == 1


def test_a_scan_without_a_parcel_cannot_count(people, network, parcel):
    parcel()
    receive(WAY_DOWN[:1], people.hub)
    scan = Scan.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(
            id=uuid4(), batch=scan.batch, number="X", kind="SORTED", place=network.hub, occurred_at=LATER
        )


# --- any order, any batches ------------------------------------------------------------------------------------------

_scans = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from([*ScanKind.values, "LOADED", "PICKED_UP"]),
        st.sampled_from(["ZX-1", "ZZ-1", "CD-1", "CD-2"]),
        st.sampled_from(["A1", "A2"]),
    ),
    min_size=1,
    max_size=10,
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(_scans, st.data())
def test_however_scans_are_batched_and_ordered_the_rows_say_the_same(people, network, parcel, drawn, data):
    scans = [sent(minute, kind, number, place=place) for minute, kind, place, number in drawn]
    shuffled = data.draw(st.permutations([*scans, *data.draw(st.lists(st.sampled_from(scans), max_size=4))]))
    cut = data.draw(st.integers(0, len(shuffled)))
    with transaction.atomic():
        parcels = {number: parcel(number) for number in ("A1", "A2")}
        for name, part in (("first", shuffled[:cut]), ("second", shuffled[cut:])):
            if part:
                receive(part, people.hub, name)
        for number, one in parcels.items():
            one.refresh_from_db()
            counted = Scan.objects.filter(parcel=one, aside="").select_related("place")
            journey = custody.follow(
                custody.Scan(scan.id.hex, custody.ScanKind(scan.kind), scan.place.code, scan.occurred_at)
                for scan in counted
            )
            assert (one.state, one.moved_at) == (journey.state, journey.moved_at), number
            assert (one.place.code if one.place else None) == journey.place
        assert list(operations.check_parcels()) == []
        assert Scan.objects.count() == len({scan.id for scan in scans})
        transaction.set_rollback(True)
