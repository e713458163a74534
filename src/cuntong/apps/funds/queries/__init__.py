"""Reads of public money: who sees which rows, how much room is left, the overview, and what the rules say."""

from ._cases import breaches_on_contract, breaches_on_payment, money_case, rules_on, verdicts_on_application
from ._overview import Finding, Overview, Portion, findings, overview
from ._rooms import (
    fundings_with_room,
    milestones_with_money,
    rests_on,
    room_in_appropriation,
    room_in_funding,
    room_in_line,
    room_in_milestone,
    unfunded,
    without_milestone,
)
from ._scopes import (
    visible_applications,
    visible_appropriations,
    visible_contracts,
    visible_fundings,
    visible_lines,
    visible_milestones,
    visible_payments,
)
from ._waiting import Turn, Waiting, milestones_at_turn, waiting_for

__all__ = [
    "Finding",
    "Overview",
    "Portion",
    "Turn",
    "Waiting",
    "breaches_on_contract",
    "breaches_on_payment",
    "findings",
    "fundings_with_room",
    "milestones_at_turn",
    "milestones_with_money",
    "money_case",
    "overview",
    "rests_on",
    "room_in_appropriation",
    "room_in_funding",
    "room_in_line",
    "room_in_milestone",
    "rules_on",
    "unfunded",
    "verdicts_on_application",
    "visible_applications",
    "visible_appropriations",
    "visible_contracts",
    "visible_fundings",
    "visible_lines",
    "visible_milestones",
    "visible_payments",
    "waiting_for",
    "without_milestone",
]
