"""The life of a station: an event is recorded or annulled, never changed."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence

from .. import queries
from ..kinds import ENDED, State, StationLevel, Step, find_break, in_order, lasting, undoing
from ..models import Station, StationEvent


@transaction.atomic
def record_event(
    *, station: Station, state: str, event_date: date, by: User, at: datetime, note: str = ""
) -> StationEvent:
    """Adds a dated step to a station's life, at the place where its date puts it.

    Accepting a station that operates on trial does not end its operation: a second event says that it goes on.

    Raises:
        ValidationError: the state is unknown, the day lies ahead, or the life cannot have happened that way.
        PermissionDenied: without the right, or outside the person's places.
    """
    station = held(station, by)
    steps = queries.steps_of(station)
    added = lasting(steps, _possible(state, event_date, at))
    _check_life([*steps, *added])
    written = [
        _write(station, step, note=note if i == 0 else "", by=by, at=at) for i, step in enumerate(added)
    ]
    _settle(station, [*steps, *added])
    return written[0]


def held(station: Station, by: User) -> Station:
    """The station, locked, if the person may change it."""
    require(by, Right.WRITE_PLACES)
    held = queries.visible_to(by).filter(pk=station.pk).select_for_update(of=("self",)).first()
    if held is None:
        raise PermissionDenied(_("There is no such station among those you may change."))
    return held


def _possible(state: str, event_date: date, at: datetime) -> Step:
    if state not in State.values:
        raise ValidationError({"state": _("“%(state)s” is no state of a station.") % {"state": state}})
    check_not_ahead(event_date, at)
    return Step(State(state), event_date)


def check_not_ahead(event_date: date, at: datetime) -> None:
    """Refuses a day that lies ahead: what is planned is not done."""
    if event_date > timezone.localdate(at):
        raise ValidationError(
            {
                "event_date": _("%(date)s lies ahead. Record what happened, on the day it happened.")
                % {"date": event_date}
            }
        )


def _check_life(steps: list[Step]) -> None:
    broken = find_break(steps)
    if broken:
        raise ValidationError({"event_date": str(queries.explain(broken))})


def _write(station: Station, step: Step, *, note: str, by: User, at: datetime) -> StationEvent:
    event = StationEvent.objects.create(
        station=station,
        state=step.state,
        event_date=step.event_date,
        note=note,
        recorded_by=by,
        recorded_at=at,
    )
    change = {"station": station.code, "state": step.state.value, "event_date": step.event_date, "note": note}
    evidence.record(verb="record", record=event, change=change, by=by, at=at)
    return event


def _settle(station: Station, steps: list[Step]) -> None:
    """Keeps the mark of what is live in step with the life, so that the database can refuse a second point."""
    station.is_live = not steps or in_order(steps)[-1].state not in ENDED
    if station.is_live and place_taken(station):
        raise ValidationError(
            {
                "event_date": _(
                    "Another station has taken its place by now. Replace or withdraw that one first."
                )
            }
        )
    station.save(update_fields=["is_live"])


def place_taken(station: Station) -> bool:
    others = Station.objects.filter(is_live=True, level=station.level).exclude(pk=station.pk)
    if station.level == StationLevel.VILLAGE:
        return others.filter(division=station.division_id).exists()
    return station.level == StationLevel.CENTRE and others.exists()


@transaction.atomic
def annul_event(*, event: StationEvent, reason: str, by: User, at: datetime) -> StationEvent:
    """Takes an event out of the life, with a reason; the row stays, and so does who recorded it.

    Raises:
        ValidationError: no reason is given, it is annulled already, or what came after it depends on it.
        PermissionDenied: without the right, or outside the person's places.
    """
    station = held(event.station, by)
    event = StationEvent.objects.select_for_update().get(pk=event.pk)
    if event.annulled_at:
        raise ValidationError(_("This event was annulled already."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the event is annulled.")})
    steps = queries.steps_of(station)
    removed = undoing(steps, Step(State(event.state), event.event_date))
    rest = [step for step in steps if step not in removed]
    _check_dependants(rest)
    for one in _standing_events(station, removed):
        _annul(one, reason=reason.strip(), by=by, at=at)
    _settle(station, rest)
    event.refresh_from_db()
    return event


def _check_dependants(rest: list[Step]) -> None:
    broken = find_break(rest)
    if broken:
        raise ValidationError(
            _("“%(state)s” (%(date)s) depends on this event. Annul that one first.")
            % {"state": broken.step.state.label, "date": broken.step.event_date}
        )


def _standing_events(station: Station, steps: list[Step]) -> list[StationEvent]:
    return [queries.standing(station.events.all()).get(state=s.state, event_date=s.event_date) for s in steps]


def _annul(event: StationEvent, *, reason: str, by: User, at: datetime) -> None:
    event.annulled_by, event.annulled_at, event.annulled_reason = by, at, reason
    event.save(update_fields=["annulled_by", "annulled_at", "annulled_reason"])
    change = {"state": event.state, "event_date": event.event_date, "reason": reason}
    evidence.record(verb="annul", record=event, change=change, by=by, at=at)
