"""Evens out the drivers' days: the engine knows no balance, so the longest day is capped and the day searched again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ._plan import Plan
from ._problem import Problem

CAPS = (1.3, 1.15, 1.03)


def capped_days(plan: Plan) -> Iterator[Problem]:
    """Yield the problem with working days capped ever closer to the mean of the plan's; nothing for a single route."""
    days = [timed.duration_s for timed in plan.routes]
    if len(days) < 2 or not plan.problem.balance_yuan_per_hour:
        return
    mean_s = sum(days) / len(days)
    for cap in CAPS:
        most_s = round(mean_s * cap)
        vehicles = tuple(
            replace(
                vehicle,
                working_s=min(vehicle.working_s, most_s),
                overtime_s=max(0, min(vehicle.overtime_s, most_s - vehicle.working_s)),
            )
            for vehicle in plan.problem.vehicles
        )
        yield replace(plan.problem, vehicles=vehicles)
