"""What a trip costs, and who of its stops bears how much of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from cuntong.domain.values import Exact, as_fraction, round_half_up

MINUTES_PER_HOUR = 60
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What a vehicle costs from a day on, in yuan: hire or depreciation a day, fuel and upkeep a kilometre, wages an hour.

    Minutes beyond `working_minutes` are paid at `overtime_factor` times the wage.
    """

    hire_yuan_per_day: Decimal
    fuel_yuan_per_km: Decimal
    upkeep_yuan_per_km: Decimal
    wage_yuan_per_hour: Decimal
    working_minutes: int = 24 * MINUTES_PER_HOUR
    overtime_factor: Decimal = Decimal(1)

    @property
    def yuan_per_km(self) -> Decimal:
        return self.fuel_yuan_per_km + self.upkeep_yuan_per_km

    @property
    def overtime_yuan_per_hour(self) -> Decimal:
        """What an hour of overtime costs on top of the wage."""
        return self.wage_yuan_per_hour * (self.overtime_factor - 1)


@dataclass(frozen=True, slots=True)
class TripCost:
    """A trip's cost by what it is paid for; each part is rounded half-up to the fen, so that they add up."""

    hire_yuan: Decimal
    fuel_yuan: Decimal
    upkeep_yuan: Decimal
    wages_yuan: Decimal

    @property
    def total_yuan(self) -> Decimal:
        return self.hire_yuan + self.fuel_yuan + self.upkeep_yuan + self.wages_yuan


def cost_of_trip(rate: Rate, *, km: Decimal, minutes: int) -> TripCost:
    """Return what a day's trip of so many kilometres and minutes costs. Raises ValueError for negative ones."""
    if km < 0 or minutes < 0:
        raise ValueError(f"a trip is not {km} km and {minutes} minutes long")
    overtime = max(0, minutes - rate.working_minutes)
    paid = Fraction(minutes) + overtime * (Fraction(rate.overtime_factor) - 1)
    return TripCost(
        hire_yuan=round_half_up(rate.hire_yuan_per_day, 2),
        fuel_yuan=round_half_up(rate.fuel_yuan_per_km * km, 2),
        upkeep_yuan=round_half_up(rate.upkeep_yuan_per_km * km, 2),
        wages_yuan=round_half_up(Fraction(rate.wage_yuan_per_hour) * paid / MINUTES_PER_HOUR, 2),
    )


def share_to_the_fen(whole_yuan: Decimal, weights: Mapping[Key, Exact]) -> dict[Key, Decimal]:
    """Share an amount by weight, to the fen, so that the shares add up to it.

    Whole fen go to everybody first; those left over go to the largest remainders (Hamilton's method), ties to who is
    named first. Where all weights are 0 the shares are equal. Raises ValueError for a negative weight or amount, and
    where there is nobody to share an amount.
    """
    exact = {key: as_fraction(weight) for key, weight in weights.items()}
    if whole_yuan < 0 or any(weight < 0 for weight in exact.values()):
        raise ValueError("neither an amount nor a weight may be negative")
    if not exact:
        if whole_yuan:
            raise ValueError(f"nobody to share {whole_yuan} yuan")
        return {}
    total = sum(exact.values())
    if not total:
        exact, total = dict.fromkeys(exact, Fraction(1)), Fraction(len(exact))
    fen = int(round_half_up(whole_yuan * 100, 0))
    quotas = {key: fen * weight / total for key, weight in exact.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    left = fen - sum(shares.values())
    for key in sorted(quotas, key=lambda key: shares[key] - quotas[key])[:left]:
        shares[key] += 1
    return {key: Decimal(share).scaleb(-2) for key, share in shares.items()}
