"""The station's counter: a parcel comes, waits under a code, is handed out with proof or goes back."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from PIL import Image

from cuntong.apps.accounts.protection import encrypt
from cuntong.apps.evidence.models import EvidenceLink, TrailEntry
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Consent, HandOut, Notice, PickupCode, Problem, Scan

from .conftest import minutes

pytestmark = pytest.mark.django_db
NUMBER = "YT0000000000001"
PHONE = "13800005678"


def with_phone(number=NUMBER, phone=PHONE):
    return {
        "recipient": "收**",
        "phone": f"{phone[:3]}****{phone[-4:]}",
        "phone_encrypted": encrypt(phone),
        "phone_hash": queries.phone_hash(phone),
        "phone_tail_hash": queries.phone_tail_hash(number, phone),
    }


@pytest.fixture
def coming(network, parcel, people):
    """Makes a parcel that the hub has loaded for the village."""

    def make(number=NUMBER, **fields):
        made = parcel(number, **{"carrier": "YTO", **with_phone(number), **fields})
        scans = [
            SentScan(uuid4(), number, kind, minutes(minute), "YTO", "ZX-1")
            for minute, kind in ((0, "ARRIVED_HUB"), (5, "LOADED"))
        ]
        operations.receive_scans(batch_id=uuid4(), scans=scans, by=people.hub, at=minutes(6))
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def shelved(coming, network, people):
    def make(number=NUMBER, *, minute=60, **fields):
        made = coming(number, **fields)
        code = operations.shelve(
            parcel=made, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(minute)
        )
        return made, code

    return make


def picture():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    file.seek(0)
    return file


def state_of(parcel):
    parcel.refresh_from_db()
    return parcel.state


# --- the journey -----------------------------------------------------------------------------------------------------


def test_a_parcel_from_the_hub_to_its_recipient(shelved, network, people):
    parcel, code = shelved()
    assert (state_of(parcel), code.code) == ("AT_VILLAGE", "A1-01-0001")
    done = operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code="a1 1 1",
        by=people.keeper,
        at=minutes(90),
    )
    code.refresh_from_db()
    assert (state_of(parcel), done.means, done.pickup_code) == ("HANDED_OUT", "CODE", code)
    assert code.free_from - code.released_at == timedelta(days=7)
    verbs = TrailEntry.objects.filter(record_kind="parcels.parcel", record_id=str(parcel.pk))
    assert list(verbs.order_by("seq").values_list("verb", flat=True)) == ["shelve", "hand_out"]


def test_a_parcel_that_nobody_collects_goes_back_to_the_carrier(shelved, network, people):
    parcel, code = shelved()
    at = minutes(8 * 24 * 60)
    assert list(queries.return_list(at)) == [code]
    village, hub = (
        {"station": network.village, "by": people.keeper},
        {"station": network.hub, "by": people.hub},
    )
    problem = operations.send_back(parcel=parcel, kind="NOT_COLLECTED", scan_id=uuid4(), at=at, **village)
    assert (state_of(parcel), problem.owner_role) == ("ON_THE_WAY", "HUB")
    assert not queries.on_the_way_to(network.village).exists()
    later = at + timedelta(hours=3)
    operations.receive_at_station(parcel=parcel, scan_id=uuid4(), at=later, **hub)
    operations.return_to_carrier(parcel=parcel, scan_id=uuid4(), at=later, **hub)
    problem.refresh_from_db()
    assert (state_of(parcel), problem.outcome) == ("RETURNED", "RETURNED")
    assert not queries.return_list(at).exists()


def test_a_village_point_does_not_return_to_the_carrier(shelved, network, people):
    parcel, _code = shelved()
    with pytest.raises(ValidationError, match="退回"):
        operations.return_to_carrier(
            parcel=parcel, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(70)
        )


def test_receiving_by_count_takes_all_or_says_what_to_do(coming, network, people):
    parcels = [coming(f"YT000000000000{n}") for n in range(3)]
    act, keeper = UUID(int=5), {"station": network.village, "by": people.keeper}
    with pytest.raises(ValidationError, match="3"):
        operations.receive_by_count(counted=2, act_id=act, at=minutes(60), **keeper)
    assert {state_of(one) for one in parcels} == {"ON_THE_WAY"}
    assert operations.receive_by_count(counted=3, act_id=act, at=minutes(60), **keeper) == 3
    assert {state_of(one) for one in parcels} == {"AT_VILLAGE"}
    scans = Scan.objects.count()
    assert operations.receive_by_count(counted=3, act_id=act, at=minutes(61), **keeper) == 0
    assert Scan.objects.count() == scans


# --- codes -----------------------------------------------------------------------------------------------------------


def test_a_parcel_keeps_its_code_however_often_it_is_shelved(shelved, network, people):
    parcel, code = shelved()
    again = operations.shelve(
        parcel=parcel, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(61)
    )
    assert (again, PickupCode.objects.count(), Notice.objects.count()) == (code, 1, 1)


def test_a_number_rests_before_it_is_given_again(shelved, network, people):
    parcel, code = shelved()
    plan = network.village.shelf_plan
    operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code=code.code,
        by=people.keeper,
        at=minutes(90),
    )
    for minute, number in ((91, 2), (7 * 24 * 60 + 89, 2), (7 * 24 * 60 + 91, 1)):
        plan.next_number = 1
        plan.save()
        with transaction.atomic():
            _other, given = shelved(f"YT99{number}{minute:010}", minute=minute)
            assert given.number == number
            transaction.set_rollback(True)


def test_codes_are_unique_among_those_that_wait(shelved, coming, network, people):
    parcel, code = shelved()
    other = coming("YT0000000000002")
    same = {
        "station": network.village,
        "shelf": 1,
        "layer": 1,
        "given_by": people.keeper,
        "given_at": minutes(9),
    }
    for wrong in ({"parcel": parcel, "number": 7}, {"parcel": other, "number": code.number}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PickupCode.objects.create(code="X", **wrong, **same)
    PickupCode.objects.create(code="X", parcel=other, number=7, **same)


def test_a_station_chooses_how_it_writes_its_codes(shelved, network, people):
    do = {"station": network.village, "by": people.keeper, "at": minutes(1)}
    operations.set_up_shelves(code_format="DIGITS", shelf_count=20, layer_count=3, **do)
    _one, code = shelved()
    assert code.code == "1-1-0001"
    operations.set_up_shelves(code_format="NUMBER", shelf_count=1, layer_count=1, **do)
    _other, code = shelved("YT0000000000002")
    assert code.code == "0002"
    with pytest.raises(ValidationError):
        operations.set_up_shelves(code_format="NUMBER", shelf_count=0, layer_count=1, **do)
    with pytest.raises(PermissionDenied):
        operations.set_up_shelves(
            code_format="NUMBER", shelf_count=1, layer_count=1, **do | {"station": network.other_village}
        )


def test_there_is_no_shelf_that_the_station_does_not_have(coming, network, people):
    parcel = coming()
    do = {"parcel": parcel, "station": network.village, "scan_id": uuid4(), "by": people.keeper}
    with pytest.raises(ValidationError, match="货架"):
        operations.shelve(shelf=4, layer=1, at=minutes(60), **do)
    assert operations.shelve(shelf=2, layer=3, at=minutes(60), **do).code == "A2-03-0001"


# --- hand-out --------------------------------------------------------------------------------------------------------


def test_the_same_tap_again_changes_nothing(shelved, network, people):
    parcel, code = shelved()
    do = {"parcel": parcel, "station": network.village, "scan_id": uuid4(), "by": people.keeper}
    first = operations.hand_out(typed_code=code.code, at=minutes(90), **do)
    again = operations.hand_out(typed_code=code.code, at=minutes(91), **do)
    assert (first, HandOut.objects.count()) == (again, 1)
    assert Scan.objects.filter(kind="PICKED_UP").count() == 1


def test_without_the_code_the_keeper_answers_with_proof(shelved, network, people):
    parcel, _code = shelved()
    do = {"parcel": parcel, "station": network.village, "by": people.keeper, "at": minutes(90)}
    for given in (
        {},
        {"typed_code": "A1-01-0002"},
        {"phone_tail": "1234", "vouched": True, "proof": picture(), "proof_name": "x.png"},
        {"phone_tail": "5678", "vouched": False, "proof": picture(), "proof_name": "x.png"},
        {"phone_tail": "5678", "vouched": True},
    ):
        with pytest.raises(ValidationError):
            operations.hand_out(scan_id=uuid4(), **given, **do)
    assert state_of(parcel) == "AT_VILLAGE"
    done = operations.hand_out(
        scan_id=uuid4(), phone_tail="5678", vouched=True, proof=picture(), proof_name="签名.png", **do
    )
    link = EvidenceLink.objects.get(record_kind="parcels.parcel", record_id=str(parcel.pk))
    assert (done.means, done.document) == ("PHONE_TAIL", link.document)


def test_the_proof_is_a_picture(shelved, network, people):
    parcel, code = shelved()
    with pytest.raises(ValidationError):
        operations.hand_out(
            parcel=parcel,
            station=network.village,
            scan_id=uuid4(),
            typed_code=code.code,
            proof=io.BytesIO(b"%PDF-1.7 x"),
            proof_name="x.pdf",
            by=people.keeper,
            at=minutes(90),
        )
    assert state_of(parcel) == "AT_VILLAGE"


def test_a_parcel_is_handed_out_where_it_lies_and_once(shelved, coming, network, people):
    parcel, code = shelved()
    do = {"parcel": parcel, "typed_code": code.code, "at": minutes(90)}
    with pytest.raises(ValidationError):
        operations.hand_out(station=network.township, by=people.hub, scan_id=uuid4(), **do)
    with pytest.raises(PermissionDenied):
        operations.hand_out(station=network.other_village, by=people.keeper, scan_id=uuid4(), **do)
    with pytest.raises(PermissionDenied):
        operations.hand_out(station=network.village, by=people.bureau, scan_id=uuid4(), **do)
    operations.hand_out(station=network.village, by=people.keeper, scan_id=uuid4(), **do)
    with pytest.raises(ValidationError):
        operations.hand_out(station=network.village, by=people.keeper, scan_id=uuid4(), **do)


def test_a_hand_out_is_undone_in_time_and_the_old_code_lives_again(shelved, network, people):
    parcel, code = shelved()
    do = {"parcel": parcel, "station": network.village, "typed_code": code.code, "by": people.keeper}
    done = operations.hand_out(scan_id=uuid4(), at=minutes(90), **do)
    with pytest.raises(ValidationError):
        operations.undo_hand_out(hand_out=done, reason=" ", by=people.keeper, at=minutes(95))
    with pytest.raises(ValidationError, match="10"):
        operations.undo_hand_out(hand_out=done, reason="拿错", by=people.keeper, at=minutes(101))
    operations.undo_hand_out(hand_out=done, reason="拿错", by=people.keeper, at=minutes(100))
    code.refresh_from_db()
    assert (state_of(parcel), code.released_at) == ("AT_VILLAGE", None)
    operations.undo_hand_out(hand_out=done, reason="拿错", by=people.keeper, at=minutes(100))
    again = operations.hand_out(scan_id=uuid4(), at=minutes(102), **do)
    operations.undo_hand_out(hand_out=again, reason="次日发现", by=people.bureau, at=minutes(2_000))
    assert state_of(parcel) == "AT_VILLAGE"


# --- consent and notices ---------------------------------------------------------------------------------------------


def test_consent_is_of_a_phone_at_a_station_until_it_is_withdrawn(shelved, coming, network, people):
    parcel, _code = shelved()
    do = {"parcel": parcel, "station": network.village, "by": people.keeper}
    operations.record_consent(means="IN_PERSON", at=minutes(70), **do)
    operations.record_consent(means="BY_PHONE", at=minutes(71), **do)
    other = coming("YT0000000000002")
    assert queries.consent_of(other, network.village).means == "IN_PERSON"
    assert queries.consent_of(other, network.township) is None
    operations.withdraw_consent(at=minutes(72), **do)
    assert queries.consent_of(other, network.village) is None
    operations.record_consent(means="BY_PHONE", at=minutes(73), **do)
    assert Consent.objects.count() == 2
    with pytest.raises(PermissionDenied):
        operations.record_consent(means="BY_PHONE", at=minutes(73), **do | {"station": network.other_village})


def test_nobody_consents_without_a_phone(coming, network, people):
    nameless = coming(phone_hash="", phone_encrypted="", phone_tail_hash="")
    with pytest.raises(ValidationError):
        operations.record_consent(
            parcel=nameless, station=network.village, means="IN_PERSON", by=people.keeper, at=minutes(9)
        )


def run_jobs(at):
    for job in Job.objects.filter(state="QUEUED"):
        assert jobs.run(job_id=job.pk, clock=lambda: at).state == "DONE"


def test_a_notice_goes_out_once_with_the_code(shelved, people, caplog, capsys):
    _parcel, code = shelved()
    run_jobs(minutes(61))
    notice = Notice.objects.get()
    assert (notice.state, notice.gateway, notice.attempts) == ("SENT", "console", 1)
    said = operations.message_of(
        notice, __import__("cuntong.rulebooks").rulebooks.load_parcel_rules(minutes(61).date())
    )
    assert (said.phone, code.code in said.text, "示例村级点一" in said.text) == (PHONE, True, True)
    logged = caplog.text + "".join(capsys.readouterr())
    assert PHONE not in logged
    assert code.code not in logged


def test_whoever_has_no_number_gets_no_notice(shelved, people):
    shelved(phone_encrypted=encrypt("138****5678"))
    assert Notice.objects.get().state == "NO_PHONE"
    assert not Job.objects.exists()


def test_a_notice_of_a_parcel_that_has_left_is_dropped(shelved, network, people):
    parcel, code = shelved()
    operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code=code.code,
        by=people.keeper,
        at=minutes(61),
    )
    run_jobs(minutes(62))
    assert Notice.objects.get().state == "DROPPED"


def test_whoever_waits_for_days_is_reminded_once(shelved, people):
    shelved()
    assert operations.remind(by=people.hub, at=minutes(60 + 3 * 24 * 60)) == 0
    assert operations.remind(by=people.hub, at=minutes(62 + 3 * 24 * 60)) == 1
    assert operations.remind(by=people.hub, at=minutes(63 + 3 * 24 * 60)) == 0
    assert set(Notice.objects.values_list("kind", flat=True)) == {"ARRIVED", "REMINDER"}


# --- problems --------------------------------------------------------------------------------------------------------


def test_a_problem_has_an_owner_a_time_and_an_end(shelved, network, people):
    parcel, _code = shelved()
    do = {"parcel": parcel, "station": network.village, "by": people.keeper, "at": minutes(70)}
    wrong = operations.report_problem(kind="PHONE_WRONG", scan_id=uuid4(), **do)
    damaged = operations.report_problem(kind="DAMAGED", scan_id=uuid4(), **do)
    assert operations.report_problem(kind="DAMAGED", scan_id=uuid4(), **do) == damaged
    assert (wrong.owner_role, wrong.owner_station, damaged.owner_role) == (
        "STATION_KEEPER",
        network.village,
        "HUB",
    )
    assert damaged.due_at == minutes(70) + timedelta(hours=48)
    assert Scan.objects.filter(kind="PROBLEM").count() == 2
    assert set(queries.own_problems(people.keeper)) == {wrong}
    assert set(queries.own_problems(people.hub)) == {damaged}
    with pytest.raises(PermissionDenied):
        operations.close_problem(problem=damaged, outcome="COMPENSATED", by=people.keeper, at=minutes(80))
    operations.close_problem(problem=wrong, outcome="CORRECTED", by=people.keeper, at=minutes(80))
    operations.take_problem(problem=damaged, by=people.bureau, at=minutes(80))
    assert (set(queries.own_problems(people.hub)), set(queries.own_problems(people.bureau))) == (
        set(),
        {damaged},
    )
    with pytest.raises(ValidationError):
        operations.close_problem(problem=damaged, outcome="FORGOTTEN", by=people.hub, at=minutes(81))


def test_what_does_not_move_is_found_and_settled_when_it_moves(coming, shelved, network, people):
    lost, moved = coming("YT0000000000007"), coming("YT0000000000008")
    shelved("YT0000000000009")
    assert operations.find_idle_parcels(by=people.hub, at=minutes(48 * 60)) == 0
    assert operations.find_idle_parcels(by=people.hub, at=minutes(48 * 60 + 6)) == 2
    assert operations.find_idle_parcels(by=people.hub, at=minutes(48 * 60 + 7)) == 0
    operations.receive_at_station(
        parcel=moved, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(48 * 60 + 8)
    )
    operations.find_idle_parcels(by=people.hub, at=minutes(48 * 60 + 9))
    assert Problem.objects.get(closed_at=None).parcel == lost
    assert Problem.objects.get(parcel=moved).outcome == "MOVED_ON"


def test_nobody_reports_for_a_station_that_is_not_theirs(coming, network, people):
    parcel = coming()
    for by, station in (
        (people.keeper, network.other_village),
        (people.keeper, None),
        (people.auditor, None),
    ):
        with pytest.raises(PermissionDenied):
            operations.report_problem(parcel=parcel, kind="LOST", station=station, by=by, at=minutes(9))
