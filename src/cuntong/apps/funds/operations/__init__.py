"""Writes of public money: release, allot, contract, apply, approve, pay, reverse; each act once, by the right person."""

from ._annulment import annul, take_back_appropriations, take_back_contracts
from ._applications import apply_for_payment, approve_application, return_application, withdraw_application
from ._budget import allot, release_appropriation
from ._contracts import (
    MilestoneTerms,
    add_milestones,
    fund_contract,
    mark_milestone_met,
    record_decision,
    record_publicity,
    sign_contract,
    take_back_milestone,
)
from ._history import PastPayment, countersign, record_past_payment, reverse_past_payments
from ._payments import pay, reverse_payment

__all__ = [
    "MilestoneTerms",
    "PastPayment",
    "add_milestones",
    "allot",
    "annul",
    "apply_for_payment",
    "approve_application",
    "countersign",
    "fund_contract",
    "mark_milestone_met",
    "pay",
    "record_decision",
    "record_past_payment",
    "record_publicity",
    "release_appropriation",
    "return_application",
    "reverse_past_payments",
    "reverse_payment",
    "sign_contract",
    "take_back_appropriations",
    "take_back_contracts",
    "take_back_milestone",
    "withdraw_application",
]
