import json
from collections import Counter

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import COUNTYWIDE, Right
from cuntong.domain.sealing import Frontier, leaf_hash

from .kinds import RECORD_KINDS
from .models import Document, EvidenceLink, TrailEntry, TrailHead


def visible_to(user: User) -> QuerySet[Document]:
    """Documents the person put in, or that prove a record the person may see."""
    documents = Document.objects.select_related("uploaded_by")
    if not user.may(Right.READ_EVIDENCE):
        return documents.none()
    if user.role in COUNTYWIDE:
        return documents
    seen = Q(uploaded_by=user)
    for kind in RECORD_KINDS.values():
        if kind.model is not Document and user.may(kind.read):
            ids = [str(pk) for pk in kind.visible_to(user).values_list("pk", flat=True)]
            links = EvidenceLink.objects.filter(
                document=OuterRef("pk"), record_kind=kind.code, record_id__in=ids
            )
            seen |= Exists(links.filter(removed_at=None))
    return documents.filter(seen)


def may_open(document: Document, user: User) -> bool:
    """Whether a person who sees the document may have its content: personal content only by right, or as their own."""
    return not document.personal or document.uploaded_by_id == user.pk or user.may(Right.READ_PERSONAL)


def may_mark(document: Document, user: User, *, personal: bool) -> bool:
    """Whether a person may set the mark, or take it off.

    Setting it locks others out, so whoever put the document in or writes a record that it proves may; taking it off
    lets others in, so only who may read personal data does.
    """
    if not (user.may(Right.WRITE_EVIDENCE) and visible_to(user).filter(pk=document.pk).exists()):
        return False
    if user.may(Right.READ_PERSONAL):
        return True
    return personal and (document.uploaded_by_id == user.pk or _writes_what_it_proves(document, user))


def _writes_what_it_proves(document: Document, user: User) -> bool:
    links = document.links.filter(removed_at=None).values_list("record_kind", "record_id")
    kinds = [(RECORD_KINDS[code], key) for code, key in links if code in RECORD_KINDS]
    return any(
        user.may(kind.read) and user.may(kind.write) and kind.visible_to(user).filter(pk=key).exists()
        for kind, key in kinds
    )


def evidence_of(record_kind: str, record_id) -> QuerySet[EvidenceLink]:
    return (
        EvidenceLink.objects.filter(record_kind=record_kind, record_id=str(record_id), removed_at=None)
        .select_related("document", "linked_by")
        .order_by("linked_at")
    )


def evidence_counts(record_kind: str) -> Counter[str]:
    """How many documents prove each record of a kind, by record id (as text)."""
    ids = EvidenceLink.objects.filter(record_kind=record_kind, removed_at=None).values_list(
        "record_id", flat=True
    )
    return Counter(ids.iterator())


def trail_of(record_kind: str, record_id) -> QuerySet[TrailEntry]:
    return TrailEntry.objects.filter(record_kind=record_kind, record_id=str(record_id)).select_related("by")


def change_of(entry: TrailEntry) -> dict:
    return json.loads(entry.leaf)["change"]


def head() -> TrailHead:
    return TrailHead.objects.get(pk=1)


def leaf_hashes(size: int) -> list[bytes]:
    """The hashes of the first `size` leaves, in order: what a proof against that root is made of."""
    hashes = TrailEntry.objects.filter(seq__lte=size).order_by("seq").values_list("leaf_hash", flat=True)
    return [bytes.fromhex(text) for text in hashes.iterator(chunk_size=10_000)]


def broken_entries() -> list[int]:
    """Sequence numbers at which the stored trail no longer fits its own hashes; 0 stands for the root."""
    broken, frontier, expected = [], Frontier(), 1
    for seq, leaf, stored in (
        TrailEntry.objects.order_by("seq").values_list("seq", "leaf", "leaf_hash").iterator(chunk_size=10_000)
    ):
        computed = leaf_hash(leaf.encode())
        if seq != expected or computed.hex() != stored:
            broken.append(seq)
        frontier, expected = frontier.append(computed), seq + 1
    return broken if frontier.root.hex() == head().root else [*broken, 0]
