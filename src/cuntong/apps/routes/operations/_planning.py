"""A day is planned in the background: first a plan in a moment, then better ones; each is kept as soon as it is found."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.kinds import JobCancelled
from cuntong.apps.jobs.operations import Progress
from cuntong.domain.routing import Effort, Plan, ProblemRefused, plan_day
from cuntong.domain.values import round_half_up
from cuntong.rulebooks import load_route_rules

from .. import queries
from ..kinds import DistanceSource, PlanState
from ..models import DayPlan, Vehicle
from ..queries import AskedDay, Worked

PLAN = "routes.plan"
QUICK = Effort(iterations=50, seeds=1, rounds=1)
"""A first plan in well under a second, so that cancelling always leaves one."""
TELL_EVERY = 25
_KM = 1_000_000


def plan_routes(
    *,
    day: date,
    keep_routes: bool = True,
    without: Collection[Vehicle] = (),
    seed: int = 1,
    by: User,
    at: datetime,
) -> DayPlan:
    """Asks for a day's plan; a job proposes one. `keep_routes`: a route's stations are served by its own vehicles.

    Raises:
        ValidationError: nothing to bring or fetch, no vehicle with a rate, or no centre on the map.
    """
    require(by, Right.WRITE_ROUTES)
    before = queries.plan_before(day)
    asked = queries.ask_day(day, keep_routes=keep_routes, without=[one.pk for one in without], before=before)
    return ask(day=day, asked=asked, seed=seed, previous=before, by=by, at=at)


@transaction.atomic
def ask(
    *,
    day: date,
    asked: AskedDay,
    previous: DayPlan | None = None,
    replans: DayPlan | None = None,
    locked: dict[str, str] | None = None,
    seed: int = 1,
    by: User,
    at: datetime,
) -> DayPlan:
    """Stores the question with its digest and queues the search for its answer.

    Raises:
        ValidationError: the day cannot be planned as the records have it, with what is missing.
    """
    problem = read_asked(asked)
    plan = DayPlan.objects.create(
        plan_date=day,
        problem=asked.document,
        problem_sha256=queries.digest_of(asked.document),
        left_out=[list(one) for one in asked.left_out],
        held=locked or {},
        distance_source=DistanceSource(problem.travel.source.value),
        seed=seed,
        iterations=int(load_route_rules(day).limit("SEARCH").value),
        stop_count=len(problem.stops),
        previous=previous,
        replans=replans,
        planned_by=by,
        planned_at=at,
    )
    plan.job = jobs.start(kind=PLAN, arguments={"plan_id": plan.pk}, by=by, at=at)
    plan.save(update_fields=["job"])
    change = {
        "day": day,
        "stops": plan.stop_count,
        "sha256": plan.problem_sha256,
        "replans": replans and replans.pk,
    }
    evidence.record(verb="plan", record=plan, change=change, by=by, at=at)
    return plan


def read_asked(asked: AskedDay):
    """The domain's problem of an asked day.

    Raises:
        ValidationError: something without which no day can be planned is missing.
    """
    document = asked.document
    if not document["centre"]:
        raise ValidationError(_("The service centre has no position. Give its station a place on the map."))
    if not document["vehicles"]:
        raise ValidationError(_("No vehicle can drive on this day: register one and record its rate."))
    if not document["stops"]:
        raise ValidationError(_("There is nothing to bring or fetch on this day."))
    try:
        return queries.problem_of(document)[0]
    except ProblemRefused as refusal:
        raise ValidationError([str(fault) for fault in refusal.faults]) from None


def search(*, plan: DayPlan, progress: Progress) -> dict:
    """The job: searches, and keeps each better plan as it is found. Cancelled, the last one kept stands.

    Returns what the job's row says of the result.
    """
    problem, stable = queries.problem_of(plan.problem)
    quick = plan_day(problem, effort=QUICK, seed=plan.seed, stable=stable)
    _propose(plan, quick, progress)
    effort = Effort(iterations=plan.iterations)
    watch = Watch(progress, plan.iterations * effort.seeds)
    found = plan_day(
        problem,
        effort=effort,
        seed=plan.seed,
        stable=stable,
        stop=watch,
        progress=lambda so_far: _propose(plan, so_far.plan, progress) if not watch.cancelled else None,
    )
    if watch.cancelled:
        raise JobCancelled
    best = min(quick, found, key=rank)
    _propose(plan, best, progress, final=True)
    return {"plan": plan.pk, "cost": str(round_half_up(best.cost_yuan, 2)), "stops": best.served}


def rank(plan: Plan) -> tuple[int, Decimal]:
    """Plans are compared by how many stops stay behind, then by what they cost."""
    return len(plan.unserved), plan.objective_yuan


class Watch:
    """Asked at every iteration whether to stop: tells the job how far the search is, and hears that it was cancelled."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total = progress, total
        self.asked, self.cancelled = 0, False
        self._next = 0

    def __call__(self) -> bool:
        self.asked += 1
        if self.asked >= self._next and not self.cancelled:
            self._next = self.asked + max(TELL_EVERY, self.total // 40)
            try:
                self.progress.report(min(self.asked, self.total), self.total)
            except JobCancelled:
                self.cancelled = True
        return self.cancelled


def _propose(plan: DayPlan, found: Plan, progress: Progress, *, final: bool = False) -> None:
    """Keeps a proposal, unless the dispatcher has begun to change an earlier one."""
    routes = queries.stored_routes(timed.route for timed in found.routes)
    with progress.hold() as job:
        plan = DayPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.edit_count or plan.state not in (PlanState.PLANNING, PlanState.PROPOSED):
            return
        plan.state = PlanState.PROPOSED
        plan.proposal = {"routes": routes}
        plan.edited = {"routes": routes, "excluded": [], "locked": plan.held}
        note_outcome(plan, queries.work_out(plan))
        plan.save()
        if final:
            change = {"cost": plan.cost_yuan, "km": plan.distance_km, "unserved": plan.unserved_count}
            evidence.record(verb="propose", record=plan, change=change, by=job.queued_by, at=progress.clock())


def note_outcome(plan: DayPlan, worked: Worked) -> None:
    """Writes what a plan comes to into its row, for lists; nothing is saved here."""
    found = worked.plan
    kept = worked.difference.kept_share if worked.difference else None
    plan.vehicle_count = len(found.routes)
    plan.unserved_count = len(found.unserved)
    plan.distance_km = round_half_up(Decimal(found.distance_mm) / _KM, 1)
    plan.cost_yuan = round_half_up(found.cost_yuan, 2)
    plan.feasible = found.feasible
    plan.kept_share = None if kept is None else round(Decimal(str(kept)), 4)
