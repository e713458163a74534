"""Pages of the counter, the list, the record and the problems: what each role sees and may do."""

import base64
import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cuntong.apps.accounts.protection import encrypt
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.models import Consent, HandOut, LookUpCount, Notice, PickupCode, Problem, ShelfPlan
from cuntong.apps.places.models import County

from .conftest import minutes
from .test_shelf import NUMBER, PHONE, coming, picture, shelved  # noqa: F401

pytestmark = pytest.mark.django_db


def counter(network, query=""):
    return reverse("parcels:counter", args=[network.village.pk]) + query


def act(client, network, parcel, name, **data):
    address = reverse(f"parcels:{name}", args=[network.village.pk, parcel.pk])
    data = {"scan_id": str(uuid4()), "number": parcel.number, **data}
    return client.post(address, data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_keeper_comes_straight_to_their_counter(client, people, network, coming):  # noqa: F811
    coming()
    client.force_login(people.keeper)
    response = client.get(reverse("parcels:arrivals"), follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == counter(network)
    assert "示例村级点一" in page
    assert "先打电话" in page
    assert PHONE not in page
    client.force_login(people.hub)
    assert "示例村级点二" in client.get(reverse("parcels:arrivals")).content.decode()


def test_the_hand_scanner_receives_and_shelves_without_another_tap(client, people, network, coming):  # noqa: F811
    first, second = coming("YT0000000000001"), coming("YT0000000000002")
    client.force_login(people.keeper)
    scan = {"mode": "shelve", "q": first.number, "act_id": str(uuid4())}
    for _twice in range(2):
        response = client.post(counter(network), scan, follow=True)
        assert said(response) == ["请写在包裹上：\nA1-01-0001"]
        assert response.context["mode"] == "shelve"
    third = coming("YT0000000000003")
    elsewhere = {"mode": "shelve", "q": third.number, "act_id": str(uuid4()), "shelf": "2", "layer": "4"}
    response = client.post(counter(network), elsewhere, follow=True)
    assert said(response) == ["请写在包裹上：\nA2-04-0002"]
    assert (response.context["shelf"]["last_shelf"], response.context["shelf"]["last_layer"]) == (2, 4)
    client.post(counter(network), {"mode": "receive", "q": "000002", "act_id": str(uuid4())})
    for one, state in ((first, "AT_VILLAGE"), (second, "AT_VILLAGE")):
        one.refresh_from_db()
        assert one.state == state
    assert PickupCode.objects.count() == 2


def test_what_is_typed_finds_by_number_tail_and_code(client, people, network, shelved, coming):  # noqa: F811
    _parcel, _code = shelved()
    coming("JT0000000000001")
    client.force_login(people.keeper)
    for typed, count in (
        (NUMBER, 1),
        ("0001", 2),
        ("a1 1 1", 1),
        ("0009", 0),
        ("000", 0),
        ("%", 0),
        ("001", 1),
    ):
        response = client.get(counter(network), {"q": typed})
        assert len(response.context["found"]) == count, typed


def test_a_parcel_of_another_village_is_found_by_its_whole_number_only(client, people, network, coming):  # noqa: F811
    astray = coming(station=network.other_village)
    client.force_login(people.keeper)
    assert client.get(counter(network), {"q": "0001"}).context["found"] == []
    page = client.get(counter(network), {"q": NUMBER}).content.decode()
    assert "应到：示例村级点二" in page
    assert act(client, network, astray, "receive", number="X").status_code == 404
    assert act(client, network, astray, "receive").status_code == 200
    astray.refresh_from_db()
    assert astray.place == network.village
    assert client.get(astray.get_absolute_url()).status_code == 200
    assert "错分件" in client.get(astray.get_absolute_url()).content.decode()


def test_the_buttons_do_what_they_say(client, people, network, coming):  # noqa: F811
    parcel = coming()
    client.force_login(people.keeper)
    assert said(act(client, network, parcel, "receive")) == [f"已收件：{NUMBER}"]
    assert said(act(client, network, parcel, "shelve", shelf="2", layer="3")) == [
        "请写在包裹上：\nA2-03-0001"
    ]
    assert "货架" in said(act(client, network, coming("YT0000000000002"), "shelve", shelf="99"))[0]
    act(client, network, parcel, "agree", means="BY_PHONE")
    assert "同意代放" in client.get(counter(network)).content.decode()
    act(client, network, parcel, "disagree")
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert said(act(client, network, parcel, "send-back", kind="LOST")) == ["请选择退回原因。"]
    act(client, network, parcel, "send-back", kind="REFUSED")
    parcel.refresh_from_db()
    assert (parcel.state, Problem.objects.get().kind) == ("ON_THE_WAY", "REFUSED")
    assert "不在" in said(act(client, network, parcel, "send-back", kind="REFUSED"))[0]


def test_all_are_received_by_their_count(client, people, network, coming):  # noqa: F811
    for number in range(3):
        coming(f"YT000000000000{number}")
    client.force_login(people.keeper)
    address = reverse("parcels:receive-all", args=[network.village.pk])
    for counted, answer in (("x", "件数"), ("2", "数目不符"), ("3", "3 件")):
        response = client.post(address, {"counted": counted, "act_id": str(uuid4())}, follow=True)
        assert answer in said(response)[0]


def test_a_parcel_is_handed_out_by_code_and_by_signature(client, people, network, shelved):  # noqa: F811
    (first, code), (second, _other) = shelved(), shelved("YT0000000000002")
    client.force_login(people.keeper)
    address = reverse("parcels:hand-out", args=[network.village.pk, first.pk])
    page = client.get(address)
    assert page.context["form"].initial["scan_id"]
    wrong = client.post(address, {"scan_id": str(uuid4()), "typed_code": "9"})
    assert "取件码不符" in wrong.content.decode()
    assert client.post(address, {"scan_id": str(uuid4()), "typed_code": code.code}).status_code == 302
    address = reverse("parcels:hand-out", args=[network.village.pk, second.pk])
    drawn = "data:image/png;base64," + base64.b64encode(picture().read()).decode()
    given = {"phone_tail": "5678", "vouched": "on"}
    for signature in ("", "data:image/png;base64,???", "data:text/html;base64,PGI+", "x" * 9):
        refused = client.post(address, {"scan_id": str(uuid4()), "signature": signature, **given})
        assert refused.status_code == 200
    done = client.post(address, {"scan_id": str(uuid4()), "signature": drawn, **given})
    assert done.status_code == 302
    proof = HandOut.objects.get(parcel=second).document
    assert (proof.media_type, proof.filename) == ("image/png", "signature.png")
    client.force_login(people.bureau)
    assert "signature.png" in client.get(second.get_absolute_url()).content.decode()


def test_a_hand_out_is_undone_on_the_parcels_page(client, people, network, shelved):  # noqa: F811
    parcel, code = shelved()
    now = timezone.now()
    operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code=code.code,
        by=people.keeper,
        at=now,
    )
    client.force_login(people.keeper)
    assert "撤销出库" in client.get(parcel.get_absolute_url()).content.decode()
    act(client, network, parcel, "undo-hand-out", reason="拿错")
    parcel.refresh_from_db()
    assert parcel.state == "AT_VILLAGE"
    page = client.get(parcel.get_absolute_url()).content.decode()
    assert "已作废：拿错" in page
    assert "撤销出库" not in page


def test_shelves_are_set_up_on_a_page(client, people, network):
    client.force_login(people.keeper)
    address = reverse("parcels:shelves", args=[network.village.pk])
    assert client.get(address).status_code == 200
    given = {"code_format": "DIGITS", "shelf_count": "12", "layer_count": "4"}
    assert client.post(address, given | {"shelf_count": "0"}).status_code == 200
    assert client.post(address, given).status_code == 302
    assert ShelfPlan.objects.get().shelf_count == 12
    assert client.get(reverse("parcels:shelves", args=[network.other_village.pk])).status_code == 404


# --- list and record -------------------------------------------------------------------------------------------------


def test_who_sees_which_parcels(client, people, shelved, coming, network):  # noqa: F811
    shelved()
    coming("YT0000000000002", station=network.other_village)
    seen = {"bureau": 2, "hub": 2, "finance": 2, "auditor": 2, "keeper": 1, "driver": 0}
    for name, count in seen.items():
        client.force_login(getattr(people, name))
        response = client.get(reverse("parcels:parcels"))
        assert response.context["listing"].row_count == count, name
    for name in ("contractor", "trainer", "inspector", "public"):
        client.force_login(getattr(people, name))
        assert client.get(reverse("parcels:parcels")).status_code == 403


def test_names_phones_and_addresses_are_for_whoever_may_read_them(client, people, shelved):  # noqa: F811
    parcel, _code = shelved(
        recipient="示**", recipient_encrypted=encrypt("示例收件人"), address_encrypted=encrypt("示例组1号")
    )
    for user, plain in ((people.hub, True), (people.keeper, True), (people.auditor, False)):
        client.force_login(user)
        page = client.get(parcel.get_absolute_url()).content.decode()
        for word in ("示例收件人", PHONE, "示例组1号"):
            assert (word in page) is plain, (user.role, word)


def test_the_list_is_searched_by_number_and_by_phone_and_filtered(client, people, shelved, coming, network):  # noqa: F811
    shelved()
    coming("JT0000000000999", station=network.other_village, phone_hash="0" * 64)
    client.force_login(people.bureau)
    address = reverse("parcels:parcels")

    def count(**asked):
        return client.get(address, asked).context["listing"].row_count

    assert [count(q=typed) for typed in ("999", NUMBER, "7")] == [1, 1, 0]
    assert count(station=str(network.village.pk)) == 1
    assert [count(state=one) for one in ("AT_VILLAGE", "ON_THE_WAY", "RETURNED")] == [1, 1, 0]
    found = client.post(reverse("parcels:find-phone"), {"phone": PHONE})
    assert PHONE not in found.url
    assert client.get(found.url).context["listing"].row_count == 1
    nobody = client.post(reverse("parcels:find-phone"), {"phone": "138****5678"})
    assert client.get(nobody.url).context["listing"].row_count == 0
    client.force_login(people.auditor)
    assert client.post(reverse("parcels:find-phone"), {"phone": PHONE}).status_code == 403


def test_the_workbook_holds_no_personal_data(client, people, shelved):  # noqa: F811
    shelved(recipient="示**")
    client.force_login(people.bureau)
    content = client.get(reverse("parcels:parcels"), {"export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(content)))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert NUMBER in cells
    assert not [cell for cell in cells if "示**" in cell or "5678" in cell or "收件人" in cell]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_both_languages(client, people, shelved, network, language):  # noqa: F811
    parcel, _code = shelved()
    problem = operations.report_problem(parcel=parcel, kind="WRONG_VILLAGE", by=people.hub, at=minutes(70))
    client.force_login(people.hub)
    client.cookies["django_language"] = language
    for address in (
        reverse("parcels:parcels"),
        parcel.get_absolute_url(),
        counter(network),
        counter(network, f"?q={NUMBER}"),
        reverse("parcels:hand-out", args=[network.village.pk, parcel.pk]),
        reverse("parcels:report", args=[parcel.pk]),
        reverse("parcels:problems"),
        problem.get_absolute_url(),
        reverse("parcels:problem-close", args=[problem.pk]),
        reverse("parcels:problem-redirect", args=[problem.pk]),
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert ("上架" in response.content.decode()) <= (language == "zh-hans")


# --- problems --------------------------------------------------------------------------------------------------------


def test_ones_own_problems_come_first(client, people, shelved, network):  # noqa: F811
    parcel, _code = shelved()
    do = {"parcel": parcel, "station": network.village, "by": people.keeper, "at": timezone.now()}
    damaged = operations.report_problem(kind="DAMAGED", **do)
    wrong = operations.report_problem(kind="PHONE_WRONG", **do)
    for user, order in ((people.keeper, [wrong, damaged]), (people.hub, [damaged, wrong])):
        client.force_login(user)
        listing = client.get(reverse("parcels:problems")).context["listing"]
        assert [row.key for row in listing.rows] == [one.pk for one in order]
        own = client.get(reverse("parcels:problems"), {"whose": "own"}).context["listing"]
        assert [row.key for row in own.rows] == [order[0].pk]


def test_a_problem_is_reported_taken_and_closed_on_pages(client, people, shelved, network):  # noqa: F811
    parcel, _code = shelved()
    client.force_login(people.keeper)
    client.post(reverse("parcels:report", args=[parcel.pk]), {"kind": "DAMAGED", "note": "外箱压扁"})
    problem = Problem.objects.get()
    assert (problem.station, problem.opened_by) == (network.village, people.keeper)
    assert (
        client.post(reverse("parcels:problem-close", args=[problem.pk]), {"outcome": "LOST"}).status_code
        == 200
    )
    assert (
        client.post(reverse("parcels:problem-close", args=[problem.pk]), {"outcome": "RETURNED"}).status_code
        == 403
    )
    client.force_login(people.hub)
    client.post(reverse("parcels:problem-take", args=[problem.pk]))
    client.post(
        reverse("parcels:problem-close", args=[problem.pk]), {"outcome": "COMPENSATED", "note": "已赔"}
    )
    problem.refresh_from_db()
    assert (problem.owner, problem.outcome, problem.closed_by) == (people.hub, "COMPENSATED", people.hub)
    leaves = "".join(TrailEntry.objects.values_list("leaf", flat=True))
    assert "外箱压扁" not in leaves


def test_a_wrong_village_is_decided_anew(client, people, shelved, network):  # noqa: F811
    County.objects.create(code="440281000000", name="乐昌市", project_start_date="2021-07-01")
    parcel, code = shelved(address_encrypted=encrypt("廊田镇廊田村1号"))
    problem = operations.report_problem(parcel=parcel, kind="WRONG_VILLAGE", by=people.hub, at=minutes(70))
    client.force_login(people.hub)
    address = reverse("parcels:problem-redirect", args=[problem.pk])
    assert client.post(address, {"division": "440281000000"}).status_code == 200
    assert client.post(address, {"division": "440281104201"}).status_code == 302
    for row in (parcel, problem, code):
        row.refresh_from_db()
    assert (parcel.division_id, parcel.resolution) == ("440281104201", "PERSON")
    assert (problem.outcome, code.released_at is None) == ("REDIRECTED", False)


def test_the_search_is_a_job_that_reminds_as_well(client, people, shelved, coming):  # noqa: F811
    shelved()
    coming("YT0000000000002")
    client.force_login(people.hub)
    client.post(reverse("parcels:search-idle"))
    job = Job.objects.get(kind="parcels.daily_round")
    done = jobs.run(job_id=job.pk, clock=lambda: minutes(60 * 24 * 4))
    assert done.result == {"reminded": 1, "opened": 1, "sent": 2, "failed": 0}
    client.force_login(people.keeper)
    assert client.post(reverse("parcels:search-idle")).status_code == 403


# --- what the database itself refuses ------------------------------------------------------------------------------------


def test_rows_that_contradict_themselves_are_refused(people, shelved, network):  # noqa: F811
    parcel, code = shelved()
    problem = operations.report_problem(parcel=parcel, kind="LOST", by=people.hub, at=minutes(70))
    done = operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code=code.code,
        by=people.keeper,
        at=minutes(80),
    )
    at = minutes(99)
    consent = Consent(
        phone_hash="x", station=network.village, means="WRITTEN", recorded_by=people.hub, recorded_at=at
    )
    consent.save()
    LookUpCount.objects.create(key="k", window_start=at)
    wrong = (
        (ShelfPlan.objects.all(), {"code_format": "X"}),
        (ShelfPlan.objects.all(), {"shelf_count": 0}),
        (ShelfPlan.objects.all(), {"layer_count": 10}),
        (ShelfPlan.objects.all(), {"next_number": 10_000}),
        (PickupCode.objects.all(), {"number": 0}),
        (PickupCode.objects.all(), {"code": ""}),
        (PickupCode.objects.all(), {"free_from": None}),
        (PickupCode.objects.all(), {"free_from": minutes(1)}),
        (PickupCode.objects.all(), {"released_at": minutes(1)}),
        (HandOut.objects.filter(pk=done.pk), {"means": "X"}),
        (HandOut.objects.filter(pk=done.pk), {"means": "PHONE_TAIL"}),
        (HandOut.objects.filter(pk=done.pk), {"undone_at": at}),
        (HandOut.objects.filter(pk=done.pk), {"undone_by": people.hub}),
        (Notice.objects.all(), {"kind": "X"}),
        (Notice.objects.all(), {"state": "SENT"}),
        (Notice.objects.all(), {"state": "WAITING"}),
        (Consent.objects.all(), {"means": "X"}),
        (Consent.objects.all(), {"phone_hash": ""}),
        (Consent.objects.all(), {"withdrawn_at": at + timedelta(1)}),
        (Consent.objects.all(), {"withdrawn_by": people.hub}),
        (Problem.objects.filter(pk=problem.pk), {"kind": "X"}),
        (Problem.objects.filter(pk=problem.pk), {"owner_role": "X"}),
        (Problem.objects.filter(pk=problem.pk), {"due_at": minutes(1)}),
        (Problem.objects.filter(pk=problem.pk), {"outcome": ""}),
        (Problem.objects.filter(pk=problem.pk), {"closed_at": None}),
    )
    for rows, change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    again = (
        Consent(
            phone_hash="x", station=network.village, means="WRITTEN", recorded_by=people.hub, recorded_at=at
        ),
        Notice(pickup_code=code, kind="ARRIVED", state="NO_PHONE", queued_at=at),
        LookUpCount(key="k", window_start=at),
    )
    for row in again:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_daily_round_is_queued_from_the_shell(people):
    call_command("parcels_round", "--as", "hub", stdout=io.StringIO())
    assert Job.objects.get().queued_by == people.hub
    for username in ("nobody", "keeper"):
        with pytest.raises(CommandError, match=username):
            call_command("parcels_round", "--as", username)
