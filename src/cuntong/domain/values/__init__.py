"""The nouns that every formula shares: money, ratios with a stated rounding, intervals, periods, division codes."""

from ._divisions import DivisionCode, DivisionCodeError, DivisionLevel
from ._intervals import Interval
from ._money import wan_yuan, yuan_from_wan_yuan
from ._periods import Period
from ._ratios import Ratio
from ._rounding import Exact, as_fraction, round_half_up
from ._texts import Bilingual, BilingualError

__all__ = [
    "Bilingual",
    "BilingualError",
    "DivisionCode",
    "DivisionCodeError",
    "DivisionLevel",
    "Exact",
    "Interval",
    "Period",
    "Ratio",
    "as_fraction",
    "round_half_up",
    "wan_yuan",
    "yuan_from_wan_yuan",
]
