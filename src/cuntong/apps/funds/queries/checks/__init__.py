"""The programme's rules of spending as pure functions: a case and the rules in force go in, breaches come out."""

from .caps import check_caps
from .cases import Breach, Commitment, ContractCase, MoneyCase, PaymentCase, Verdict
from .payment import CONTRACT_CHECKS, PAYMENT_CHECKS, breaches_of, verdicts_on
from .rates import check_rates
from .working_days import working_days

__all__ = [
    "CONTRACT_CHECKS",
    "PAYMENT_CHECKS",
    "Breach",
    "Commitment",
    "ContractCase",
    "MoneyCase",
    "PaymentCase",
    "Verdict",
    "breaches_of",
    "check_caps",
    "check_rates",
    "verdicts_on",
    "working_days",
]
