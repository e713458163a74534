import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import mask_id_number, mask_name, mask_phone
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import CellError, Column, Kind, Reading, Sheet, Tally, annotate

from .kinds import SHEETS, CommitRefused, ImportSheet
from .models import ImportBatch

PREVIEW_ROWS = 20
LISTED_ERRORS = 200


@transaction.atomic
def upload(
    *, sheet: ImportSheet, file: BinaryIO, filename: str, by: User, at: datetime, synthetic: bool = False
) -> ImportBatch:
    """Keeps the workbook as it came and starts its check; nothing is written into the room yet.

    `synthetic` marks a workbook that was made up, and the document that it becomes.

    Raises:
        ValidationError: empty, too large, or committed before.
    """
    require(by, Right.IMPORT)
    require(by, sheet.right)
    size, sha256 = _measure(file)
    if refusal := _committed_before(sheet.code, sha256):
        raise ValidationError(refusal)
    batch = ImportBatch(
        sheet=sheet.code,
        filename=filename[-200:],
        size=size,
        sha256=sha256,
        synthetic=synthetic,
        uploaded_by=by,
        uploaded_at=at,
    )
    batch.file.save("upload", File(file), save=False)
    batch.save(force_insert=True)
    evidence.record(verb="upload", record=batch, change={"sheet": sheet.code, "sha256": sha256}, by=by, at=at)
    return _start_job(batch, "imports.check", by, at)


