"""From the errors found in a sample to the error rate of the whole list, with its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, unique
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

from cuntong.domain.values import Bilingual

from ._errors import SamplingError


@unique
class Method(Enum):
    """How an interval was made; the value says it in words."""

    COMPLETE = Bilingual("全数检查，没有抽样误差", "everything was checked: there is no sampling error")
    EXACT = Bilingual(
        "有限总体的精确区间（超几何分布，Clopper-Pearson 法）",
        "exact interval for a finite population (hypergeometric, after Clopper and Pearson)",
    )
    WILSON = Bilingual(
        "分层样本的 Wilson 区间（按 Kish 有效样本量，有限总体校正）",
        "Wilson interval for a stratified sample (Kish's effective sample size, finite population correction)",
    )


@dataclass(frozen=True, slots=True)
class StratumCount:
    """What checking one stratum gave: how many units it holds, how many were checked, how many of them were wrong."""

    stratum: str
    units: int
    checked: int
    wrong: int

    def __post_init__(self) -> None:
        if not 0 <= self.wrong <= self.checked <= self.units:
            raise ValueError(f"0 <= wrong <= checked <= units does not hold: {self}")


@dataclass(frozen=True, slots=True)
class Projection:
    """The error rate of the whole list: estimated, and the interval that holds it with the stated confidence."""

    rate: Fraction
    low: float
    high: float
    confidence: float
    method: Method
    units: int
    checked: int
    wrong: int


def project(counts: Iterable[StratumCount], *, confidence: float = 0.95) -> Projection:
    """Return the error rate of the list from what was found, stratum by stratum weighted by its size.

    One stratum: the exact interval of Clopper and Pearson (1934) with the hypergeometric distribution in place of
    the binomial, since the list is finite. Several: Wilson's score interval (1927) with the effective sample size that
    Kish (1965) gives for unequal weights, times the finite population correction, as Korn and Graubard (1998) put an
    effective size into an interval; what stratification gains is left out, so that it errs on the wide side.

    Raises SamplingError where a stratum that holds units was not checked at all.
    """
    strata = [count for count in counts if count.units]
    missing = [count.stratum for count in strata if not count.checked]
    if missing or not strata:
        names = "、".join(missing)
        raise SamplingError(
            f"下列分层还没有检查，不能推算：{names}", f"not checked yet, nothing can be projected: {names}"
        )
    units, checked, wrong = (
        sum(getattr(count, name) for count in strata) for name in ("units", "checked", "wrong")
    )
    rate = sum((Fraction(c.units * c.wrong, c.checked) for c in strata), Fraction(0)) / units
    if checked == units:
        low, high, method = float(rate), float(rate), Method.COMPLETE
    elif len(strata) == 1:
        low, high = _exact(units, checked, wrong, confidence)
        method = Method.EXACT
    else:
        low, high = _wilson(float(rate), _effective_size(strata, units, checked), confidence)
        method = Method.WILSON
    return Projection(rate, low, high, confidence, method, units, checked, wrong)


def _exact(units: int, checked: int, wrong: int, confidence: float) -> tuple[float, float]:
    """The numbers of wrong units in the list under which neither this many nor this few would be a surprise."""
    tail = Fraction((1 - confidence) / 2)
    right = checked - wrong
    low = _fewest(units, checked, wrong, tail)
    high = units - _fewest(units, checked, right, tail)
    return low / units, high / units


def _fewest(units: int, checked: int, found: int, tail: Fraction) -> int:
    """The smallest number of marked units in the list that gives `found` or more of them with a chance above `tail`."""
    low, high = found, units
    while low < high:
        middle = (low + high) // 2
        if _chance_of_at_least(found, units, middle, checked) > tail:
            high = middle
        else:
            low = middle + 1
    return low


def _chance_of_at_least(found: int, units: int, marked: int, checked: int) -> Fraction:
    most = min(marked, checked)
    ways = sum(comb(marked, k) * comb(units - marked, checked - k) for k in range(found, most + 1))
    return Fraction(ways, comb(units, checked))


def _effective_size(strata: list[StratumCount], units: int, checked: int) -> float:
    """Kish: (sum of weights)² over the sum of their squares; the weight of a checked unit is units over checked."""
    squares = sum(Fraction(count.units**2, count.checked) for count in strata)
    effective = Fraction(units**2) / squares
    return float(effective) * (units - 1) / (units - checked)


def _wilson(rate: float, size: float, confidence: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (rate + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
    return max(0.0, centre - half), min(1.0, centre + half)
