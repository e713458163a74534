"""Reads of intake: the queue that waits for a person, answers, names, and how the day's files came in."""

from django.db.models import QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from ..kinds import ParcelState, Resolution
from ..models import Decision, Parcel, PlaceName
from ._parcels import visible_to


def waiting(user: User) -> QuerySet[Parcel]:
    """Parcels whose address a person has to look at, the earliest first; those already gone need no answer."""
    gone = (ParcelState.HANDED_OUT, ParcelState.RETURNED, ParcelState.WITH_CARRIER)
    return (
        visible_to(user)
        .filter(resolution=Resolution.REVIEW)
        .exclude(state__in=gone)
        .order_by("registered_at", "pk")
    )


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    return Decision.objects.filter(parcel__in=visible_to(user)).select_related("parcel", "division")


def place_names_visible_to(user: User) -> QuerySet[PlaceName]:
    """Names inside the person's places; all of them for whoever answers for the county."""
    names = PlaceName.objects.select_related("division__parent", "added_by")
    if not user.may(Right.READ_PARCELS):
        return names.none()
    return names.filter(scope_of(user).divisions("division__code"))
