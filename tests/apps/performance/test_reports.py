"""The report: bound figures, a Word document, and an approval that leaves nothing open."""

import io
from pathlib import Path

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cuntong.apps.performance import operations
from cuntong.apps.performance.models import Report
from cuntong.domain.sealing import open_bundle, verify_bundle

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(frozen, people, now):
    return operations.draft_report(snapshot=frozen, by=people.bureau, at=now)


def edit(report, people, now, code, text):
    section = report.sections.get(code=code)
    return operations.edit_section(
        section=section, text=text, version=section.version, by=people.bureau, at=now
    )


def fill_everything(report, people, now):
    """Every section with its figures kept and every question answered."""
    for section in report.sections.all():
        text = "\n".join(
            line for line in section.text.splitlines() if "{{ask:" not in line and "{{target:" not in line
        )
        edit(report, people, now, section.code, text)


def page_of(client, report, people):
    client.force_login(people.bureau)
    return client.get(reverse("performance:report", args=[report.pk])).content.decode()


def test_the_bundle_of_a_freeze_holds_the_drafted_report(frozen):
    with open_bundle(Path(frozen.bundle.path)) as bundle:
        html = bundle.read("report/report.html").decode()
        document = docx.Document(io.BytesIO(bundle.read("report/report.docx")))
    assert "5人次" in html
    assert "<script" not in html
    assert "演示数据" in document.sections[0].header.paragraphs[0].text


def test_a_figure_in_the_text_opens_to_its_frozen_records(client, report, people, frozen):
    page = page_of(client, report, people)
    assert f'href="/performance/figures/ATTENDANCES_GENERAL/?snapshot={frozen.pk}"' in page
    assert "（无记录）" in page


def test_the_text_of_a_writer_is_escaped(client, report, people, now):
    edit(report, people, now, "BASICS_PAYEE", "<script>alert(1)</script>{{figure:FUNDS_RELEASED}}")
    page = page_of(client, report, people)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_number_typed_by_hand_is_marked(client, report, people, now):
    edit(report, people, now, "BASICS_PAYEE", "培训了2600人次，依据财办建〔2021〕38号，于2023年5月。")
    page = page_of(client, report, people)
    assert 'class="typed"' in page
    assert ">2600人次<" in page
    assert ">38号<" not in page


def test_a_placeholder_that_means_nothing_is_refused_and_nothing_is_saved(report, people, now):
    before = report.sections.get(code="BASICS_PAYEE").text
    for text in ("{{figure:NO_SUCH_FIGURE}}", "{{nonsense}}", "{{table:no_such_table}}"):
        with pytest.raises(ValidationError):
            edit(report, people, now, "BASICS_PAYEE", text)
    assert report.sections.get(code="BASICS_PAYEE").text == before


def test_somebody_elses_newer_text_is_never_overwritten_unseen(report, people, now):
    section = report.sections.get(code="BASICS_PAYEE")
    edit(report, people, now, "BASICS_PAYEE", "新的文字")
    with pytest.raises(ValidationError):
        operations.edit_section(
            section=section, text="旧的", version=section.version, by=people.bureau, at=now
        )
    assert report.sections.get(code="BASICS_PAYEE").text == "新的文字"


def test_a_report_with_open_points_is_not_approved_and_all_of_them_are_told(report, people, now):
    edit(report, people, now, "BASICS_PAYEE", "什么数据都没有")
    with pytest.raises(ValidationError) as refusal:
        operations.approve_report(report=report, by=people.bureau, at=now)
    assert any("figure:FUNDS_RELEASED" in message for message in refusal.value.messages)
    assert any("待填写" in message for message in refusal.value.messages)


def test_an_approved_report_is_sealed_with_the_same_facts_and_figures(report, people, now, frozen):
    fill_everything(report, people, now)
    approved = operations.approve_report(report=report, by=people.bureau, at=now)
    assert verify_bundle(Path(approved.bundle.path)).findings == ()
    with open_bundle(Path(approved.bundle.path)) as sealed, open_bundle(Path(frozen.bundle.path)) as first:
        assert sealed.figures() == first.figures()
        assert sealed.table("attendance").equals(first.table("attendance"))
    with pytest.raises(ValidationError):
        edit(report, people, now, "BASICS_PAYEE", "改一改")


def test_only_the_bureau_approves(report, people, now):
    with pytest.raises(PermissionDenied):
        operations.approve_report(report=report, by=people.finance, at=now)
    assert Report.objects.get().state == "DRAFT"


def test_the_word_document_is_laid_out_as_an_official_document(client, report, people):
    client.force_login(people.auditor)
    response = client.get(reverse("performance:document", args=[report.pk]))
    document = docx.Document(io.BytesIO(response.content))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin)] == [
        37,
        35,
        28,
    ]
    body = next(p for p in document.paragraphs if "5人次" in p.text)
    assert body.style.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
    assert 'w:eastAsia="仿宋_GB2312"' in body.runs[0]._r.xml
    assert report.snapshot.root in document.element.xml
