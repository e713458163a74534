"""The dispatcher changes a proposal: each change is worked out at once, and may be worse, but not impossible to say."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.domain.routing import Plan, ProblemRefused, Reason, Slot
from cuntong.domain.routing import exclude_stop as without_stop
from cuntong.domain.routing import move_stop as with_stop_moved

from .. import queries
from ..kinds import PlanState
from ..models import DayPlan
from ._planning import ask, note_outcome


@transaction.atomic
def move_stop(*, plan: DayPlan, stop: str, to: Slot, by: User, at: datetime) -> DayPlan:
    """Serves a stop by that vehicle at that place of its trip; one that was set aside comes back.

    Raises:
        ValidationError: the plan is released, the stop locked, or there is no such stop or vehicle.
    """
    plan = _open(plan, by)
    _refuse_locked(plan, stop)
    found = _changed(lambda before: with_stop_moved(before, stop, to), plan)
    change = {"stop": stop, "vehicle": to.vehicle, "load": to.trip + 1, "place": to.position + 1}
    return _keep(plan, found, plan.edited["locked"], change, by, at)


@transaction.atomic
def exclude_stop(*, plan: DayPlan, stop: str, by: User, at: datetime) -> DayPlan:
    """Leaves a stop out of the day.

    Raises:
        ValidationError: as `move_stop`.
    """
    plan = _open(plan, by)
    _refuse_locked(plan, stop)
    found = _changed(lambda before: without_stop(before, stop), plan)
    return _keep(plan, found, plan.edited["locked"], {"excluded": stop}, by, at)


@transaction.atomic
def lock_stop(*, plan: DayPlan, stop: str, locked: bool, by: User, at: datetime) -> DayPlan:
    """Keeps a stop with its vehicle, or frees it; a lock also holds when the day is planned again.

    Raises:
        ValidationError: the plan is released, or no vehicle serves the stop; or its goods are aboard a loaded van.
    """
    plan = _open(plan, by)
    if not locked and stop in plan.held:
        raise ValidationError(_("Its goods are aboard “%(vehicle)s”.") % {"vehicle": plan.held[stop]})
    found = queries.work_out(plan).plan
    vehicle = next((one.route.vehicle for one in found.routes if stop in one.route.stops), None)
    if vehicle is None:
        raise ValidationError(_("No vehicle serves this stop yet."))
    locks = {key: held for key, held in plan.edited["locked"].items() if key != stop}
    if locked:
        locks[stop] = vehicle
    return _keep(plan, found, locks, {"stop": stop, "locked": locked}, by, at)


@transaction.atomic
def reset_plan(*, plan: DayPlan, by: User, at: datetime) -> DayPlan:
    """Goes back to what the search proposed."""
    plan = _open(plan, by)
    plan.edited = {"routes": plan.proposal["routes"], "excluded": [], "locked": plan.held}
    found = queries.work_out(plan).plan
    return _keep(plan, found, plan.held, {"reset": True}, by, at)


def plan_again(*, plan: DayPlan, by: User, at: datetime) -> DayPlan:
    """Plans the same question anew: locked stops stay with their vehicles, excluded ones stay out.

    Raises:
        ValidationError: the plan was released, or nothing is left to plan.
    """
    require(by, Right.WRITE_ROUTES)
    if plan.state != PlanState.PROPOSED:
        raise ValidationError(_("Only a proposal can be planned again."))
    excluded, locked = set(plan.edited["excluded"]), plan.edited["locked"]
    by_vehicle: dict[str, list[str]] = {}
    for stop, vehicle in locked.items():
        by_vehicle.setdefault(vehicle, []).append(stop)
    held = [lock for lock in plan.problem.get("locks", []) if lock.get("in_order")]
    in_order = {stop for lock in held for stop in lock["stops"]}
    free = [
        {"vehicle": vehicle, "stops": loose}
        for vehicle, stops in sorted(by_vehicle.items())
        if (loose := [stop for stop in stops if stop not in in_order])
    ]
    document = plan.problem | {
        "stops": [stop for stop in plan.problem["stops"] if stop["id"] not in excluded],
        "locks": [*held, *free],
        "yesterday": {
            "routes": [
                {
                    "vehicle": one["vehicle"],
                    "trips": [[stop for stop, _place in trip] for trip in one["trips"]],
                }
                for one in plan.edited["routes"]
            ],
            "discount": "0",
        },
    }
    asked = queries.AskedDay(document, [tuple(one) for one in plan.left_out])
    return ask(
        day=plan.plan_date,
        asked=asked,
        previous=plan.previous,
        replans=plan.replans,
        locked=locked,
        seed=plan.seed + 1,
        by=by,
        at=at,
    )


def _open(plan: DayPlan, by: User) -> DayPlan:
    require(by, Right.WRITE_ROUTES)
    plan = DayPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != PlanState.PROPOSED:
        raise ValidationError(
            _("Only a proposal can be changed; this plan is “%(state)s”.")
            % {"state": plan.get_state_display()}
        )
    return plan


def _refuse_locked(plan: DayPlan, stop: str) -> None:
    vehicle = plan.edited["locked"].get(stop)
    if vehicle is not None:
        raise ValidationError(
            _("This stop is locked to “%(vehicle)s”. Free it first.") % {"vehicle": vehicle}
        )


def _changed(change: Callable[[Plan], Plan], plan: DayPlan) -> Plan:
    try:
        return change(queries.work_out(plan).plan)
    except ProblemRefused as refusal:
        raise ValidationError(refusal.message.in_language(get_language() or "zh-hans")) from None


def _keep(plan: DayPlan, found: Plan, locked: dict, change: dict, by: User, at: datetime) -> DayPlan:
    plan.edited = {
        "routes": queries.stored_routes(timed.route for timed in found.routes),
        "excluded": sorted(left.stop for left in found.unserved if left.reason is Reason.EXCLUDED),
        "locked": locked,
    }
    plan.edit_count += 1
    note_outcome(plan, queries.work_out(plan))
    plan.save()
    change |= {"cost": plan.cost_yuan, "holds": plan.feasible}
    evidence.record(verb="correct", record=plan, change=change, by=by, at=at)
    return plan
