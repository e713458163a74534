"""Reads of saved views."""

from django.db.models import QuerySet
from django.http import QueryDict

from .models import SavedView

# What belongs to a moment of reading, not to the view.
_PASSING = ("page", "export")


def saved_views_of(*, user, path: str) -> QuerySet[SavedView]:
    """The views this person saved for this list, oldest first."""
    return SavedView.objects.filter(user=user, path=path)


def without_passing(query: str) -> str:
    """The conditions of an address in one stable spelling: no page, no export, no empty values."""
    kept = QueryDict(mutable=True)
    for key, values in sorted(QueryDict(query).lists()):
        if key not in _PASSING and any(values):
            kept.setlist(key, [value for value in values if value])
    return kept.urlencode()
