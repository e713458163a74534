"""Reports read back: taken in, shown with their findings, answered, replaced by a corrected version, taken away."""

import io

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.performance import operations, queries
from cuntong.apps.performance.models import CheckedReport, CheckFinding, FindingAnswer

pytestmark = pytest.mark.django_db

WRONG = "尾款资金500万元，已支付193.6万元，尾款支付进度38.8%。"
VAGUE = "入驻20余家电商企业。"
TEXT = f"示例县项目自评报告\n{WRONG}\n{VAGUE}\n发放问卷200份，收回190份，回收率91%。\n"


def take_in(people, now, text=TEXT, name="自评报告.txt", by=None, **more):
    return operations.take_in_report(
        file=io.BytesIO(text.encode()), filename=name, by=by or people.bureau, at=now, **more
    )


def finding_about(checked, words):
    return next(one for one in checked.findings.all() if words in str(one.quotes))


def answer(finding, people, now, code="EXPLAINED", reason="按实际到账口径", by=None):
    return operations.answer_finding(
        finding=finding, answer=code, reason=reason, by=by or people.bureau, at=now
    )


def page(client, person, checked):
    client.force_login(person)
    return client.get(reverse("performance:check", args=[checked.pk]))


# --- taken in and shown ------------------------------------------------------------------------------------------


def test_a_small_report_is_checked_at_once_and_its_file_is_kept(people, now):
    checked = take_in(people, now)
    assert checked.state == "CHECKED"
    assert checked.contradictions == 2
    with checked.document.file.open("rb") as kept:
        assert kept.read().decode() == TEXT
    assert TrailEntry.objects.filter(verb="check", record_id=str(checked.pk)).count() == 1


def test_a_large_report_is_checked_in_the_background_once(people, now):
    checked = take_in(people, now, text=TEXT + "持续推进各项工作。\n" * 10_000)
    assert checked.state == "CHECKING"
    job = jobs.run(job_id=checked.job_id, clock=lambda: now)
    assert job.state == "DONE"
    checked.refresh_from_db()
    assert checked.contradictions == 2
    again = operations.finish_check(checked=checked, at=now)
    assert again.findings.count() == checked.findings.count()


def test_the_page_marks_the_words_and_lists_what_is_wrong(client, people, now):
    checked = take_in(people, now)
    wrong = finding_about(checked, "38.8%")
    shown = page(client, people.bureau, checked).content.decode()
    assert f'href="#finding-{wrong.position}"' in shown
    assert ">38.8%</a>" in shown
    assert wrong.message in shown


def test_the_words_of_a_report_are_never_markup(client, people, now):
    checked = take_in(
        people,
        now,
        text="<script>alert(1)</script>尾款500万元，已支付193.6万元，支付进度38.8%。",
        name="<b>报告.md",
    )
    shown = page(client, people.bureau, checked).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<b>报告" not in shown


def test_what_cannot_be_read_says_why_and_a_strange_kind_is_not_taken_in(client, people, now):
    checked = operations.take_in_report(
        file=io.BytesIO(b"%PDF-1.7\nnothing"), filename="报告.pdf", by=people.bureau, at=now
    )
    assert checked.state == "REFUSED"
    assert checked.message in page(client, people.bureau, checked).content.decode()
    with pytest.raises(ValidationError):
        take_in(people, now, name="报告.exe")
    assert CheckedReport.objects.count() == 1


