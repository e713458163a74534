"""The trail: one entry for each act, in order, sealed, and never changed."""

import io
import json

import pytest
from django.db import DatabaseError, connection, transaction

from cuntong.apps.evidence import operations, queries
from cuntong.apps.evidence.models import Document, TrailEntry
from cuntong.domain.sealing import inclusion_proof, verify_inclusion

pytestmark = pytest.mark.django_db


def upload(people, now, content=b"%PDF-1.7 signed sheet", name="签到表.pdf"):
    return operations.upload(file=io.BytesIO(content), filename=name, by=people.bureau, at=now)


def test_an_act_leaves_one_entry_that_says_who_what_and_when(people, now):
    document = upload(people, now)
    entry = TrailEntry.objects.get()
    assert (entry.seq, entry.verb, entry.record_kind, entry.record_id) == (
        1,
        "upload",
        "evidence.document",
        str(document.pk),
    )
    assert json.loads(entry.leaf)["by"] == people.bureau.pk
    assert queries.change_of(entry)["sha256"] == document.sha256


def test_every_entry_is_proven_to_stand_under_the_root(people, now):
    for number in range(7):
        upload(people, now, content=b"%PDF-1.7 " + str(number).encode())
    head, leaves = queries.head(), queries.leaf_hashes(7)
    assert head.size == 7
    for index in range(7):
        proof = inclusion_proof(index, leaves)
        assert verify_inclusion(leaves[index], index, 7, proof, bytes.fromhex(head.root))


@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = 'x'", "DELETE FROM {table}"])
@pytest.mark.parametrize(
    ("table", "column"), [("evidence_trailentry", "verb"), ("evidence_document", "filename")]
)
def test_the_database_refuses_to_change_or_remove_what_was_recorded(people, now, statement, table, column):
    upload(people, now)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table, column=column))
    assert TrailEntry.objects.get().verb == "upload"


def test_an_act_that_fails_leaves_no_entry(people, now):
    with transaction.atomic():
        upload(people, now)
        transaction.set_rollback(True)
    assert queries.head().size == 0
    assert not Document.objects.exists()


def test_a_whole_trail_has_no_broken_entries(people, now):
    upload(people, now)
    upload(people, now, content=b"%PDF-1.7 second")
    assert queries.broken_entries() == []


def test_a_forged_entry_is_found_by_its_number(people, now):
    upload(people, now)
    document = upload(people, now, content=b"%PDF-1.7 second")
    forged = TrailEntry(
        seq=3,
        at=now,
        by=people.bureau,
        verb="upload",
        record_kind="evidence.document",
        record_id=str(document.pk),
        leaf="{}",
        leaf_hash="0" * 64,
    )
    forged.save(force_insert=True)
    assert queries.broken_entries() == [3, 0]


def test_an_entry_is_not_replaced_by_inserting_over_it(people, now):
    upload(people, now)
    replace = (
        "INSERT OR REPLACE INTO evidence_trailentry SELECT seq, at, 'forged', record_kind, record_id, leaf, leaf_hash, by_id "
        "FROM evidence_trailentry"
        if connection.vendor == "sqlite"
        else "INSERT INTO evidence_trailentry SELECT * FROM evidence_trailentry ON CONFLICT (seq) DO UPDATE SET verb = 'forged'"
    )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(replace)
    assert TrailEntry.objects.get().verb == "upload"
