"""Who may see which parcels."""

from django.db.models import QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from ..models import Parcel


def visible_to(user: User) -> QuerySet[Parcel]:
    """Parcels of the whole county for its offices; for a keeper those that are bound for, or lie at, their places."""
    parcels = Parcel.objects.select_related("station", "place", "division")
    if not user.may(Right.READ_PARCELS):
        return parcels.none()
    scope = scope_of(user)
    return parcels.filter(
        scope.divisions("station__division__code") | scope.divisions("place__division__code")
    )
