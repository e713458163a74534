"""The plan that most hubs start with, for comparison: one chute per route, then the stations of each route."""

from collections.abc import Sequence

from ._trees import Task


def plain_handled(task: Task) -> int:
    """Handlings of that plan: routes first, each route's parcels put on again and spread evenly.

    Where there are more routes than chutes the routes are spread evenly as well.
    """
    return _routes_handled(task, range(len(task.names)))


def _routes_handled(task: Task, routes: Sequence[int]) -> int:
    if len(routes) <= task.fan:
        return sum(_route_handled(task, route) for route in routes)
    parts = _spread(routes, task.fan)
    here = sum(task.parcels[index] for route in routes for index in task.on_route(route))
    again = sum(_routes_handled(task, part) for part in parts if len(part) > 1)
    return (
        here
        + again
        + sum(_stations_handled(task, task.on_route(part[0])) for part in parts if len(part) == 1)
    )


def _route_handled(task: Task, route: int) -> int:
    stations = task.on_route(route)
    return sum(task.parcels[index] for index in stations) + _stations_handled(task, stations)


def _stations_handled(task: Task, stations: Sequence[int]) -> int:
    """Handlings after the stations have come to lie in one chute together."""
    if len(stations) == 1:
        return 0
    parts = _spread(stations, min(task.fan, len(stations)))
    here = sum(task.parcels[index] for index in stations)
    return here + sum(_stations_handled(task, part) for part in parts)


def _spread(items: Sequence[int], count: int) -> list[Sequence[int]]:
    return [
        items[number * len(items) // count : (number + 1) * len(items) // count] for number in range(count)
    ]
