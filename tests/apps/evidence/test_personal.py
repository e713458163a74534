"""Documents that tell who people are: all who see the record see that they exist, few open them, and the trail says who."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cuntong.apps.evidence import operations, queries
from cuntong.apps.evidence.models import Document, TrailEntry

pytestmark = pytest.mark.django_db


def upload(by, now, personal=True, content=b"%PDF-1.7 sheet", name="签到表.pdf"):
    file = io.BytesIO(content)
    return operations.upload(file=file, filename=name, personal=personal, by=by, at=now)


def content_of(client, document):
    response = client.get(reverse("evidence:content", args=[document.pk]))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # Not response.close(): that hangs up the database.
    for resource in response._resource_closers:
        resource()
    return response, body


def openings(document):
    entries = queries.trail_of("evidence.document", document.pk).filter(verb="open_personal")
    return list(entries.order_by("seq").values_list("by__role", flat=True))


def test_who_lacks_the_right_sees_the_row_and_is_told_which_right_is_missing(client, people, now):
    document = upload(people.bureau, now)
    client.force_login(people.auditor)
    page = client.get(reverse("evidence:document", args=[document.pk])).content.decode()
    assert document.sha256 in page
    assert 'data-mark="locked"' in page
    assert reverse("evidence:content", args=[document.pk]) not in page
    refused, body = content_of(client, document)
    assert refused.status_code == 403
    assert "READ_PERSONAL" in body.decode()
    assert b"%PDF" not in body
    assert openings(document) == []


def test_each_opening_is_kept_with_who_looked_and_never_answered_from_a_cache(client, people, now):
    document = upload(people.keeper, now)
    for person in (people.keeper, people.bureau, people.bureau):
        client.force_login(person)
        shown, body = content_of(client, document)
        assert (shown.status_code, body) == (200, b"%PDF-1.7 sheet")
        assert "no-store" in shown.headers["Cache-Control"]
    assert openings(document) == ["STATION_KEEPER", "BUREAU", "BUREAU"]


def test_looking_at_the_page_alone_opens_nothing(client, people, now):
    document = upload(people.bureau, now)
    client.force_login(people.bureau)
    page = client.get(reverse("evidence:document", args=[document.pk])).content.decode()
    assert "<iframe" not in page
    assert openings(document) == []


def test_other_documents_open_as_before_and_leave_no_entry(client, people, now):
    document = upload(people.bureau, now, personal=False)
    client.force_login(people.auditor)
    assert content_of(client, document)[0].status_code == 200
    assert openings(document) == []


def test_the_tick_on_the_form_marks_the_document(client, people, now):
    record = upload(people.bureau, now, personal=False)
    client.force_login(people.bureau)
    address = reverse("evidence:attach", args=["evidence.document", record.pk])
    for name, tick in (("a.pdf", {"personal": "1"}), ("b.pdf", {})):
        client.post(address, {"file": SimpleUploadedFile(name, b"%PDF " + name.encode()), **tick})
    marks = dict(Document.objects.exclude(pk=record.pk).values_list("filename", "personal"))
    assert marks == {"a.pdf": True, "b.pdf": False}
    (entry,) = queries.trail_of("evidence.document", Document.objects.get(filename="a.pdf").pk).filter(
        verb="upload"
    )
    assert queries.change_of(entry)["personal"] is True


def test_content_that_is_marked_is_marked_wherever_it_comes_in_again(people, now):
    upload(people.trainer, now)
    assert upload(people.keeper, now, personal=False).personal


def test_the_mark_goes_on_and_off_all_documents_of_the_same_content_with_an_entry_each(people, now):
    first, second = upload(people.bureau, now, personal=False), upload(people.trainer, now, personal=False)
    for personal in (True, True, False):
        operations.mark_personal(document=first, personal=personal, by=people.bureau, at=now)
    assert set(Document.objects.values_list("personal", flat=True)) == {False}
    for document in (first, second):
        said = queries.trail_of("evidence.document", document.pk).filter(verb="mark_personal")
        assert [queries.change_of(entry)["personal"] for entry in said.order_by("seq")] == [True, False]


def test_who_put_it_in_marks_it_but_only_who_may_read_it_takes_the_mark_off(people, now):
    document = upload(people.contractor, now, personal=False)
    operations.mark_personal(document=document, personal=True, by=people.contractor, at=now)
    with pytest.raises(PermissionDenied, match="READ_PERSONAL"):
        operations.mark_personal(document=document, personal=False, by=people.contractor, at=now)
    assert Document.objects.get().personal


def test_a_stranger_to_the_document_marks_nothing(people, now):
    document = upload(people.keeper, now, personal=False)
    for person in (people.auditor, people.trainer, people.contractor, people.finance):
        with pytest.raises(PermissionDenied):
            operations.mark_personal(document=document, personal=True, by=person, at=now)
    assert not Document.objects.get().personal


def test_the_mark_is_set_on_the_documents_page(client, people, now):
    document = upload(people.bureau, now, personal=False)
    client.force_login(people.bureau)
    address = reverse("evidence:mark_personal", args=[document.pk])
    client.post(address, {"personal": "1"})
    assert Document.objects.get().personal
    client.post(address)
    assert not Document.objects.get().personal
    client.force_login(people.auditor)
    assert client.post(address, {"personal": "1"}).status_code == 403


def test_the_list_tells_the_marked_ones_apart(client, people, now):
    upload(people.bureau, now)
    upload(people.bureau, now, personal=False, content=b"%PDF-1.7 plan", name="方案.pdf")
    client.force_login(people.auditor)
    page = client.get(reverse("evidence:documents"), {"personal": "True"}).content.decode()
    assert "签到表.pdf" in page
    assert "方案.pdf" not in page


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("filename", "'另一份.pdf'"),
        ("sha256", f"'{'0' * 64}'"),
        ("size", "size + 1"),
        ("uploaded_at", "'2020-01-01 00:00:00'"),
        ("file", "'00/00'"),
        ("media_type", "'text/plain'"),
        ("synthetic", "NOT synthetic"),
    ],
)
def test_the_database_lets_nothing_change_but_the_mark(people, now, column, other):
    document = upload(people.bureau, now)
    Document.objects.filter(pk=document.pk).update(personal=False)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE evidence_document SET personal = TRUE, {column} = {other}")
    assert TrailEntry.objects.get().verb == "upload"
