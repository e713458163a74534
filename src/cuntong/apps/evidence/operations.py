import hashlib
from datetime import datetime
from typing import BinaryIO

import filetype
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.sealing import Frontier, canonical_json, leaf_hash

from . import queries
from .kinds import RECORD_KINDS, RecordKind, code_of
from .models import Document, EvidenceLink, TrailEntry, TrailHead

OFFICE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
}
ACCEPTED_TYPES = {
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heic",
    "video/mp4",
    "audio/mpeg",
    *OFFICE_TYPES.values(),
}

_MAY_NOT_MARK = gettext_lazy(
    "Only who uploaded this document, who may write a record that it proves, or who may read personal data marks it."
)
_MAY_NOT_UNMARK = gettext_lazy(
    "Only who may read personal data (READ_PERSONAL) can say that a document contains none."
)


@transaction.atomic(savepoint=False)
def record(*, verb: str, record: Model, change: dict, by: User, at: datetime) -> TrailEntry:
    """Adds what was done to the trail, in the caller's transaction.

    `change` says what is new in plain values (decimals, dates, codes). It is sealed for ever, so it holds no
    personal data: a person appears by their key, never by name, phone or ID number.
    """
    return _append(
        verb=verb, record_kind=code_of(record), record_id=str(record.pk), change=change, by=by, at=at
    )


def _append(
    *, verb: str, record_kind: str, record_id: str, change: dict, by: User, at: datetime
) -> TrailEntry:
    head = TrailHead.objects.select_for_update().get(pk=1)
    seq = head.size + 1
    leaf = canonical_json(
        {
            "seq": seq,
            "at": at,
            "by": by.pk,
            "role": by.role,
            "verb": verb,
            "kind": record_kind,
            "record": record_id,
            "change": change,
        }
    )
    digest = leaf_hash(leaf)
    frontier = Frontier.from_json(head.frontier).append(digest)
    head.size, head.root, head.frontier = seq, frontier.root.hex(), frontier.to_json()
    head.save()
    return TrailEntry.objects.create(
        seq=seq,
        at=at,
        by=by,
        verb=verb,
        record_kind=record_kind,
        record_id=record_id,
        leaf=leaf.decode(),
        leaf_hash=digest.hex(),
    )


@transaction.atomic
def upload(
    *,
    file: BinaryIO,
    filename: str,
    by: User,
    at: datetime,
    synthetic: bool = False,
    personal: bool = False,
) -> Document:
    """Stores a document under its digest; content that is marked as personal already is so here, too.

    Raises:
        ValidationError: too large, empty, or of a type that no browser or office can be asked to open.
    """
    require(by, Right.WRITE_EVIDENCE)
    return keep(file=file, filename=filename, by=by, at=at, synthetic=synthetic, personal=personal)


@transaction.atomic
def keep(
    *,
    file: BinaryIO,
    filename: str,
    by: User,
    at: datetime,
    synthetic: bool = False,
    personal: bool = False,
) -> Document:
    """Stores what a room's own act leaves as proof, under the right to that act: a workbook that was imported.

    Raises:
        ValidationError: as `upload`.
    """
    size, sha256 = _measure(file)
    document = Document(
        filename=_plain_name(filename),
        media_type=sniff(file, filename),
        size=size,
        sha256=sha256,
        synthetic=synthetic,
        personal=personal or Document.objects.filter(sha256=sha256, personal=True).exists(),
        uploaded_by=by,
        uploaded_at=at,
    )
    _store(document, file)
    document.save(force_insert=True)
    record(
        verb="upload",
        record=document,
        change={"sha256": sha256, "size": size, "media_type": document.media_type}
        | ({"personal": True} if document.personal else {}),
        by=by,
        at=at,
    )
    return document


@transaction.atomic
def mark_personal(*, document: Document, personal: bool, by: User, at: datetime) -> Document:
    """Says that a document's content tells who people are, or that it does not; saying it again changes nothing.

    The mark belongs to the content, so every document with the same digest takes it.

    Raises:
        PermissionDenied: the document is not there for this person, or marking it this way is not theirs.
    """
    require(by, Right.WRITE_EVIDENCE)
    if not queries.may_mark(document, by, personal=personal):
        raise PermissionDenied(_MAY_NOT_MARK if personal else _MAY_NOT_UNMARK)
    twins = Document.objects.select_for_update().filter(sha256=document.sha256).exclude(personal=personal)
    for twin in list(twins.order_by("pk")):
        Document.objects.filter(pk=twin.pk).update(personal=personal)
        record(verb="mark_personal", record=twin, change={"personal": personal}, by=by, at=at)
    document.personal = personal
    return document


