"""Numbers as people and Excel write them, into exact Decimals."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_DOWN, Decimal

from ._messages import Fault
from ._schema import Column
from ._text import Cell, plain_number, shown, squeeze
from ._units import factor, is_magnitude, is_unit, same_kind

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?:¥|人民币|rmb|cny)?(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<unit>[^\d.,+\-]*)",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{2}", re.IGNORECASE)
_MOST_DIGITS = 18
_CENT = Decimal("0.01")


def is_scientific(text: str) -> bool:
    """Whether Excel has turned a long number into something like 4.40281E+17."""
    found = _SCIENTIFIC.fullmatch(text)
    return bool(found) and int(text[-2:]) >= 11


def read_number(cell: Cell, expected: str, header_factor: Decimal) -> Decimal:
    """The number in a cell, in the expected unit.

    A unit written in the cell counts; without one the header's factor does. Raises Fault.
    """
    if isinstance(cell, str):
        return _from_text(cell, expected, header_factor)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        if isinstance(cell, date | time | timedelta):
            raise Fault("NUMBER_IS_DATE", value=shown(cell))
        raise Fault("NOT_NUMBER", value=shown(cell))
    return _counted(plain_number(cell), shown(cell)) * header_factor


def _from_text(cell: str, expected: str, header_factor: Decimal) -> Decimal:
    text = squeeze(cell)
    if is_scientific(text):
        raise Fault("NUMBER_ROUNDED")
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Fault("NOT_NUMBER", value=shown(cell))
    number = _counted(found["sign"] + found["number"].replace(",", ""), shown(cell))
    unit = found["unit"]
    return number * (_written_factor(unit, expected, shown(cell)) if unit else header_factor)


def _counted(digits: str, value: str) -> Decimal:
    number = Decimal(digits)
    if not number.is_finite():
        raise Fault("NOT_NUMBER", value=value)
    significant = len(number.as_tuple().digits)
    if significant > _MOST_DIGITS:
        raise Fault("TOO_MANY_DIGITS", actual=significant)
    return number


def _written_factor(unit: str, expected: str, value: str) -> Decimal:
    if not expected and unit == "%":
        return _CENT
    found = factor(unit, expected) if expected or is_magnitude(unit) else None
    if found is not None:
        return found
    if expected and is_unit(unit):
        raise Fault("UNIT", unit=unit, expected=expected)
    raise Fault("UNIT_UNKNOWN", unit=unit, value=value)


def read_whole(number: Decimal) -> int:
    """The number as an int. Raises Fault where it has a fraction."""
    if number != number.to_integral_value(ROUND_DOWN):
        raise Fault("NOT_WHOLE", value=for_people(number))
    return int(number)


def read_money(number: Decimal) -> Decimal:
    """The number as yuan with two places; nothing is rounded. Raises Fault for parts of a cent."""
    cents = number.quantize(_CENT, ROUND_DOWN)
    if cents != number:
        raise Fault("MONEY_FRACTION", value=for_people(number))
    return cents


def check_bounds(column: Column, number: Decimal | int) -> None:
    """Raise Fault for a number outside the column's bounds, with the unit that it may have been meant in."""
    low, high = column.minimum, column.maximum
    if isinstance(low, int | Decimal) and number < low:
        raise _outside("TOO_SMALL", low, column, number)
    if isinstance(high, int | Decimal) and number > high:
        raise _outside("TOO_LARGE", high, column, number)


def _outside(code: str, bound: int | Decimal, column: Column, number: Decimal | int) -> Fault:
    facts = {"bound": for_people(bound), "value": for_people(number)}
    meant = _meant_unit(column, Decimal(number))
    return Fault(f"{code}_UNIT", **facts, **meant) if meant else Fault(code, **facts)


def _meant_unit(column: Column, number: Decimal) -> dict[str, str]:
    expected = column.counted_in
    if not same_kind(expected, "元"):
        return {}
    for unit in ("元", "万元"):
        size = factor(unit, expected)
        if size is not None and size != 1 and _within(column, number * size):
            return {"unit": unit, "expected": expected, "example": f"{for_people(number)}{unit}"}
    return {}


def _within(column: Column, number: Decimal) -> bool:
    low, high = column.minimum, column.maximum
    return not (isinstance(low, int | Decimal) and number < low) and not (
        isinstance(high, int | Decimal) and number > high
    )


def for_people(number: Decimal | int) -> str:
    """A number with thousands separated and without trailing zeros."""
    text = format(number, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text
