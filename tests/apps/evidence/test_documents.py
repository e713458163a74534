"""Documents: what is accepted, who sees them, and how they reach a record."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cuntong.apps.evidence import operations, queries

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def upload(by, now, content=b"%PDF-1.7 x", name="a.pdf"):
    return operations.upload(file=io.BytesIO(content), filename=name, by=by, at=now)


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7 x", "scan.exe", "application/pdf"),
        (PNG, "photo.jpg", "image/png"),
        ("序号,姓名\n1,示例".encode("gb18030"), "roster.csv", "text/plain"),
        (zipped(), "sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_type_is_told_by_the_content(people, now, content, name, media_type):
    assert upload(people.bureau, now, content, name).media_type == media_type


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "photo.jpg"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "notice.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "seal.png"),
        (zipped(), "all.zip"),
        (b"", "empty.pdf"),
    ],
)
def test_what_cannot_serve_as_evidence_is_refused_and_nothing_stays(people, now, content, name):
    with pytest.raises(ValidationError):
        upload(people.bureau, now, content, name)
    assert queries.head().size == 0


def test_a_file_over_the_limit_is_refused_with_the_limit(people, now, settings):
    settings.DOCUMENT_MAX_BYTES = 2 << 20
    with pytest.raises(ValidationError, match="2"):
        upload(people.bureau, now, b"%PDF-1.7" + b"x" * (2 << 20))


def test_the_same_content_is_stored_once_under_its_digest(people, now):
    first, second = upload(people.bureau, now), upload(people.keeper, now)
    assert first.file.name == second.file.name == f"{first.sha256[:2]}/{first.sha256}"


def test_a_person_sees_their_own_documents_and_not_a_strangers(people, now):
    mine, other = upload(people.keeper, now), upload(people.trainer, now, b"%PDF-1.7 y")
    assert set(queries.visible_to(people.keeper)) == {mine}
    assert set(queries.visible_to(people.auditor)) == {mine, other}
    assert not queries.visible_to(people.public).exists()


def test_nobody_without_the_right_puts_anything_in(people, now):
    with pytest.raises(PermissionDenied):
        upload(people.auditor, now)


def test_an_unknown_kind_of_record_takes_no_evidence(people, now):
    document = upload(people.bureau, now)
    with pytest.raises(PermissionDenied):
        operations.attach(document=document, record_kind="no.such", record_id="1", by=people.bureau, at=now)


def test_the_browser_shows_a_pdf_and_saves_anything_that_could_run(client, people, now):
    client.force_login(people.bureau)
    shown = client.get(reverse("evidence:content", args=[upload(people.bureau, now).pk]))
    saved = client.get(
        reverse("evidence:content", args=[upload(people.bureau, now, "名单".encode(), "list.html").pk])
    )
    assert shown.headers["Content-Type"] == "application/pdf"
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    for response in (shown, saved):
        response.close()


def test_a_document_attached_on_the_page_stands_beside_its_record(client, people, now):
    record = upload(people.bureau, now)
    client.force_login(people.bureau)
    address = reverse("evidence:attach", args=["evidence.document", record.pk])
    client.post(
        address, {"file": SimpleUploadedFile("p.pdf", b"%PDF-1.7 z"), "back": "//evil.example/"}, follow=False
    )
    (link,) = queries.evidence_of("evidence.document", record.pk)
    assert link.document.filename == "p.pdf"
    operations.detach(link=link, by=people.bureau, at=now)
    assert not queries.evidence_of("evidence.document", record.pk).exists()