def test_several_files_at_once_and_one_that_is_refused(client, people):
    client.force_login(people.bureau)
    files = [SimpleUploadedFile(f"报告{number}.txt", TEXT.encode()) for number in (1, 2)]
    files.append(SimpleUploadedFile("图片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40))
    answered = client.post(reverse("performance:check-new"), {"files": files}, follow=True)
    shown = answered.content.decode()
    assert "报告1.txt" in shown
    assert "报告2.txt" in shown
    assert "图片.png" in shown
    assert CheckedReport.objects.count() == 2


def test_pasted_text_is_checked_like_a_file(client, people):
    client.force_login(people.bureau)
    answered = client.post(reverse("performance:check-new"), {"text": TEXT, "title": "粘贴"}, follow=True)
    assert "38.8%" in answered.content.decode()
    assert CheckedReport.objects.get().document.filename == "粘贴.txt"


def test_nothing_given_is_said_at_the_field(client, people):
    client.force_login(people.bureau)
    answered = client.post(reverse("performance:check-new"), {"text": "  "})
    assert 'role="alert"' in answered.content.decode()
    assert not CheckedReport.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(client, people, now, language):
    checked = take_in(people, now)
    take_in(people, now, follows=checked)
    client.force_login(people.bureau)
    client.cookies["django_language"] = language
    chinese = language == "zh-hans"
    for name, arguments in (
        ("checks", []),
        ("check-new", []),
        ("check-version", [checked.pk]),
        ("check", [checked.pk]),
    ):
        shown = client.get(reverse(f"performance:{name}", args=arguments)).content.decode()
        assert ("报告核查" in shown) == chinese
        assert ("Report check" in shown) != chinese


# --- who sees what -----------------------------------------------------------------------------------------------


def test_a_contractor_sees_and_answers_its_own_reports_only(client, people, now):
    own, other = take_in(people, now, by=people.contractor), take_in(people, now)
    assert page(client, people.contractor, own).status_code == 200
    assert page(client, people.contractor, other).status_code == 404
    assert page(client, people.inspector, own).status_code == 404
    assert page(client, people.auditor, own).status_code == 200
    answer(finding_about(own, "38.8%"), people, now, by=people.contractor)
    with pytest.raises(PermissionDenied):
        answer(finding_about(other, "38.8%"), people, now, by=people.contractor)
    with pytest.raises(PermissionDenied):
        answer(finding_about(own, "38.8%"), people, now, by=people.auditor)


def test_whoever_has_no_right_to_documents_has_no_page(client, people):
    for person, status in ((people.driver, 403), (people.contractor, 200), (people.auditor, 200)):
        client.force_login(person)
        assert client.get(reverse("performance:checks")).status_code == status
    client.force_login(people.auditor)
    assert client.get(reverse("performance:check-new")).status_code == 403


# --- answers -----------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_who_when_and_why_and_a_changed_mind_is_a_new_one(client, people, now, later):
    checked = take_in(people, now)
    finding = finding_about(checked, "38.8%")
    answer(finding, people, now)
    answer(finding, people, later, code="REOPENED", reason="", by=people.finance)
    said = list(FindingAnswer.objects.values_list("answer", "reason", "by__username", "at"))
    assert said == [("EXPLAINED", "按实际到账口径", "bureau", now), ("REOPENED", "", "finance", later)]
    assert TrailEntry.objects.filter(verb="answer", record_id=str(checked.pk)).count() == 2
    shown = page(client, people.bureau, checked).content.decode()
    assert "按实际到账口径" in shown


@pytest.mark.parametrize("code", ["EXPLAINED", "CORRECTED"])
def test_an_explanation_needs_its_reason(people, now, code):
    finding = finding_about(take_in(people, now), "38.8%")
    with pytest.raises(ValidationError):
        answer(finding, people, now, code=code, reason="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingAnswer.objects.create(finding=finding, answer=code, by=people.bureau, at=now)
    answer(finding, people, now, code="ACCEPTED", reason="")


def test_answers_and_findings_are_only_ever_added(people, now):
    checked = take_in(people, now)
    answer(finding_about(checked, "38.8%"), people, now)
    for change in (
        lambda: FindingAnswer.objects.update(reason="别的"),
        lambda: FindingAnswer.objects.all()._raw_delete("default"),
        lambda: CheckFinding.objects.update(message="别的"),
        lambda: CheckedReport.objects.update(contradictions=0),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_list_counts_what_is_unanswered(people, now):
    checked = take_in(people, now)
    before = queries.with_open_counts(CheckedReport.objects.filter(pk=checked.pk)).get().open_count
    finding = finding_about(checked, "38.8%")
    answer(finding, people, now)
    counted = queries.with_open_counts(CheckedReport.objects.filter(pk=checked.pk))
    assert counted.get().open_count == before - 1
    answer(finding, people, now, code="REOPENED", reason="")
    assert counted.get().open_count == before


# --- versions ----------------------------------------------------------------------------------------------------


def test_a_corrected_version_takes_over_answers_and_says_what_vanished(client, people, now, later):
    first = take_in(people, now)
    answer(finding_about(first, "38.8%"), people, now)
    answer(finding_about(first, "91%"), people, now, code="ACCEPTED", reason="")
    second = take_in(people, later, text="前言一段。\n" + TEXT.replace("91%", "95%"), follows=first)
    assert second.version == 2
    carried = finding_about(second, "38.8%").answers.get()
    assert (carried.answer, carried.reason, carried.by, carried.at) == (
        "EXPLAINED",
        "按实际到账口径",
        people.bureau,
        now,
    )
    assert carried.carried_from.finding.checked == first
    assert [one.stated for one in queries.vanished(second)] == ["91%"]
    shown = page(client, people.bureau, second).content.decode()
    assert "<s>" in shown
    assert reverse("performance:check", args=[first.pk]) in shown


def test_corrected_is_not_taken_over_where_the_finding_is_still_there(people, now, later):
    first = take_in(people, now)
    answer(finding_about(first, "38.8%"), people, now, code="CORRECTED", reason="第2版已改为38.7%")
    second = take_in(people, later, follows=first)
    assert not finding_about(second, "38.8%").answers.exists()


def test_a_version_has_one_that_follows_and_is_answered_no_more(people, now, later):
    first = take_in(people, now)
    take_in(people, later, follows=first)
    with pytest.raises(ValidationError):
        take_in(people, later, follows=first)
    with pytest.raises(ValidationError):
        answer(finding_about(first, "38.8%"), people, later)


# --- taken away --------------------------------------------------------------------------------------------------


def _download(client, person, checked, name):
    client.force_login(person)
    response = client.get(reverse(f"performance:check-{name}", args=[checked.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_findings_are_taken_away_with_their_answers(client, people, now):
    checked = take_in(people, now)
    answer(finding_about(checked, "38.8%"), people, now)
    page_ = _download(client, people.bureau, checked, "html").decode()
    assert "38.8%" in page_
    assert "按实际到账口径" in page_
    book = openpyxl.load_workbook(io.BytesIO(_download(client, people.bureau, checked, "xlsx")))
    cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert "按实际到账口径" in cells
    assert any("38.7%" in cell for cell in cells)
    assert _download(client, people.bureau, checked, "original").decode() == TEXT


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_word_comes_back_with_comments(client, people, now, kind):
    content = TEXT.encode()
    if kind == "docx":
        document = docx.Document()
        for line in TEXT.splitlines():
            document.add_paragraph(line)
        written = io.BytesIO()
        document.save(written)
        content = written.getvalue()
    checked = operations.take_in_report(
        file=io.BytesIO(content), filename=f"报告.{kind}", by=people.bureau, at=now
    )
    commented = docx.Document(io.BytesIO(_download(client, people.bureau, checked, "docx")))
    assert [paragraph.text for paragraph in commented.paragraphs][
        : len(TEXT.splitlines())
    ] == TEXT.splitlines()
    assert any("38.7%" in comment.text for comment in commented.comments)


# --- sealed figures ----------------------------------------------------------------------------------------------

CLAIMED = "乐昌市项目自评报告\n自项目实施以来，完成普及性培训5人次。\n自项目实施以来，完成普及性培训7人次。\n"


def test_figures_that_the_bundle_knows_are_compared_with_it(client, frozen, people, now):
    plain = take_in(people, now, text=CLAIMED)
    assert not plain.findings.filter(kind="sealed").exists()
    compared = operations.compare_with_snapshot(checked=plain, snapshot=frozen, by=people.bureau, at=now)
    found = compared.findings.get(kind="sealed")
    assert (found.stated, found.computed, found.figure) == ("7人次", "5人次", "ATTENDANCES_GENERAL")
    shown = page(client, people.bureau, compared).content.decode()
    assert f"/performance/figures/ATTENDANCES_GENERAL/?snapshot={frozen.pk}" in shown
    with pytest.raises(PermissionDenied):
        take_in(people, now, text=CLAIMED, by=people.contractor, snapshot=frozen)


# --- our own report ----------------------------------------------------------------------------------------------


@pytest.fixture
def own(frozen, people, now):
    report = operations.draft_report(snapshot=frozen, by=people.bureau, at=now)
    for section in report.sections.all():
        text = "\n".join(
            line for line in section.text.splitlines() if "{{ask:" not in line and "{{target:" not in line
        )
        operations.edit_section(section=section, text=text, version=section.version, by=people.bureau, at=now)
    return report


def write(report, people, now, text):
    section = report.sections.get(code="BASICS_PAYEE")
    operations.edit_section(
        section=section, text=section.text + text, version=section.version, by=people.bureau, at=now
    )


def test_our_own_report_as_drafted_contradicts_itself_nowhere(own, people, now):
    checked = operations.check_own_report(report=own, by=people.bureau, at=now)
    assert list(checked.findings.filter(grade="contradiction")) == []


def test_a_report_that_contradicts_itself_is_approved_only_once_that_is_explained(own, people, now):
    write(own, people, now, f"\n{WRONG}")
    with pytest.raises(ValidationError) as refusal:
        operations.approve_report(report=own, by=people.bureau, at=now)
    assert any("38.8%" in message for message in refusal.value.messages)
    checked = operations.check_own_report(report=own, by=people.bureau, at=now)
    finding = finding_about(checked, "38.8%")
    answer(finding, people, now, code="ACCEPTED", reason="")
    with pytest.raises(ValidationError):
        operations.approve_report(report=own, by=people.bureau, at=now)
    answer(finding, people, now)
    assert operations.approve_report(report=own, by=people.bureau, at=now).state == "APPROVED"


def test_a_corrected_report_is_approved_and_its_checks_are_versions(client, own, people, now):
    write(own, people, now, f"\n{WRONG}")
    first = operations.check_own_report(report=own, by=people.bureau, at=now)
    section = own.sections.get(code="BASICS_PAYEE")
    operations.edit_section(
        section=section,
        text=section.text.replace("38.8%", "38.7%"),
        version=section.version,
        by=people.bureau,
        at=now,
    )
    second = operations.check_own_report(report=own, by=people.bureau, at=now)
    assert (second.version, second.follows) == (2, first)
    assert "38.8%" in [one.stated for one in queries.vanished(second)]
    assert operations.approve_report(report=own, by=people.bureau, at=now).state == "APPROVED"
    client.force_login(people.bureau)
    shown = client.get(reverse("performance:report", args=[own.pk])).content.decode()
    assert reverse("performance:check", args=[second.pk]) in shown


def test_checks_of_our_own_report_are_for_those_who_read_it(client, own, people, now):
    checked = operations.check_own_report(report=own, by=people.bureau, at=now)
    assert page(client, people.finance, checked).status_code == 200
    assert page(client, people.contractor, checked).status_code == 404
    with pytest.raises(PermissionDenied):
        answer(checked.findings.first(), people, now, by=people.finance)
