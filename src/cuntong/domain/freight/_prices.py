"""Prices of a contract on counted parcels: so much a parcel and a kilogram by tier and direction, at least so much a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cuntong.domain.values import round_half_up

from ._ledger import Due


@dataclass(frozen=True, slots=True)
class Price:
    """What one parcel costs to or from a tier."""

    yuan_per_parcel: Decimal
    yuan_per_kg: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The prices of one contract: (direction, tier) -> price, from one day to another, with a monthly minimum."""

    from_date: date
    to_date: date | None
    by_kind: Mapping[tuple[str, str], Price]
    minimum_yuan: Decimal = Decimal(0)

    def hold_on(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


@dataclass(frozen=True, slots=True)
class Counted:
    """A parcel that scans say was brought to its tier, or from it to the hub, and when."""

    item: str
    day: date
    direction: str
    tier: str
    weight_kg: Decimal | None


def charge(price: Price, weight_kg: Decimal | None) -> Decimal:
    """Return the price of one parcel, half-up to the fen; one that nobody weighed pays by the parcel alone."""
    return round_half_up(price.yuan_per_parcel + price.yuan_per_kg * (weight_kg or Decimal(0)), 2)


def dues_of(
    contracts: Iterable[Prices], counted: Iterable[Counted]
) -> tuple[dict[str, Due], tuple[Counted, ...]]:
    """Return what each counted parcel costs, and those that no contract has a price for on their day."""
    contracts = tuple(contracts)
    dues: dict[str, Due] = {}
    unpriced = []
    for one in counted:
        price = _price_of(contracts, one)
        if price is None:
            unpriced.append(one)
        else:
            dues[one.item] = Due(one.item, one.day, charge(price, one.weight_kg))
    return dues, tuple(unpriced)


def _price_of(contracts: tuple[Prices, ...], one: Counted) -> Price | None:
    for contract in contracts:
        if contract.hold_on(one.day):
            return contract.by_kind.get((one.direction, one.tier))
    return None


def top_ups(contracts: Iterable[Prices], dues: Iterable[Due], until: date) -> dict[str, Due]:
    """Return what is missing to each contract's monthly minimum, as an item `2024-08` dated on the month's last day.

    Only months that a contract covers from their first to their last day, and that are over by `until`, count.
    """
    sums: dict[date, Decimal] = {}
    for due in dues:
        month = due.day.replace(day=1)
        sums[month] = sums.get(month, Decimal(0)) + due.yuan
    found: dict[str, Due] = {}
    for contract in contracts:
        for first, last in _whole_months(contract, until):
            missing = contract.minimum_yuan - sums.get(first, Decimal(0))
            if missing > 0:
                item = f"{first:%Y-%m}"
                found[item] = Due(item, last, missing)
    return found


def _whole_months(contract: Prices, until: date) -> Iterator[tuple[date, date]]:
    end = until if contract.to_date is None else min(until, contract.to_date)
    first = contract.from_date if contract.from_date.day == 1 else _next_month(contract.from_date)
    while (last := _next_month(first) - timedelta(days=1)) <= end:
        yield first, last
        first = _next_month(first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
