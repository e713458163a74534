"""What became of an entry: hired or not, goods picked up."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence

from ..kinds import PROGRESS_OF, EntryKind
from ..models import EntryProgress, ServiceEntry
from ._counter import check_clock, open_till


@transaction.atomic
def note_progress(
    *, progress_id: UUID, entry: ServiceEntry, progress: str, made_at: datetime, by: User, at: datetime
) -> EntryProgress:
    """Notes what became of an entry; the last note holds. Sent again, the same row.

    Raises:
        ValidationError: this cannot become of such an entry; code "conflict" where the id stands for another note.
        PermissionDenied: not at this counter.
    """
    open_till(entry.station, by)
    if known := EntryProgress.objects.filter(pk=progress_id).first():
        if (known.entry_id, known.progress) != (entry.pk, progress):
            raise ValidationError(_("This page is out of date. Open it again."), code="conflict")
        return known
    check_clock(made_at, at)
    if progress not in PROGRESS_OF.get(EntryKind(entry.kind), ()):
        raise ValidationError(_("This cannot become of “%(entry)s”.") % {"entry": entry})
    noted = EntryProgress.objects.create(
        id=progress_id, entry=entry, progress=progress, made_at=made_at, noted_by=by, noted_at=at
    )
    evidence.record(verb="note", record=entry, change={"progress": progress}, by=by, at=at)
    return noted
