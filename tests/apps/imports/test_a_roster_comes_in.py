"""A sign-in workbook on its way: every error at once, an annotated copy, dry run, commit, undo; nothing half-written."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.apps.training.conftest import hold

from cuntong.apps.evidence import queries as evidence
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.imports import operations, queries
from cuntong.apps.imports.kinds import SHEETS, UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.training import facts as training_facts
from cuntong.apps.training import operations as training
from cuntong.apps.training.models import Attendance, Trainee
from cuntong.apps.training.persons import Person
from cuntong.domain.workbooks import write_template

pytestmark = pytest.mark.django_db
GOOD = [("PX-1", "学员甲", "13800000001"), ("PX-1", "学员乙", "13800000002")]


def workbook(rows, heads=("场次编号", "姓名", "手机号")):
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(people, now, content, name="签到表.xlsx", by=None):
    batch = operations.upload(
        sheet=SHEETS["training.roster"],
        file=io.BytesIO(content),
        filename=name,
        by=by or people.trainer,
        at=now,
    )
    run(batch, now)
    batch.refresh_from_db()
    return batch


def run(batch, now):
    return jobs.run(job_id=batch.job_id, clock=lambda: now)


def commit(people, now, batch):
    operations.request_commit(batch=batch, by=people.trainer, at=now)
    batch.refresh_from_db()
    job = run(batch, now)
    batch.refresh_from_db()
    return job


def test_good_rows_are_ready_and_nothing_is_written_before_the_commit(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    assert (batch.state, batch.row_count, batch.error_count) == ("READY", 2, 0)
    assert not Attendance.objects.exists()
    assert not Trainee.objects.exists()


def test_a_commit_writes_all_rows_and_keeps_the_sheet_as_evidence(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    assert commit(people, now, batch).state == "DONE"
    assert Attendance.objects.filter(import_batch=batch).count() == 2
    (link,) = evidence.evidence_of("training.session", session.pk)
    assert link.document.sha256 == batch.sha256


def test_every_error_of_every_row_comes_back_at_once_in_an_annotated_copy(people, now, session):
    rows = [
        ("PX-9", "学员甲", "13800000001"),
        ("PX-1", None, "1380000"),
        ("PX-1", "学员丙", None),
        *GOOD,
        GOOD[0],
    ]
    batch = upload(people, now, workbook(rows))
    assert batch.state == "FAULTY"
    assert {error["row"] for error in batch.findings["errors"]} >= {2, 3, 7}
    with batch.annotated.open("rb") as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    comments = [cell.comment.text for row in book.worksheets[0].iter_rows() for cell in row if cell.comment]
    assert len(comments) >= 4
    assert not Attendance.objects.exists()


def test_what_the_records_know_is_an_error_at_its_row(people, now, session):
    commit(people, now, upload(people, now, workbook(GOOD)))
    again = upload(people, now, workbook([*GOOD, ("PX-1", "学员丙", "13800000003")]))
    assert again.state == "FAULTY"
    assert [error["row"] for error in again.findings["errors"]] == [2, 3]


def test_an_undo_takes_every_row_back_and_the_trail_keeps_both_acts(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    operations.undo(batch=batch, by=people.trainer, at=now)
    assert not Attendance.objects.exists()
    assert not Trainee.objects.exists()
    verbs = (
        TrailEntry.objects.filter(record_kind="imports.batch").order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["upload", "commit", "undo"]


def test_an_undo_is_refused_while_something_later_stands_on_its_rows(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    training.record_outcome(
        trainee=Trainee.objects.first(),
        kind="EMPLOYED",
        outcome_date=session.held_date,
        note="劳动合同",
        by=people.bureau,
        at=now,
    )
    with pytest.raises(UndoRefused):
        operations.undo(batch=batch, by=people.trainer, at=now)
    assert Attendance.objects.count() == 2


def test_a_class_on_a_later_day_does_not_carry_an_earlier_outcome(people, now, session):
    first = upload(people, now, workbook(GOOD))
    commit(people, now, first)
    hold(people, now, session.course, "PX-2", day=20)
    later = upload(people, now, workbook([("PX-2", *GOOD[0][1:])]))
    commit(people, now, later)
    trainee = Trainee.objects.get(attendances__session__code="PX-2")
    proof = {"trainee": trainee, "by": people.bureau, "at": now}
    training.record_outcome(kind="EMPLOYED", outcome_date=session.held_date, note="劳动合同", **proof)
    with pytest.raises(UndoRefused):
        operations.undo(batch=first, by=people.trainer, at=now)
    operations.undo(batch=later, by=people.trainer, at=now)


def test_a_certificate_holds_the_class_that_led_to_it(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    training.record_certificate(
        trainee=Trainee.objects.first(),
        kind="INTERNET_MARKETER",
        number="ZS-1",
        issued_date=session.held_date,
        by=people.trainer,
        at=now,
    )
    with pytest.raises(UndoRefused, match="证书"):
        operations.undo(batch=batch, by=people.trainer, at=now)


def test_asking_twice_for_the_commit_writes_once(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    commit(people, now, batch)
    run(batch, now)
    assert Attendance.objects.count() == 2
    assert Job.objects.filter(kind="imports.commit").count() == 1


def test_what_changed_between_check_and_commit_stops_the_whole_batch(people, now, session):
    first, second = (upload(people, now, workbook(GOOD), name=name) for name in ("a.xlsx", "b.xlsx"))
    commit(people, now, first)
    job = commit(people, now, second)
    assert job.state == "FAILED"
    assert job.message
    assert Attendance.objects.count() == 2


def test_our_own_template_comes_back_without_rows_and_without_errors(people, now):
    batch = upload(people, now, write_template(SHEETS["training.roster"].sheet))
    assert batch.error_count == 0
    assert batch.row_count == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><table></table></html>", "a.xls"),
        (b"PK\x03\x04 torn off", "b.xlsx"),
        (b"\x00" * 64, "c.xlsx"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(people, now, content, name):
    batch = upload(people, now, content, name)
    assert batch.state == "REFUSED"
    assert batch.message


def test_from_a_wrong_workbook_to_the_figure_and_back(people, now, session):
    assert figures() == (0, 0)
    faulty = upload(people, now, workbook([*GOOD, ("PX-1", "学员丙", "1380000")]))
    assert (faulty.state, figures()) == ("FAULTY", (0, 0))
    mended = upload(people, now, workbook([*GOOD, ("PX-1", "学员丙", "13800000003")]))
    assert (mended.state, figures()) == ("READY", (0, 0))
    commit(people, now, mended)
    assert figures() == (3, 3)
    operations.undo(batch=mended, by=people.trainer, at=now)
    assert figures() == (0, 0)
    assert training_facts.export()["training_sessions"]["evidence_count"].to_pylist() == [1]


def figures():
    """人次 and 人 as the figures count them."""
    table = training_facts.export()["attendance"]
    return table.num_rows, len(set(table["person_key"].to_pylist()))


def test_a_file_that_was_committed_is_not_taken_again_until_it_is_undone(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    with batch.file.open("rb") as file:
        content = file.read()
    with pytest.raises(ValidationError, match=r"签到表\.xlsx"):
        upload(people, now, content, name="again.xlsx")
    assert ImportBatch.objects.count() == 1
    operations.undo(batch=batch, by=people.trainer, at=now)
    again = upload(people, now, content, name="again.xlsx")
    assert commit(people, now, again).state == "DONE"


def test_one_file_uploaded_twice_is_committed_once(people, now, session):
    content = workbook(GOOD)
    first, second = (upload(people, now, content, name=name) for name in ("a.xlsx", "b.xlsx"))
    commit(people, now, first)
    job = commit(people, now, second)
    assert job.state == "FAILED"
    assert "a.xlsx" in job.message
    assert Attendance.objects.count() == 2


def test_the_first_row_that_no_longer_fits_is_named(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    training.sign_in(
        rows=[training.SignIn(session, Person(GOOD[1][1], phone=GOOD[1][2]))], by=people.trainer, at=now
    )
    job = commit(people, now, batch)
    assert job.state == "FAILED"
    assert "第 3 行" in job.message
    assert Attendance.objects.count() == 1


def test_an_upload_that_breaks_off_leaves_nothing(people, now, session, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    class TornOff(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        operations.upload(
            sheet=SHEETS["training.roster"], file=TornOff(b"PK"), filename="a.xlsx", by=people.trainer, at=now
        )
    assert not ImportBatch.objects.exists()
    assert not TrailEntry.objects.filter(record_kind="imports.batch").exists()
    assert not list(tmp_path.rglob("*"))


def test_wrong_numbers_of_people_are_told_masked(people, now, session):
    rows = [("PX-1", "学员甲", "1381234567"), ("PX-1", "学员乙", "138123456789")]
    batch = upload(people, now, workbook(rows))
    said = str(batch.findings) + batch.message
    assert batch.error_count == 2
    assert "1381234567" not in said


def test_a_cancelled_check_can_be_taken_up_by_a_new_upload(people, now, session):
    batch = operations.upload(
        sheet=SHEETS["training.roster"],
        file=io.BytesIO(workbook(GOOD)),
        filename="a.xlsx",
        by=people.trainer,
        at=now,
    )
    jobs.request_cancel(job=batch.job, by=people.trainer, at=now)
    assert run(batch, now).state == "CANCELLED"
    assert not Attendance.objects.exists()
    assert upload(people, now, workbook(GOOD)).state == "READY"


def test_a_batch_is_for_who_brought_it_and_for_the_bureau(people, now, session):
    batch = upload(people, now, workbook(GOOD))
    seen = {role for role, user in people.by_role.items() if batch in queries.visible_to(user)}
    assert seen == {"BUREAU", "TRAINER", "AUDITOR"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"committed_at": True},
        {"undone_at": True, "undone_by": True},
        {"state": "COMMITTED", "sha256": "same"},
    ],
)
def test_the_database_refuses_half_a_batch(people, now, session, wrong):
    first = upload(people, now, workbook(GOOD))
    commit(people, now, first)
    other = upload(people, now, workbook([("PX-1", "学员丁", "13800000004")]))
    values = {"committed_at": now, "undone_at": now, "undone_by": people.trainer, "sha256": first.sha256}
    change = {name: values.get(name, value) for name, value in wrong.items()}
    if "sha256" in change:
        change |= {"committed_by": people.trainer, "committed_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=other.pk).update(**change)


def test_an_empty_file_is_refused_at_once(people, now):
    with pytest.raises(ValidationError):
        upload(people, now, b"")
    assert not ImportBatch.objects.exists()


def test_neither_trail_nor_findings_hold_phone_or_id_numbers(people, now, session):
    batch = upload(
        people, now, workbook([("PX-1", "学员甲", "13812345678"), ("PX-9", "学员乙", "13987654321")])
    )
    commit(people, now, upload(people, now, workbook([("PX-1", "学员甲", "13812345678")])))
    said = str(batch.findings) + "".join(TrailEntry.objects.values_list("leaf", flat=True))
    said += "".join(Job.objects.values_list("message", flat=True))
    assert "13812345678" not in said
    assert "13987654321" not in said


def test_who_may_not_write_trainings_imports_none(people, now):
    with pytest.raises(PermissionDenied):
        upload(people, now, workbook(GOOD), by=people.finance)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_an_import_say_what_to_do(client, people, now, session, language):
    client.force_login(people.trainer)
    client.cookies.load({"django_language": language})
    faulty = upload(people, now, workbook([("PX-9", "学员甲", "13800000001")]))
    page = client.get(reverse("imports:batch", args=[faulty.pk])).content.decode()
    assert ("下载批注后的工作簿" if language == "zh-hans" else "Download the annotated workbook") in page
    assert client.get(reverse("imports:batches")).status_code == 200
    template = client.get(reverse("imports:template", args=["training.roster"]))
    assert template.content.startswith(b"PK")


def content_status(client, person, document):
    client.force_login(person)
    response = client.get(reverse("evidence:content", args=[document.pk]))
    # Not response.close(): that hangs up the database.
    for resource in response._resource_closers:
        resource()
    return response.status_code


def test_a_sign_in_sheet_opens_only_to_who_may_read_personal_data(client, people, now, session):
    batch = upload(people, now, workbook(GOOD))
    commit(people, now, batch)
    assert batch.document.personal
    people.contractor.organisation = people.trainer.organisation
    people.contractor.save()
    seen = {
        role: content_status(client, person, batch.document)
        for role, person in people.by_role.items()
        if batch.document in evidence.visible_to(person)
    }
    assert seen["BUREAU"] == seen["TRAINER"] == 200
    assert seen["AUDITOR"] == seen["FINANCE"] == seen["CONTRACTOR"] == 403
    entries = evidence.trail_of("evidence.document", batch.document.pk).filter(verb="open_personal")
    assert sorted(entries.values_list("by__role", flat=True)) == ["BUREAU", "TRAINER"]


def test_a_workbook_that_names_nobody_is_open(people, now, session):
    personal = {code for code, sheet in SHEETS.items() if sheet.sheet.is_personal}
    assert {"training.roster", "training.outcomes", "training.certificates"} <= personal
    assert not personal & {"training.courses", "training.answers", "places.stations", "funds.payments"}


def test_an_annotated_copy_of_a_sign_in_sheet_leaves_its_entry(client, people, now, session):
    batch = upload(people, now, workbook([("PX-9", "学员甲", "13800000001")]))
    client.force_login(people.bureau)
    copy = client.get(reverse("imports:annotated", args=[batch.pk]))
    assert copy.status_code == 200
    for resource in copy._resource_closers:
        resource()
    (entry,) = evidence.trail_of("imports.batch", batch.pk).filter(verb="open_personal")
    assert entry.by == people.bureau
    with pytest.raises(PermissionDenied):
        operations.open_annotated(batch=batch, by=people.auditor, at=now)


def test_names_are_masked_before_a_preview_or_an_error_is_kept(people, now, session):
    ready = upload(people, now, workbook([("PX-1", "学员甲乙", "13800000001")]))
    faulty = upload(
        people, now, workbook([("PX-9", "学员甲乙", "13800000001"), ("PX-1", "学" * 41, "13800000002")])
    )
    said = str(ready.findings) + str(faulty.findings)
    assert ready.findings["preview"][0][1] == "学***"
    assert faulty.error_count == 2
    assert "学员甲乙" not in said
    assert "学学学学" not in said
