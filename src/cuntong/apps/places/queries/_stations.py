"""Who may see which stations, and in which state they stand on a day."""

from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from cuntong.apps.accounts.access import Scope, scope_of, significant
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.evidence.models import EvidenceLink

from ..kinds import PROVEN, RANK, State, Step
from ..models import County, Division, Station, StationEvent

BOUND_TO_PLACES = frozenset({Role.STATION_KEEPER, Role.INSPECTOR})
"""Roles that see the stations of their own places; everybody else who may read places sees them all."""

STATION_KIND = "places.station"
EVENT_KIND = "places.station_event"


def county() -> County | None:
    """The county this installation serves, or None before it was set."""
    return County.objects.first()


def counties_visible_to(user: User) -> QuerySet[County]:
    return County.objects.all() if user.may(Right.READ_PLACES) else County.objects.none()


def place_scope(user: User) -> Scope:
    """Where the person may look at stations."""
    return scope_of(user) if user.role in BOUND_TO_PLACES else Scope(everywhere=user.may(Right.READ_PLACES))


def visible_to(user: User) -> QuerySet[Station]:
    """Stations of the keeper's or inspector's own places; all of them for other readers of places."""
    stations = Station.objects.select_related("division__parent", "operator")
    return stations.filter(place_scope(user).divisions("division__code"))


def events_visible_to(user: User) -> QuerySet[StationEvent]:
    events = StationEvent.objects.select_related("station__division__parent", "recorded_by", "annulled_by")
    return events.filter(place_scope(user).divisions("station__division__code"))


def townships_with_position() -> QuerySet[Division]:
    """Townships and subdistricts whose seat is known: their names are public and stand on every map."""
    return Division.objects.filter(kind="TOWNSHIP", longitude__isnull=False).order_by("code")


def divisions_visible_to(user: User) -> QuerySet[Division]:
    """The national list is public: whoever reads places sees all of it."""
    divisions = Division.objects.select_related("parent")
    return divisions if user.may(Right.READ_PLACES) else divisions.none()


def in_division(stations: QuerySet[Station], code: str) -> QuerySet[Station]:
    """The stations inside a division."""
    return stations.filter(division__code__startswith=significant(code))


# --- The life ----------------------------------------------------------------------------------------------------

_RANK = Case(*[When(state=state, then=Value(rank)) for state, rank in RANK.items()])


def standing(events: QuerySet[StationEvent] | None = None) -> QuerySet[StationEvent]:
    """Events that were not annulled, in the order of the life."""
    events = StationEvent.objects.all() if events is None else events
    return events.filter(annulled_at=None).order_by("event_date", _RANK)


def steps_of(station: Station) -> list[Step]:
    pairs = standing(station.events.all()).values_list("state", "event_date")
    return [Step(State(state), event_date) for state, event_date in pairs]


def with_state(stations: QuerySet[Station], as_of: date | None = None) -> QuerySet[Station]:
    """Adds `state` and `state_date`: the last standing event up to that day; None where there is none."""
    events = StationEvent.objects.filter(station=OuterRef("pk"), annulled_at=None)
    if as_of is not None:
        events = events.filter(event_date__lte=as_of)
    last = events.order_by("-event_date", _RANK.desc())[:1]
    return stations.annotate(
        state=Subquery(last.values("state")), state_date=Subquery(last.values("event_date"))
    )


def _documents_of(record_kind: str) -> QuerySet[EvidenceLink]:
    return EvidenceLink.objects.filter(
        record_kind=record_kind, removed_at=None, record_id=Cast(OuterRef("pk"), CharField(max_length=40))
    )


def unproven_events(as_of: date | None = None) -> QuerySet[StationEvent]:
    """Buildings and acceptances up to that day without any document."""
    events = StationEvent.objects.filter(annulled_at=None, state__in=PROVEN)
    if as_of is not None:
        events = events.filter(event_date__lte=as_of)
    return events.filter(~Exists(_documents_of(EVENT_KIND)))


def with_proof(stations: QuerySet[Station], as_of: date | None = None) -> QuerySet[Station]:
    """Adds `unproven`: whether a building or an acceptance of the station has no document."""
    return stations.annotate(unproven=Exists(unproven_events(as_of).filter(station=OuterRef("pk"))))


def operating(stations: QuerySet[Station], as_of: date | None = None) -> QuerySet[Station]:
    return with_state(stations, as_of).filter(state=State.OPERATING)
