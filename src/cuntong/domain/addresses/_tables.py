"""What a county knows beyond the division list, as CSV files: other names, places, and the stations that serve."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from cuntong.domain.values import Bilingual, DivisionCode, DivisionCodeError, DivisionLevel

from ._division_rows import Alias, GazetteerError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_ALIASES = Bilingual("别名表", "the list of other names")
_PLACES = Bilingual("地点表", "the list of places")
_STATIONS = Bilingual("站点表", "the list of stations")


def read_aliases(file: TextIO) -> tuple[Alias, ...]:
    """Read other names of divisions (columns name, code). Raises `GazetteerError` naming the row and the fault."""
    return tuple(
        Alias(_name(_ALIASES, number, name), code.value, code.level.name.lower())
        for number, name, code in _rows(file, _ALIASES, "name", "code")
    )


def read_places(file: TextIO) -> tuple[Place, ...]:
    """Read natural villages, estates, roads, points of interest (columns name, village_code).

    Raises `GazetteerError` naming the row and the fault.
    """
    return tuple(
        Place(_name(_PLACES, number, name), _village(_PLACES, number, code).value)
        for number, name, code in _rows(file, _PLACES, "name", "village_code")
    )


def read_stations(file: TextIO) -> dict[str, str]:
    """Read which station serves a village, or a whole township (columns station, division_code): station by code.

    Raises `GazetteerError` naming the row and the fault, also when a division is given to two stations.
    """
    serving: dict[str, str] = {}
    for number, station, code in _rows(file, _STATIONS, "station", "division_code"):
        if code.level not in (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE):
            raise _fault(_STATIONS, number, Bilingual("应为乡镇或村", "a township or a village is needed"))
        if serving.setdefault(code.value, station) != station:
            other = serving[code.value]
            raise _fault(
                _STATIONS,
                number,
                Bilingual(f"{code.value} 已由“{other}”服务", f"{code.value} is served by {other!r} already"),
            )
    return serving


def _rows(
    file: TextIO, title: Bilingual, text_column: str, code_column: str
) -> Iterator[tuple[int, str, DivisionCode]]:
    """The number of each row (the header is row 1), its text, and its code."""
    reader = csv.DictReader(file)
    missing = [one for one in (text_column, code_column) if one not in (reader.fieldnames or ())]
    if missing:
        raise GazetteerError(
            f"{title.zh}缺少列：{'、'.join(missing)}", f"{title.en} lacks the columns {', '.join(missing)}"
        )
    for number, row in enumerate(reader, start=2):
        text, code = (row[text_column] or "").strip(), (row[code_column] or "").strip()
        if not text:
            zh, en = f"{text_column} 不能为空", f"{text_column} must not be empty"
            raise _fault(title, number, Bilingual(zh, en))
        try:
            yield number, text, DivisionCode.parse(code.ljust(12, "0"))
        except DivisionCodeError as error:
            raise _fault(title, number, error.message) from error


def _name(title: Bilingual, number: int, name: str) -> str:
    if len(name) < 2:
        zh, en = (
            f"“{name}”只有一个字，处处都会碰上",
            f"{name!r} is a single character: it would be found everywhere",
        )
        raise _fault(title, number, Bilingual(zh, en))
    return name


def _village(title: Bilingual, number: int, code: DivisionCode) -> DivisionCode:
    if code.level is not DivisionLevel.VILLAGE:
        zh, en = "village_code 应为 12 位的村级代码", "village_code must be the 12 digits of a village"
        raise _fault(title, number, Bilingual(zh, en))
    return code


def _fault(title: Bilingual, number: int, what: Bilingual) -> GazetteerError:
    return GazetteerError(f"{title.zh}第 {number} 行：{what.zh}", f"row {number} of {title.en}: {what.en}")
