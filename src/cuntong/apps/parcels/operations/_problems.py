"""Problems with parcels: opened by people or by the daily search, owned, due, closed with an outcome."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Division, Station
from cuntong.domain.sealing import canonical_json, digest
from cuntong.rulebooks import load_parcel_rules

from .. import queries
from ..kinds import ProblemKind, ProblemOutcome, ScanKind
from ..models import Parcel, Problem
from ._codes import take_off_shelf
from ._counter import lock_parcel, open_counter, scan_once, was_scanned
from ._deciding import decide

SENT_BACK_FOR = frozenset(
    {ProblemKind.REFUSED, ProblemKind.NOT_COLLECTED, ProblemKind.WRONG_VILLAGE, ProblemKind.DAMAGED}
)
"""What a station sends a parcel back to the hub for."""


@transaction.atomic
def report_problem(
    *,
    parcel: Parcel,
    kind: str,
    by: User,
    at: datetime,
    note: str = "",
    station: Station | None = None,
    scan_id: UUID | None = None,
) -> Problem:
    """Opens a problem; one of the same kind that is open stays as it is. Where the parcel lies here, it is scanned too.

    Raises:
        PermissionDenied: neither a keeper of a station that the parcel concerns nor somebody who writes parcels.
        ValidationError: no such kind of problem.
    """
    if not by.may(Right.WRITE_PARCELS) and station is None:
        raise PermissionDenied(_("Say at which of your stations the parcel is."))
    if kind not in ProblemKind.values:
        raise ValidationError({"kind": _("“%(kind)s” is no kind of problem.") % {"kind": kind}})
    if station is not None:
        open_counter(station, by)
    lock_parcel(parcel)
    if found := Problem.objects.filter(parcel=parcel, kind=kind, closed_at=None).first():
        return found
    problem = _opened(parcel, kind, station or parcel.place or parcel.station, note, by, at)
    problem.save()
    if station is not None and scan_id is not None and parcel.place_id == station.pk:
        scan_once(scan_id=scan_id, parcel=parcel, station=station, kind=ScanKind.PROBLEM, by=by, at=at)
    change = {"problem": kind, "owner": problem.owner_role, "due_at": problem.due_at}
    evidence.record(verb="report", record=parcel, change=change, by=by, at=at)
    return problem


def _opened(
    parcel: Parcel, kind: str, station: Station | None, note: str, by: User | None, at: datetime
) -> Problem:
    """A problem with the owner and the time that the rulebook gives its kind, not stored yet."""
    rule = load_parcel_rules(timezone.localdate(at)).problem(kind)
    at_counter = rule.owner == Role.STATION_KEEPER and station is not None
    return Problem(
        parcel=parcel,
        kind=kind,
        note=note.strip()[:200],
        station=station,
        opened_by=by,
        opened_at=at,
        owner_role=rule.owner if at_counter or rule.owner != Role.STATION_KEEPER else Role.HUB,
        owner_station=station if at_counter else None,
        due_at=at + rule.span,
    )


@transaction.atomic
def send_back(
    *,
    parcel: Parcel,
    station: Station,
    kind: str,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
    note: str = "",
) -> Problem:
    """Gives a parcel back to the driver, for the hub: it leaves the shelf, is loaded, and is a problem of the hub.

    Raises:
        ValidationError: it does not lie here, or this is no reason to send it back.
    """
    open_counter(station, by)
    if was_scanned(scan_id) and (
        done := Problem.objects.filter(parcel=parcel, kind=kind).order_by("-opened_at").first()
    ):
        return done
    lock_parcel(parcel)
    if kind not in SENT_BACK_FOR:
        raise ValidationError({"kind": _("A parcel is not sent back for that.")})
    if parcel.place_id != station.pk or parcel.state in queries.ENDED:
        raise ValidationError(_("This parcel does not lie at “%(station)s”.") % {"station": station})
    take_off_shelf(parcel, made_at or at)
    problem = report_problem(parcel=parcel, kind=kind, station=station, note=note, by=by, at=at)
    loaded = ScanKind.LOADED
    scan_once(scan_id=scan_id, parcel=parcel, station=station, kind=loaded, by=by, at=at, made_at=made_at)
    problem.owner_role, problem.owner_station, problem.sent_back_at = Role.HUB, None, at
    problem.save(update_fields=["owner_role", "owner_station", "sent_back_at"])
    evidence.record(
        verb="send_back", record=parcel, change={"station": station.code, "problem": kind}, by=by, at=at
    )
    return problem


@transaction.atomic
def take_problem(*, problem: Problem, by: User, at: datetime) -> Problem:
    """Somebody of the owning role takes a problem on; it stands first in their list."""
    problem = _locked(problem)
    _check_owner(problem, by)
    if problem.closed_at is None and problem.owner_id != by.pk:
        problem.owner = by
        problem.save(update_fields=["owner"])
        evidence.record(verb="take", record=problem, change={"problem": problem.kind}, by=by, at=at)
    return problem


@transaction.atomic
def close_problem(*, problem: Problem, outcome: str, by: User, at: datetime, note: str = "") -> Problem:
    """Closes a problem with what came of it; closed before: unchanged.

    Raises:
        PermissionDenied: it is another's.
        ValidationError: no such outcome.
    """
    problem = _locked(problem)
    _check_owner(problem, by)
    if outcome not in ProblemOutcome.values:
        raise ValidationError({"outcome": _("Say what came of it.")})
    if problem.closed_at is not None:
        return problem
    problem.outcome, problem.outcome_note = outcome, note.strip()[:200]
    problem.closed_by, problem.closed_at = by, max(at, problem.opened_at)
    problem.save()
    evidence.record(
        verb="close", record=problem, change={"problem": problem.kind, "outcome": outcome}, by=by, at=at
    )
    return problem


@transaction.atomic
def redirect_parcel(*, problem: Problem, division: Division, by: User, at: datetime) -> Problem:
    """Says where the parcel of a problem really goes, and closes the problem: it is sent on from where it lies.

    Raises:
        PermissionDenied: without the right to write parcels.
        ValidationError: its way has ended, or the problem is closed.
    """
    require(by, Right.WRITE_PARCELS)
    problem = _locked(problem)
    if problem.closed_at is not None:
        raise ValidationError(_("This problem is closed."))
    take_off_shelf(problem.parcel, at)
    decide(parcel=problem.parcel, division=division, correcting=True, by=by, at=at)
    return close_problem(problem=problem, outcome=ProblemOutcome.REDIRECTED, by=by, at=at)


def _locked(problem: Problem) -> Problem:
    """The problem as it is now, and its parcel, both kept from others."""
    lock_parcel(problem.parcel)
    return Problem.objects.select_for_update(of=("self",)).select_related("parcel").get(pk=problem.pk)


def _check_owner(problem: Problem, by: User) -> None:
    if not (by.may(Right.WRITE_PARCELS) or queries.own_problems(by).filter(pk=problem.pk).exists()):
        raise PermissionDenied(_("Another has to settle this problem."))


def settle_problems(*, parcel: Parcel, outcome: ProblemOutcome, by: User | None, at: datetime) -> int:
    """Closes what is open on a parcel whose way has ended, under the trail entry of what ended it."""
    return Problem.objects.filter(parcel=parcel, closed_at=None, opened_at__lte=at).update(
        outcome=outcome, closed_by=by, closed_at=at
    )


@transaction.atomic
def find_idle_parcels(*, by: User, at: datetime) -> int:
    """Opens a problem for each parcel that has not moved for too long, closes those of parcels that moved since.

    One entry of the trail names how many and the digest of their numbers. Returns how many were opened.
    """
    require(by, Right.WRITE_PARCELS)
    moved = list(queries.idle_problems_of_moved_parcels().values_list("pk", flat=True))
    Problem.objects.filter(pk__in=moved).update(outcome=ProblemOutcome.MOVED_ON, closed_at=at)
    idle = list(queries.idle_parcels(at))
    opened = Problem.objects.bulk_create(
        _opened(parcel, ProblemKind.NO_MOVEMENT, parcel.place, "", None, at) for parcel in idle
    )
    if opened or moved:
        numbers = sorted([parcel.carrier, parcel.number] for parcel in idle)
        change = {"opened": len(opened), "closed": len(moved), "sha256": digest(canonical_json(numbers))}
        first = opened[0] if opened else Problem.objects.get(pk=moved[0])
        evidence.record(verb="find_idle", record=first, change=change, by=by, at=at)
    return len(opened)
