"""Stations: registered one by one or as a list, corrected, and an imported list taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import EvidenceLink
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.domain.sealing import canonical_json, digest

from .. import queries
from ..kinds import ENDED, Fault, PositionSource, StationLevel, StationRow, in_order
from ..models import Division, Station, StationEvent
from ._divisions import CHUNK, DEGREE_PLACES, refuse_faults, rounded
from ._events import held, place_taken

AREA_PLACES = 2
CORRECTABLE = (
    "name",
    "division",
    "address",
    "area_m2",
    "residents",
    "longitude",
    "latitude",
    "position_source",
    "operator",
)


@transaction.atomic
def register_station(
    *,
    code: str,
    name: str,
    level: str,
    division: Division,
    by: User,
    at: datetime,
    address: str = "",
    area_m2: Decimal | None = None,
    residents: int | None = None,
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    position_source: str = "",
    operator: Organisation | None = None,
) -> Station:
    """Enters a station under a code that never changes; its life begins with the first recorded event.

    Raises:
        ValidationError: by field: the code is taken, the place does not fit, the village has a point already.
    """
    require(by, Right.WRITE_PLACES)
    row = StationRow(
        code=code.strip(),
        name=name.strip(),
        level=level,
        division_code=division.pk,
        address=address.strip(),
        area_m2=area_m2,
        residents=residents,
        longitude=longitude,
        latitude=latitude,
        position_source=position_source,
    )
    _refuse_by_field(queries.station_faults([row]))
    station = _station_of(row, operator=operator)
    station.save(force_insert=True)
    evidence.record(verb="register", record=station, change=_facts(station), by=by, at=at)
    return station


def _refuse_by_field(faults: Sequence[Fault]) -> None:
    if faults:
        raise ValidationError({_field(f.column): str(f.message) for f in faults})


def _field(column: str) -> str:
    return "division" if column == "division_code" else column


def _station_of(row: StationRow, **more: object) -> Station:
    placed = row.longitude is not None
    return Station(
        code=row.code.strip(),
        name=row.name.strip(),
        level=row.level,
        division_id=row.division_code,
        address=row.address.strip(),
        area_m2=rounded(row.area_m2, AREA_PLACES),
        residents=row.residents,
        longitude=rounded(row.longitude, DEGREE_PLACES),
        latitude=rounded(row.latitude, DEGREE_PLACES),
        position_source=(row.position_source or PositionSource.REPORTED) if placed else "",
        is_live=not row.steps or in_order(row.steps)[-1].state not in ENDED,
        **more,
    )


def _facts(station: Station) -> dict:
    names = (
        "code",
        "name",
        "level",
        "address",
        "area_m2",
        "residents",
        "longitude",
        "latitude",
        "position_source",
    )
    return {name: getattr(station, name) for name in names} | {
        "division": station.division_id,
        "operator": station.operator_id,
    }


@transaction.atomic
def correct_station(*, station: Station, by: User, at: datetime, **values: object) -> Station:
    """Corrects facts of a station; its code and level stay, and its life changes by events only.

    `values` are among name, division, address, area_m2, residents, longitude, latitude, position_source, operator.

    Raises:
        ValidationError: by field.
        TypeError: for a fact that cannot be corrected.
    """
    refused = set(values) - set(CORRECTABLE)
    if refused:
        raise TypeError(f"a station's {', '.join(sorted(refused))} cannot be corrected")
    station = held(station, by)
    before = _facts(station)
    for name, value in values.items():
        setattr(station, name, value)
    _check_corrected(station)
    change = {name: value for name, value in _facts(station).items() if value != before[name]}
    if change:
        station.save()
        evidence.record(verb="correct", record=station, change=change, by=by, at=at)
    return station


def _check_corrected(station: Station) -> None:
    station.clean_fields()
    if not queries.fits(StationLevel(station.level), station.division):
        raise ValidationError({"division": _("This division is no place for a station of this level.")})
    if station.is_live and place_taken(station):
        raise ValidationError({"division": _("This village has another village point already.")})
    row = StationRow(
        code=station.code,
        name=station.name,
        level=station.level,
        division_code=station.division_id,
        area_m2=station.area_m2,
        longitude=station.longitude,
        latitude=station.latitude,
    )
    _refuse_by_field([Fault(0, *said) for said in (*queries.check_position(row), *queries.check_size(row))])
    station.position_source = (
        (station.position_source or PositionSource.REPORTED) if station.longitude else ""
    )


@transaction.atomic
def register_stations(*, rows: Sequence[StationRow], batch: ImportBatch, by: User, at: datetime) -> int:
    """Enters a list of stations with their lives; all of them, or none.

    Raises:
        ValidationError: naming every line and column that is wrong.
    """
    require(by, Right.WRITE_PLACES)
    refuse_faults([*queries.station_faults(rows), *_ahead(rows, at)], [row.code for row in rows])
    Station.objects.bulk_create([_station_of(row, import_batch=batch) for row in rows], batch_size=CHUNK)
    pks = dict(Station.objects.filter(import_batch=batch).values_list("code", "pk"))
    events = [
        StationEvent(
            station_id=pks[row.code.strip()],
            state=step.state,
            event_date=step.event_date,
            recorded_by=by,
            recorded_at=at,
            import_batch=batch,
        )
        for row in rows
        for step in in_order(row.steps)
    ]
    StationEvent.objects.bulk_create(events, batch_size=CHUNK)
    change = {"stations": len(rows), "events": len(events), "sha256": digest(canonical_json(_plain(rows)))}
    evidence.record(verb="import", record=batch, change=change, by=by, at=at)
    return len(rows)


def _ahead(rows: Sequence[StationRow], at: datetime) -> Iterator[Fault]:
    today = timezone.localdate(at)
    for index, row in enumerate(rows):
        for step in row.steps:
            if step.event_date > today:
                message = gettext_lazy("{date} lies ahead. Only what happened is recorded.")
                yield Fault(index, f"{step.state.lower()}_date", format_lazy(message, date=step.event_date))


def _plain(rows: Sequence[StationRow]) -> list[dict]:
    return [
        vars(replace(row, steps=())) | {"steps": [[s.state.value, s.event_date] for s in row.steps]}
        for row in rows
    ]


@transaction.atomic
def undo_stations(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the stations that a batch brought, with their events.

    Raises:
        UndoRefused: somebody recorded an event, attached evidence or built other records on one of them.
    """
    require(by, Right.WRITE_PLACES)
    stations = Station.objects.filter(import_batch=batch)
    events = StationEvent.objects.filter(import_batch=batch)
    _refuse_built_on(stations, events)
    codes = sorted(stations.values_list("code", flat=True))
    events.delete()
    removed = len(codes)
    _delete(stations)
    change = {"removed": removed, "sha256": digest(canonical_json(codes))}
    evidence.record(verb="undo", record=batch, change=change, by=by, at=at)
    return removed


def _refuse_built_on(stations: QuerySet[Station], events: QuerySet[StationEvent]) -> None:
    later = StationEvent.objects.filter(station__in=stations).exclude(import_batch=F("station__import_batch"))
    annulled = events.exclude(annulled_at=None)
    documents = EvidenceLink.objects.filter(
        Q(record_kind=queries.STATION_KIND, record_id__in=_as_text(stations))
        | Q(record_kind=queries.EVENT_KIND, record_id__in=_as_text(events)),
        removed_at=None,
    )
    if touched := later.first() or annulled.first():
        raise UndoRefused(
            _(
                "An event of “%(station)s” was recorded or annulled since the import. It can no longer be undone."
            )
            % {"station": touched.station}
        )
    if documents.exists():
        raise UndoRefused(
            _("Evidence was attached to stations of this import. Take it off before you undo it.")
        )


def _as_text(rows: QuerySet) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _delete(stations: QuerySet[Station]) -> None:
    try:
        stations.delete()
    except ProtectedError as refusal:
        first = next(iter(refusal.protected_objects))
        raise UndoRefused(
            _("“%(first)s” was built on one of these stations.") % {"first": first}
        ) from refusal
