"""A sample drawn from the trail's own root: nobody chooses the seed, and anybody can repeat the draw."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.queries import head
from cuntong.apps.places.models import Station
from cuntong.domain.sampling import Sample, SamplingError, draw

from ..frames import FRAMES, STATIONS
from ..models import Draw, DrawnUnit, Visit
from ._once import same_entry
from ._visiting import in_words, plan_visit


@transaction.atomic
def draw_sample(
    *, entry_id: UUID, frame: str, size: int, title: str, made_at: datetime, by: User, at: datetime
) -> Draw:
    """Draws `size` units of a list, by strata, with the root of the trail as it is now as the seed.

    The list is frozen with the draw. Whoever draws cannot choose the seed: the root holds every entry before it.

    Raises:
        ValidationError: no such list, an empty one, or a size below the number of strata or above the list.
        PermissionDenied: without the right to manage inspections.
    """
    require(by, Right.WRITE_INSPECTIONS)
    title = title.strip()
    if known := Draw.objects.filter(pk=entry_id).first():
        return same_entry(known, frame_code=frame, size=size, title=title)
    if frame not in FRAMES:
        raise ValidationError({"frame": _("There is no such list.")})
    if not title:
        raise ValidationError({"title": _("Give the sample a title.")})
    units = list(FRAMES[frame].units_on(timezone.localdate(at)))
    trail = head()
    try:
        sample = draw(units, size=size, seed=trail.root)
    except SamplingError as refusal:
        raise ValidationError({"size": in_words(refusal)}) from None
    drawn = Draw.objects.create(
        id=entry_id,
        frame_code=frame,
        title=title,
        seed=sample.seed,
        trail_size=trail.size,
        frame=[[unit.id, unit.stratum] for unit in sorted(units)],
        frame_digest=sample.frame_digest,
        allocation=dict(sample.allocation),
        size=size,
        drawn_by=by,
        drawn_at=at,
        made_at=made_at,
    )
    DrawnUnit.objects.bulk_create(_units(drawn, sample), batch_size=1000)
    change = {"frame": frame, "seed": sample.seed, "size": size, "frame_digest": sample.frame_digest}
    evidence.record(verb="draw", record=drawn, change=change, by=by, at=at)
    return drawn


def _units(drawn: Draw, sample: Sample) -> list[DrawnUnit]:
    ordered: dict[str, list[tuple[str, bool]]] = {}
    for unit in sample.chosen:
        ordered.setdefault(unit.stratum, []).append((unit.id, True))
    for stratum, reserves in sample.reserves.items():
        ordered.setdefault(stratum, []).extend((unit.id, False) for unit in reserves)
    return [
        DrawnUnit(draw=drawn, unit_id=unit_id, stratum=stratum, rank=rank, is_chosen=is_chosen)
        for stratum, units in ordered.items()
        for rank, (unit_id, is_chosen) in enumerate(units, start=1)
    ]


@transaction.atomic
def plan_drawn_visits(
    *, draw: Draw, inspector: User, planned_date: date, made_at: datetime, by: User, at: datetime
) -> list[Visit]:
    """Plans a visit to every chosen station of a draw that has none yet; again, it plans nothing new.

    Raises:
        ValidationError: the list holds no stations, or the inspector cannot be sent.
        PermissionDenied: without the right to manage inspections.
    """
    require(by, Right.WRITE_INSPECTIONS)
    if draw.frame_code != STATIONS.code:
        raise ValidationError(_("Only drawn stations are visited; people are called back."))
    waiting = draw.units.filter(is_chosen=True, visits=None).order_by("stratum", "rank")
    stations = Station.objects.in_bulk([unit.unit_id for unit in waiting], field_name="code")
    return [
        plan_visit(
            entry_id=uuid5(draw.pk, unit.unit_id),
            station=stations[unit.unit_id],
            inspector=inspector,
            planned_date=planned_date,
            drawn=unit,
            made_at=made_at,
            by=by,
            at=at,
        )
        for unit in waiting
    ]
