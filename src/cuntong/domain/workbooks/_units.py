"""Units that stand beside numbers: 元 and 万元, 公斤 and 吨; exact factors between units of one kind."""

from decimal import Decimal

from ._text import key

_MAGNITUDES = {
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "十万": Decimal(10**5),
    "亿": Decimal(10**8),
    "万": Decimal(10**4),
    "千": Decimal(1000),
    "百": Decimal(100),
}

_BASES: dict[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "元整": ("money", Decimal(1)),
    "块": ("money", Decimal(1)),
    "块钱": ("money", Decimal(1)),
    "yuan": ("money", Decimal(1)),
    "cny": ("money", Decimal(1)),
    "rmb": ("money", Decimal(1)),
    "克": ("mass", Decimal(1)),
    "g": ("mass", Decimal(1)),
    "两": ("mass", Decimal(50)),
    "斤": ("mass", Decimal(500)),
    "市斤": ("mass", Decimal(500)),
    "公斤": ("mass", Decimal(1000)),
    "千克": ("mass", Decimal(1000)),
    "kg": ("mass", Decimal(1000)),
    "吨": ("mass", Decimal(10**6)),
    "t": ("mass", Decimal(10**6)),
    "米": ("length", Decimal(1)),
    "m": ("length", Decimal(1)),
    "公里": ("length", Decimal(1000)),
    "千米": ("length", Decimal(1000)),
    "km": ("length", Decimal(1000)),
    "平方米": ("area", Decimal(1)),
    "平米": ("area", Decimal(1)),
    "m2": ("area", Decimal(1)),
    "公顷": ("area", Decimal(10**4)),
    "%": ("share", Decimal(1)),
    "‰": ("share", Decimal("0.1")),
}


def is_unit(text: str) -> bool:
    """Whether the text is a unit of money, mass, length, area or share."""
    return _kind(key(text)) is not None


def is_magnitude(text: str) -> bool:
    return key(text) in _MAGNITUDES


def same_kind(unit: str, expected: str) -> bool:
    """Whether both are known units and measure the same thing."""
    found, wanted = _kind(key(unit)), _kind(key(expected))
    return found is not None and wanted is not None and found[0] == wanted[0]


def factor(unit: str, expected: str) -> Decimal | None:
    """What a number in `unit` is multiplied by to count `expected`; None where that cannot be told.

    A bare magnitude (12万) counts the plain unit: 万 is 10,000 元 where 元 or 万元 is expected.
    """
    unit, expected = key(unit), key(expected)
    if unit == expected:
        return Decimal(1)
    size, rest = _split(unit)
    wanted_size, wanted = _split(expected)
    if rest in ("", wanted):
        return size / wanted_size
    if same_kind(unit, expected):
        (_, found), (_, needed) = _kind(unit) or ("", size), _kind(expected) or ("", size)
        return found / needed
    return None


def _kind(unit: str) -> tuple[str, Decimal] | None:
    if unit in _BASES:
        return _BASES[unit]
    size, rest = _split(unit)
    if rest not in _BASES:
        return None
    measure, base = _BASES[rest]
    return measure, size * base


def _split(unit: str) -> tuple[Decimal, str]:
    """A unit as its magnitude and the rest: 万人次 is 10,000 人次; 千克 and 百分点 stay whole."""
    if unit in _BASES:
        return Decimal(1), unit
    for magnitude, size in _MAGNITUDES.items():
        if unit.startswith(magnitude):
            return size, unit.removeprefix(magnitude)
    return Decimal(1), unit
