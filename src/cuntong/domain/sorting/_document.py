"""A plan as plain values for JSON: what `cuntong sort-plan` prints and what can be stored."""

from fractions import Fraction
from math import ceil

from ._model import RouteTime, SortPlan, Wave

PLACES = 9
DAY = 24 * 60


def plan_document(plan: SortPlan) -> dict[str, object]:
    """The plan in JSON's types; ratios with nine places, times as minutes and, where there are departures, HH:MM."""
    return {
        "handlings_per_parcel": round(float(plan.handlings_per_parcel), PLACES),
        "lower_bound": round(float(plan.lower_bound), PLACES),
        "plain": round(float(plan.plain), PLACES),
        "passes": plan.passes,
        "chutes": plan.chutes,
        "reject_chute": plan.reject_chute,
        "line": {
            "rate_per_hour": plan.line.rate_per_hour,
            "changeover_minutes": plan.line.changeover_minutes,
            "loading_minutes": plan.line.loading_minutes,
        },
        "start": _clock(plan, Fraction(plan.start_minute)),
        "stations": [
            {"station": row.station, "route": row.route, "parcels": row.parcels, "chutes": list(row.chutes)}
            for row in plan.stations
        ],
        "waves": [_wave(plan, wave) for wave in plan.waves],
        "departures": [_route(plan, route) for route in plan.routes],
    }


def clock_time(minute: Fraction | int) -> str:
    """Minutes after midnight as HH:MM, rounded up, with the days before or after: `22:15 -1`."""
    days, rest = divmod(ceil(minute), DAY)
    return f"{rest // 60:02}:{rest % 60:02}" + (f" {days:+}" if days else "")


def _wave(plan: SortPlan, wave: Wave) -> dict[str, object]:
    return {
        "wave": wave.number,
        "pass": wave.sort_pass,
        "pool": list(wave.pool),
        "routes": list(wave.routes),
        "parcels": wave.parcels,
        "begins": _clock(plan, wave.begins_minute),
        "ends": _clock(plan, wave.ends_minute),
        "ends_minute": _minute(wave.ends_minute),
    }


def _route(plan: SortPlan, route: RouteTime) -> dict[str, object]:
    departs = route.departs_minute
    return {
        "route": route.route,
        "time": None if departs is None else clock_time(Fraction(departs)),
        "ready": _clock(plan, route.ready_minute),
        "ready_minute": _minute(route.ready_minute),
        "late_minutes": route.late_minutes,
        "loading": [row.station for row in plan.loading(route.route)],
    }


def _clock(plan: SortPlan, minute: Fraction) -> str | None:
    """A time of day; None where nothing ties the plan to the clock."""
    tied = plan.start_minute or any(route.departs_minute is not None for route in plan.routes)
    return clock_time(minute) if tied else None


def _minute(minute: Fraction) -> float:
    return round(float(minute), 2)
