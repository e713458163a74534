"""The tables of public money, from its release to each payment."""

from ._amounts import LARGEST_YUAN
from .budget import Appropriation, BudgetLine, Direction, Source, Tranche
from .contracts import Contract, ContractFunding, Milestone
from .payments import Payment, PaymentApplication

__all__ = [
    "LARGEST_YUAN",
    "Appropriation",
    "BudgetLine",
    "Contract",
    "ContractFunding",
    "Direction",
    "Milestone",
    "Payment",
    "PaymentApplication",
    "Source",
    "Tranche",
]