def _measure(file: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        size += len(chunk)
        digest.update(chunk)
    file.seek(0)
    if size == 0:
        raise ValidationError(
            _("The file is empty. Choose it again, or check whether it was copied completely.")
        )
    if size > settings.DOCUMENT_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(limit)s MB. Split it into several workbooks.")
            % {"limit": settings.DOCUMENT_MAX_BYTES // (1 << 20)}
        )
    return size, digest.hexdigest()


def _committed_before(sheet_code: str, sha256: str) -> str:
    """Says that this very file was committed, and when; empty where it was not."""
    states = ImportBatch.State
    earlier = ImportBatch.objects.filter(sheet=sheet_code, sha256=sha256, state=states.COMMITTED).first()
    if earlier is None:
        return ""
    return _(
        "This very workbook was committed on %(day)s as “%(name)s”. Undo that import before you bring it in again."
    ) % {
        "day": timezone.localdate(earlier.committed_at),
        "name": earlier.filename,
    }


def _start_job(batch: ImportBatch, kind: str, by: User, at: datetime) -> ImportBatch:
    arguments = {"batch_id": str(batch.pk), "language": get_language() or settings.LANGUAGE_CODE}
    batch.job = jobs.start(kind=kind, arguments=arguments, by=by, at=at)
    batch.save(update_fields=["job"])
    return batch


def examine(*, batch: ImportBatch, progress: jobs.Progress, language: str) -> dict:
    """Reads the workbook, gathers every error of every row, tries a commit and takes it back (the dry run)."""
    sheet = SHEETS[batch.sheet]
    path = Path(batch.file.path)
    progress.report(0, 3, _("Reading the workbook"))
    reading = sheet.read(sheet.sheet, path)
    if reading.refused is None:
        progress.report(1, 3, _("Comparing with the records"))
        reading = _with_errors(reading, list(sheet.check(reading.rows, by=batch.uploaded_by)))
        remarks = sheet.remarks(reading.rows, by=batch.uploaded_by)
        reading = replace(reading, notes=(*reading.notes, *remarks))
    progress.report(2, 3, _("Writing the annotated copy"))
    annotated = (
        annotate(sheet.sheet, path, reading, "en" if language == "en" else "zh")
        if reading.error_count
        else None
    )
    dry_run = _dry_run(sheet, batch, reading, progress.clock()) if reading.is_clean else ""
    with progress.hold():
        _keep_findings(batch, sheet, reading, annotated, dry_run)
    return {"rows": batch.row_count, "errors": batch.error_count}


def _with_errors(reading: Reading, found: list[CellError]) -> Reading:
    """The reading with the errors that the records know of; a row with an error is no longer a row to take."""
    if not found:
        return reading
    placed = [replace(error, letter=reading.header_map.get(error.column, "")) for error in found]
    wrong = {error.row for error in placed}
    grouped: dict[str, list[CellError]] = {}
    for error in placed:
        grouped.setdefault(error.column, []).append(error)
    tallies = [
        Tally(column, errors[0].title, errors[0].code, len(errors), tuple(error.row for error in errors[:5]))
        for column, errors in grouped.items()
    ]
    return replace(
        reading,
        rows=tuple(row for row in reading.rows if row.number not in wrong),
        errors=tuple(sorted((*reading.errors, *placed), key=lambda error: error.row)),
        error_count=reading.error_count + len(placed),
        tallies=(*reading.tallies, *tallies),
    )


def _summary(sheet: Sheet, reading: Reading) -> dict:
    """What the page shows of a reading; personal cells of the preview are masked before they are stored."""
    return {
        "columns": [_pair(column.title) for column in sheet.columns],
        "preview": [
            [_shown(column, row.values[column.name]) for column in sheet.columns]
            for row in reading.rows[:PREVIEW_ROWS]
        ],
        "errors": [
            {
                "row": e.row,
                "letter": e.letter,
                "title": _pair(e.title),
                "value": e.value,
                "message": _pair(e.detail),
            }
            for e in reading.errors[:LISTED_ERRORS]
        ],
        "tallies": [
            {"title": _pair(t.title), "count": t.count, "rows": list(t.first_rows)} for t in reading.tallies
        ],
        "notes": [_pair(note.message) for note in reading.notes],
    }


def _pair(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _in_language(text: Bilingual) -> str:
    return text.en if get_language() == "en" else text.zh


def _shown(column: Column, value) -> str:
    if value is None:
        return ""
    if column.kind in {Kind.PHONE, Kind.WAYBILL_PHONE}:
        return mask_phone(value)
    if column.kind is Kind.ID_NUMBER:
        return mask_id_number(value)
    if column.personal:
        return mask_name(str(value))
    return column.label(value).zh if column.kind is Kind.CHOICE else str(value)


def _dry_run(sheet: ImportSheet, batch: ImportBatch, reading: Reading, at: datetime) -> str:
    """Writes all rows and takes them back: what a commit would refuse is known before."""
    try:
        with transaction.atomic():
            sheet.commit(reading.rows, batch=batch, by=batch.uploaded_by, at=at)
            transaction.set_rollback(True)
    except (CommitRefused, ValidationError, IntegrityError) as refusal:
        return explain(refusal)
    return ""


def explain(refusal: Exception) -> str:
    """What a refused commit says to the person who asked for it."""
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    if isinstance(refusal, IntegrityError):
        return _("The rows break a rule of the database: %(rule)s") % {"rule": str(refusal).splitlines()[0]}
    return str(refusal)


def _keep_findings(batch, sheet, reading: Reading, annotated: bytes | None, dry_run: str) -> None:
    batch.row_count, batch.error_count = len(reading.rows), reading.error_count
    batch.findings = _summary(sheet.sheet, reading)
    if reading.refused is not None:
        batch.state, batch.message = ImportBatch.State.REFUSED, _in_language(reading.refused.message)
    elif reading.error_count:
        batch.state, batch.message = ImportBatch.State.FAULTY, ""
    elif dry_run:
        batch.state, batch.message = ImportBatch.State.FAULTY, dry_run
    else:
        batch.state, batch.message = ImportBatch.State.READY, ""
    if annotated is not None:
        batch.annotated.save("annotated.xlsx", ContentFile(annotated), save=False)
    batch.save()


@transaction.atomic
def check_again(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Checks a refused batch once more, after a person has told what its file means."""
    sheet = SHEETS[batch.sheet]
    require(by, sheet.right)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.REFUSED:
        return batch
    batch.state, batch.message = ImportBatch.State.UPLOADED, ""
    batch.save(update_fields=["state", "message"])
    return _start_job(batch, "imports.check", by, at)


@transaction.atomic
def request_commit(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Starts the commit of a batch that was found ready; asking twice starts it once."""
    sheet = SHEETS[batch.sheet]
    require(by, sheet.right)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.READY or _is_committing(batch):
        return batch
    return _start_job(batch, "imports.commit", by, at)


def _is_committing(batch: ImportBatch) -> bool:
    return batch.job is not None and batch.job.kind == "imports.commit" and not batch.job.ended


def commit(*, batch: ImportBatch, progress: jobs.Progress) -> dict:
    """Writes all rows of a ready batch, or none; a second run of the same job finds it done.

    Raises:
        CommitRefused: what the check found right no longer is; the message says what.
        ValidationError: the same, from an operation of the room.
    """
    sheet = SHEETS[batch.sheet]
    if batch.state == ImportBatch.State.COMMITTED:
        return {"rows": batch.row_count}
    reading = sheet.read(sheet.sheet, Path(batch.file.path))
    progress.report(0, len(reading.rows), _("Writing the rows"))
    with progress.hold() as job:
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != ImportBatch.State.READY:
            raise CommitRefused(_("This batch is no longer ready to be committed. Open it again."))
        if refusal := _committed_before(batch.sheet, batch.sha256):
            raise CommitRefused(refusal)
        _refuse_what_changed(sheet, reading, batch)
        by, at = job.queued_by, progress.clock()
        if sheet.keeps_file:
            batch.document = _as_document(batch, by, at)
            batch.save(update_fields=["document"])
        written = sheet.commit(reading.rows, batch=batch, by=by, at=at)
        batch.state, batch.committed_by, batch.committed_at = ImportBatch.State.COMMITTED, by, at
        batch.save()
        evidence.record(
            verb="commit", record=batch, change={"rows": written, "sha256": batch.sha256}, by=by, at=at
        )
        if not sheet.keeps_file:
            _remove_files(batch)
    return {"rows": written}


def _refuse_what_changed(sheet: ImportSheet, reading: Reading, batch: ImportBatch) -> None:
    """Compares with the records once more: somebody may have written since the check."""
    found = sheet.check(reading.rows, by=batch.uploaded_by) if reading.is_clean else ()
    first = min((*reading.errors, *found), key=lambda error: error.row, default=None)
    if reading.is_clean and first is None:
        return
    raise CommitRefused(
        _(
            "The records have changed since this workbook was checked. Upload it again to see every row. %(where)s"
        )
        % {"where": _in_language(first.message) if first else ""}
    )


def _remove_files(batch: ImportBatch) -> None:
    """Removes the workbook and its annotated copy from the disk, once what is being written is safe."""
    files = [(file.storage, file.name) for file in (batch.file, batch.annotated) if file]
    batch.file, batch.annotated = "", ""
    batch.save(update_fields=["file", "annotated"])
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])


def _as_document(batch: ImportBatch, by: User, at: datetime):
    """The workbook as it came becomes evidence, so that each row can show the sheet it stood in."""
    with batch.file.open("rb") as file:
        return evidence.keep(
            file=file,
            filename=batch.filename,
            by=by,
            at=at,
            personal=SHEETS[batch.sheet].sheet.is_personal,
            synthetic=batch.synthetic,
        )


@transaction.atomic
def undo(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Takes back all rows of a committed batch, or says what was built on them.

    Raises:
        UndoRefused: a row of the batch is used by something that came later.
    """
    sheet = SHEETS[batch.sheet]
    require(by, sheet.right)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportBatch.State.COMMITTED:
        return batch
    removed = sheet.undo(batch=batch, by=by, at=at)
    batch.state, batch.undone_by, batch.undone_at = ImportBatch.State.UNDONE, by, at
    batch.save()
    evidence.record(verb="undo", record=batch, change={"rows": removed}, by=by, at=at)
    return batch


@transaction.atomic
def open_annotated(*, batch: ImportBatch, by: User, at: datetime) -> BinaryIO:
    """The annotated copy, for reading; where the sheet tells who people are, the trail keeps who looked.

    Raises:
        PermissionDenied: the workbook is somebody else's and personal, and the person may not read that.
    """
    if _is_personal(batch):
        if batch.uploaded_by_id != by.pk:
            require(by, Right.READ_PERSONAL)
        evidence.record(verb="open_personal", record=batch, change={"sha256": batch.sha256}, by=by, at=at)
    return batch.annotated.open("rb")


def _is_personal(batch: ImportBatch) -> bool:
    """A workbook whose kind is no longer known counts as personal."""
    return batch.sheet not in SHEETS or SHEETS[batch.sheet].sheet.is_personal


@transaction.atomic
def abandon(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Sets a batch aside that was never committed."""
    require(by, SHEETS[batch.sheet].right)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in {ImportBatch.State.FAULTY, ImportBatch.State.READY, ImportBatch.State.REFUSED}:
        batch.state = ImportBatch.State.ABANDONED
        batch.save(update_fields=["state"])
        if not SHEETS[batch.sheet].keeps_file:
            _remove_files(batch)
        evidence.record(verb="abandon", record=batch, change={}, by=by, at=at)
    return batch