@transaction.atomic
def open_content(*, document: Document, by: User, at: datetime) -> None:
    """Lets a person have a document's content; where that is personal, the trail keeps who looked.

    Raises:
        PermissionDenied: naming the right that is missing.
    """
    if not queries.may_open(document, by):
        raise PermissionDenied(
            _("This document contains personal data. Opening it needs the right %(right)s.")
            % {"right": Right.READ_PERSONAL}
        )
    if document.personal:
        record(verb="open_personal", record=document, change={"sha256": document.sha256}, by=by, at=at)


def _measure(file: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        size += len(chunk)
        if size > settings.DOCUMENT_MAX_BYTES:
            limit = settings.DOCUMENT_MAX_BYTES // (1 << 20)
            raise ValidationError(
                _("The file is larger than %(limit)s MB. Split it, or photograph it at a lower resolution.")
                % {"limit": limit}
            )
        digest.update(chunk)
    if size == 0:
        raise ValidationError(
            _("The file is empty. Choose it again, or check whether it was copied completely.")
        )
    return size, digest.hexdigest()


def sniff(file: BinaryIO, filename: str) -> str:
    """The media type by content, not by name; office formats of one container are told apart by their ending.

    Raises:
        ValidationError: for every type that is not accepted as evidence.
    """
    file.seek(0)
    beginning = file.read(8192)
    file.seek(0)
    guess = filetype.guess_mime(beginning) or _text_type(beginning)
    ending = "." + filename.rsplit(".", 1)[-1].lower()
    if guess in {"application/zip", "application/x-ole-storage", *OFFICE_TYPES.values()}:
        guess = OFFICE_TYPES.get(ending, guess)
    if guess not in ACCEPTED_TYPES | {"text/plain"}:
        raise ValidationError(
            _(
                "%(name)s is not a kind of file that can serve as evidence. Use PDF, a picture, Word, Excel or MP4."
            )
            % {"name": _plain_name(filename)}
        )
    return guess


def _text_type(beginning: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = beginning.decode(encoding, errors="strict" if len(beginning) < 8192 else "ignore")
        except UnicodeDecodeError:
            continue
        return (
            ""
            if "\0" in text or text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml"))
            else "text/plain"
        )
    return ""


def _plain_name(filename: str) -> str:
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable())[-200:] or "document"


def _store(document: Document, file: BinaryIO) -> None:
    """Equal content is stored once: the digest is the name."""
    storage = document.file.storage
    name = f"{document.sha256[:2]}/{document.sha256}"
    file.seek(0)
    document.file.name = name if storage.exists(name) else storage.save(name, File(file))


@transaction.atomic
def attach(
    *, document: Document, record_kind: str, record_id, by: User, at: datetime, note: str = ""
) -> EvidenceLink:
    """Links a document to a record that the person may see; linking it again changes nothing.

    Raises:
        PermissionDenied: the record is not there for this person.
    """
    kind = _reachable(record_kind, record_id, by)
    link, created = EvidenceLink.objects.get_or_create(
        document=document,
        record_kind=kind.code,
        record_id=str(record_id),
        removed_at=None,
        defaults={"note": note[:200], "linked_by": by, "linked_at": at},
    )
    if created:
        _append(
            verb="attach",
            record_kind=kind.code,
            record_id=str(record_id),
            change={"document": str(document.pk), "sha256": document.sha256},
            by=by,
            at=at,
        )
    return link


@transaction.atomic
def detach(*, link: EvidenceLink, by: User, at: datetime) -> EvidenceLink:
    """Takes a document off a record; the document and the trail of both acts stay. Doing it again changes nothing.

    Raises:
        PermissionDenied: whoever cannot write the record takes off only what they attached themselves.
    """
    kind = _reachable(link.record_kind, link.record_id, by)
    link = EvidenceLink.objects.select_for_update().get(pk=link.pk)
    if link.linked_by_id != by.pk and not by.may(kind.write):
        raise PermissionDenied(
            _("Somebody else attached this document. Ask them or the bureau to take it off.")
        )
    if link.removed_at is not None:
        return link
    link.removed_by, link.removed_at = by, at
    link.save(update_fields=["removed_by", "removed_at"])
    _append(
        verb="detach",
        record_kind=link.record_kind,
        record_id=link.record_id,
        change={"document": str(link.document_id)},
        by=by,
        at=at,
    )
    return link


def _reachable(record_kind: str, record_id, by: User) -> RecordKind:
    require(by, Right.WRITE_EVIDENCE)
    kind = RECORD_KINDS.get(record_kind)
    if kind is None or not by.may(kind.read) or not kind.visible_to(by).filter(pk=record_id).exists():
        raise PermissionDenied(_("There is no such record among those you may see."))
    return kind
