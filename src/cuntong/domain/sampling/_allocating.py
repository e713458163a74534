"""How many units of each stratum are checked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ._errors import SamplingError


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Return how many of each stratum make up a sample of `total` units: in proportion, at least one of each.

    A stratum whose share is below one gets one and leaves; the others share what is left by Hamilton's rule (whole
    parts, then the largest remainders; of equal ones the larger stratum, then the first in the alphabet). No stratum
    gets more than it holds. Strata without units get none.

    Raises SamplingError where the total is below the number of strata or above the number of units.
    """
    filled = {name: size for name, size in sizes.items() if size > 0}
    _check(filled, total)
    small: set[str] = set()
    while True:
        rest = {name: size for name, size in filled.items() if name not in small}
        shares = _shares(rest, total - len(small))
        below = {name for name, share in shares.items() if share < 1}
        if not below:
            return dict.fromkeys(sizes, 0) | dict.fromkeys(small, 1) | _hamilton(shares, rest)
        small |= below


def _check(sizes: Mapping[str, int], total: int) -> None:
    if total < len(sizes) or total < 1:
        raise SamplingError(
            f"样本量 {total} 小于层数 {len(sizes)}，每层至少抽一个",
            f"a sample of {total} is smaller than the number of strata, {len(sizes)}: each gives at least one",
        )
    held = sum(sizes.values())
    if total > held:
        raise SamplingError(
            f"样本量 {total} 大于名单总数 {held}", f"a sample of {total} is larger than the list of {held}"
        )


def _shares(sizes: Mapping[str, int], total: int) -> dict[str, Fraction]:
    held = sum(sizes.values())
    return {name: Fraction(total * size, held) for name, size in sizes.items()}


def _hamilton(shares: Mapping[str, Fraction], sizes: Mapping[str, int]) -> dict[str, int]:
    whole = {name: int(share) for name, share in shares.items()}
    left = int(sum(shares.values())) - sum(whole.values())
    by_remainder = sorted(shares, key=lambda name: (whole[name] - shares[name], -sizes[name], name))
    return whole | {name: whole[name] + 1 for name in by_remainder[:left]}
