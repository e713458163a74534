"""A sign-in workbook on its way: every error at once, an annotated copy, dry run, commit, undo; nothing half-written."""

import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cuntong.apps.evidence import queries as evidence
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.imports import operations
from cuntong.apps.imports.kinds import SHEETS, UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.training import operations as training
from cuntong.apps.training.models import Attendance, Trainee
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
