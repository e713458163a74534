"""Pages of routes: plans that the dispatcher changes, trips, the driver's page, the fleet, cost, settlement, studies."""

from ._contracts import contract, contract_new, contracts
from ._costs import baseline, baseline_new, costs
from ._driver import drive, say
from ._fleet import (
    driver,
    driver_new,
    drivers,
    tracker_revoke,
    vehicle,
    vehicle_new,
    vehicle_rate,
    vehicle_retire,
    vehicle_tracker,
    vehicles,
)
from ._plans import plan, plan_again, plan_edit, plan_new, plan_release, plan_reset, plan_rest, plans
from ._routes import route, route_change, route_end, route_new, routes
from ._settlement import (
    dispute,
    disputes,
    line,
    statement,
    statement_new,
    statement_workbook,
    statements,
)
from ._studies import network, network_ask, pooling, pooling_ask, study
from ._trips import handover_sign, handovers, today, trip, trip_assign

__all__ = [
    "baseline",
    "baseline_new",
    "contract",
    "contract_new",
    "contracts",
    "costs",
    "dispute",
    "disputes",
    "drive",
    "driver",
    "driver_new",
    "drivers",
    "handover_sign",
    "handovers",
    "line",
    "network",
    "network_ask",
    "plan",
    "plan_again",
    "plan_edit",
    "plan_new",
    "plan_release",
    "plan_reset",
    "plan_rest",
    "plans",
    "pooling",
    "pooling_ask",
    "route",
    "route_change",
    "route_end",
    "route_new",
    "routes",
    "say",
    "statement",
    "statement_new",
    "statement_workbook",
    "statements",
    "study",
    "today",
    "tracker_revoke",
    "trip",
    "trip_assign",
    "vehicle",
    "vehicle_new",
    "vehicle_rate",
    "vehicle_retire",
    "vehicle_tracker",
    "vehicles",
]
