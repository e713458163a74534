"""Yuan are stored, 万元 are shown; the way between the two is exact."""

from __future__ import annotations

from decimal import Decimal

from ._rounding import as_fraction, round_half_up


def wan_yuan(amount_yuan: Decimal | int) -> Decimal:
    """Return the amount in 万元 (ten thousand yuan), exactly; round it only where it is shown."""
    as_fraction(amount_yuan)
    sign, digits, exponent = Decimal(amount_yuan).as_tuple()
    assert isinstance(exponent, int)  # as_fraction has refused NaN and infinity
    return Decimal((sign, digits, exponent - 4))


def yuan_from_wan_yuan(amount_wan_yuan: Decimal | int) -> Decimal:
    """Return the amount in yuan with two decimals; raise ValueError where it is finer than one 分."""
    exact = as_fraction(amount_wan_yuan) * 10_000
    amount_yuan = round_half_up(exact, 2)
    if as_fraction(amount_yuan) != exact:
        raise ValueError(
            f"{amount_wan_yuan} 万元 is not a whole number of 分: at most 6 decimals can be paid"
        )
    return amount_yuan
