"""The sort plan of a day: from the parcels that are expected, for the chutes that there are."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station
from cuntong.domain.sorting import SortLine, SortPlan, SortPlanError, StationVolume, plan_sort

from ..kinds import Completed, Receipt, ScanKind, SentScan
from ..models import Device, SortingLine, SortingSession
from ..queries import ChuteAnswer, chutes_of_today, volumes
from ._receiving import receive_scans


@transaction.atomic
def plan_sorting(
    *,
    day: date,
    chutes: int,
    by: User,
    at: datetime,
    departures: Mapping[str, int] | None = None,
    line: SortLine | None = None,
) -> SortingSession:
    """Plans the day's sorting and stores the plan; the sorter follows it from its next question on.

    `departures` are minutes after midnight by route; without them stations are pooled freely. A route is a township.

    Raises:
        ValidationError: nothing to plan, too few chutes, or a route without departure, in the reader's language.
    """
    require(by, Right.WRITE_PARCELS)
    expected = volumes(day)
    try:
        plan = plan_sort(
            [StationVolume(row.station.code, row.route, row.parcels) for row in expected],
            chutes=chutes,
            departures=departures or None,
            line=line,
        )
    except SortPlanError as refusal:
        raise ValidationError(refusal.message.in_language(get_language() or "zh-hans")) from None
    session = _store(plan, day, {row.station.code: row.station for row in expected}, by, at)
    change = {
        "day": day,
        "chutes": chutes,
        "parcels": session.parcel_count,
        "handlings": session.handlings,
        "stations": len(plan.stations),
    }
    evidence.record(verb="plan", record=session, change=change, by=by, at=at)
    return session


def _store(
    plan: SortPlan, day: date, stations: Mapping[str, Station], by: User, at: datetime
) -> SortingSession:
    session = SortingSession.objects.create(
        sorting_date=day,
        chutes=plan.chutes,
        parcel_count=sum(row.parcels for row in plan.stations),
        handlings=_places(plan.handlings_per_parcel),
        lower_bound=_places(plan.lower_bound),
        plain=_places(plan.plain),
        start_minute=plan.start_minute,
        routes=[
            {
                "route": one.route,
                "departs_minute": one.departs_minute,
                "ready_minute": _whole(one.ready_minute),
                "late_minutes": one.late_minutes,
            }
            for one in plan.routes
        ],
        waves=[
            {
                "number": wave.number,
                "pass": wave.sort_pass,
                "pool": list(wave.pool),
                "parcels": wave.parcels,
                "begins_minute": _whole(wave.begins_minute),
                "ends_minute": _whole(wave.ends_minute),
            }
            for wave in plan.waves
        ],
        planned_by=by,
        planned_at=at,
    )
    SortingLine.objects.bulk_create(
        SortingLine(
            session=session,
            station=stations[row.station],
            route=row.route,
            stop=row.stop,
            parcel_count=row.parcels,
            chutes=list(row.chutes),
        )
        for row in plan.stations
    )
    return session


def _places(ratio: Fraction) -> Decimal:
    return round(Decimal(ratio.numerator) / Decimal(ratio.denominator), 4)


def _whole(minute: Fraction) -> int:
    """Rounded up: what is ready within a minute is ready at its end."""
    return -(-minute.numerator // minute.denominator)


def complete_sorting(
    *,
    batch_id: UUID,
    completed: list[Completed],
    device: Device | None = None,
    by: User | None = None,
    at: datetime,
) -> tuple[Receipt, dict[UUID, ChuteAnswer]]:
    """Takes in what the sorter did: a parcel in its chute was sorted, one elsewhere is a problem.

    Returns the receipt of the scans, and for each parcel that fell wrong the chute where it belongs, by the scan's id.

    Raises:
        PermissionDenied, ValidationError: as `receive_scans`; a device that does not stand at the hub.
    """
    if device is not None:
        check_sorter(device)
    wrong, scans = {}, []
    for one in completed:
        planned = chutes_of_today(at).answer(one.number, one.carrier, one.sort_pass)
        if planned is None:
            raise ValidationError(_("No sort plan has been made for today."))
        if one.chute != planned.chute:
            wrong[one.id] = planned
        kind = ScanKind.PROBLEM if one.id in wrong or planned.refusal else ScanKind.SORTED
        scans.append(SentScan(one.id, one.number, kind.value, one.occurred_at, one.carrier, one.place))
    receipt = receive_scans(batch_id=batch_id, scans=scans, device=device, by=by, at=at)
    return receipt, wrong


def check_sorter(device: Device) -> None:
    """Refuses a device that is revoked or stands elsewhere than at the hub."""
    if device.revoked_at is not None:
        raise PermissionDenied(_("This device's key was revoked. Ask the hub for a new one."))
    if device.station.level != StationLevel.CENTRE:
        raise PermissionDenied(_("Only a sorter at the hub asks for chutes."))
