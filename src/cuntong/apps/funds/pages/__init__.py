"""The pages of public money: overview, budget, contracts, milestones, applications, payments."""

from ._annulment import annul
from ._applications import (
    application,
    application_approve,
    application_countersign,
    application_return,
    application_withdraw,
    applications,
)
from ._budget import allot, appropriation, appropriations, line, release
from ._contracts import contract, contract_decision, contract_fund, contract_publicity, contracts, sign
from ._milestones import (
    milestone,
    milestone_add,
    milestone_apply,
    milestone_met,
    milestone_take_back,
    milestones,
)
from ._overview import overview
from ._payments import pay, payment, payments, reverse

__all__ = [
    "allot",
    "annul",
    "application",
    "application_approve",
    "application_countersign",
    "application_return",
    "application_withdraw",
    "applications",
    "appropriation",
    "appropriations",
    "contract",
    "contract_decision",
    "contract_fund",
    "contract_publicity",
    "contracts",
    "line",
    "milestone",
    "milestone_add",
    "milestone_apply",
    "milestone_met",
    "milestone_take_back",
    "milestones",
    "overview",
    "pay",
    "payment",
    "payments",
    "release",
    "reverse",
    "sign",
]
