"""What was not accepted is settled by a person, who says how."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence

from .. import queries
from ..kinds import EntryState
from ..models import PhoneEntry


@transaction.atomic
def settle_entry(*, entry: PhoneEntry, note: str, by: User, at: datetime) -> PhoneEntry:
    """Says how a conflict or a refused entry was dealt with; settled before, it stays as it is.

    Raises:
        PermissionDenied: neither one's own entry nor the office's right.
        ValidationError: it was accepted, or nobody said how it was settled.
    """
    if not queries.entries_visible_to(by).filter(pk=entry.pk).exists():
        raise PermissionDenied(_("This entry is not among yours."))
    entry = PhoneEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.state == EntryState.DONE:
        raise ValidationError(_("This entry was accepted: there is nothing to settle."))
    if entry.settled_at is not None:
        return entry
    if not note.strip():
        raise ValidationError({"note": _("Say in a few words how it was settled.")})
    entry.settled_by, entry.settled_at, entry.settled_note = by, at, note.strip()[:200]
    entry.save(update_fields=["settled_by", "settled_at", "settled_note"])
    evidence.record(verb="close", record=entry, change={"state": entry.state}, by=by, at=at)
    return entry
