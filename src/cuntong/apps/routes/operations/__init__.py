"""Writes of routes: the fleet, routes, plans proposed, changed and released, trips as they are driven, settlement, studies."""

from ._driving import arrivals_by_scan, arrive, assign_driver, finish_trip, report_exception, start_trip
from ._editing import exclude_stop, lock_stop, move_stop, plan_again, reset_plan
from ._entries import may_drive, may_keep
from ._fleet import (
    hash_of_key,
    issue_tracker,
    register_driver,
    register_vehicle,
    retire_vehicle,
    revoke_tracker,
    set_rate,
)
from ._handing_over import countersign, hand_over
from ._planning import plan_routes, search
from ._positions import SentPosition, metres, record_position
from ._releasing import release_plan
from ._replanning import replan_rest
from ._routes import change_route, end_route, plan_route
from ._settlement import (
    AgreedPrice,
    decide_dispute,
    end_price_contract,
    issue_statement,
    open_dispute,
    record_baseline,
    sign_price_contract,
)
from ._studies import answer_network, answer_pooling, ask_network, ask_pooling

__all__ = [
    "AgreedPrice",
    "SentPosition",
    "answer_network",
    "answer_pooling",
    "arrivals_by_scan",
    "arrive",
    "ask_network",
    "ask_pooling",
    "assign_driver",
    "change_route",
    "countersign",
    "decide_dispute",
    "end_price_contract",
    "end_route",
    "exclude_stop",
    "finish_trip",
    "hand_over",
    "hash_of_key",
    "issue_statement",
    "issue_tracker",
    "lock_stop",
    "may_drive",
    "may_keep",
    "metres",
    "move_stop",
    "open_dispute",
    "plan_again",
    "plan_route",
    "plan_routes",
    "record_baseline",
    "record_position",
    "register_driver",
    "register_vehicle",
    "release_plan",
    "replan_rest",
    "report_exception",
    "reset_plan",
    "retire_vehicle",
    "revoke_tracker",
    "search",
    "set_rate",
    "sign_price_contract",
    "start_trip",
]
