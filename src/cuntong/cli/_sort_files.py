"""The two files of a sort plan: what each station expects, and when each route's van leaves."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from cuntong.domain.sorting import StationVolume
from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import Column, Kind, Row, Sheet, read

_VOLUMES = Sheet(
    code="SORT_VOLUMES",
    zh="站点件量",
    en="Station volumes",
    columns=(
        Column(
            name="station",
            zh="站点",
            en="station",
            required=True,
            max_length=80,
            synonyms=("站点名称", "网点", "station_code"),
        ),
        Column(name="route", zh="邮路", en="route", required=True, max_length=80, synonyms=("线路", "路线")),
        Column(
            name="parcels",
            zh="件数",
            en="parcels",
            kind=Kind.INTEGER,
            required=True,
            minimum=0,
            synonyms=("件量", "票数", "volume"),
        ),
        Column(
            name="stop",
            zh="停靠顺序",
            en="stop",
            kind=Kind.INTEGER,
            minimum=1,
            synonyms=("站序", "停靠站序"),
        ),
    ),
)
_DEPARTURES = Sheet(
    code="SORT_DEPARTURES",
    zh="发车时间",
    en="Departures",
    columns=(
        Column(name="route", zh="邮路", en="route", required=True, max_length=80, synonyms=("线路", "路线")),
        Column(
            name="time",
            zh="发车时间",
            en="time",
            required=True,
            max_length=20,
            synonyms=("发车", "时间", "departure"),
        ),
    ),
)
_TIME = re.compile(r"([01]?\d|2[0-3])\s*(?:[:.时点]\s*([0-5]\d)?)\s*分?(?::[0-5]\d)?")
NOON, DAY = 12 * 60, 24 * 60


def read_volumes(path: Path) -> tuple[StationVolume, ...]:
    """The stations of a file. Tells every error with row and column and exits 1 where there is one."""
    rows = _rows(_VOLUMES, path)
    _refuse(path, _repeated(_VOLUMES, "station", rows))
    routes: dict[str, str] = {}
    return tuple(
        StationVolume(
            station=str(row.values["station"]),
            route=routes.setdefault(_key(row, "route"), str(row.values["route"])),
            parcels=_whole(row, "parcels") or 0,
            stop=_whole(row, "stop"),
        )
        for row in rows
    )


def read_departures(
    path: Path, stations: Sequence[StationVolume], start_minute: int | None
) -> Mapping[str, int]:
    """Minutes after midnight by route. Exits 1 with every error.

    Where sorting starts after noon, a departure before noon is one of the next morning.
    """
    rows = _rows(_DEPARTURES, path)
    names = {_folded(row.route): row.route for row in stations}
    named = {_key(row, "route") for row in rows}
    _refuse(
        path,
        [
            *_repeated(_DEPARTURES, "route", rows),
            *(_unknown(row, names) for row in rows if _key(row, "route") not in names),
            *(_untimed(row) for row in rows if _minute(row) is None),
            *(_missing(name) for key, name in names.items() if key not in named),
        ],
    )
    evening = start_minute is not None and start_minute >= NOON
    times = {names[_key(row, "route")]: _minute(row) or 0 for row in rows}
    return {route: minute + DAY if evening and minute < NOON else minute for route, minute in times.items()}


def read_clock(text: str) -> int | None:
    """`6:30`, `０６：３０`, `06:30:00`, `6点30分` in minutes after midnight; None for anything else."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) * 60 + int(found[2] or 0) if found else None


def _rows(sheet: Sheet, path: Path) -> Sequence[Row]:
    reading = read(sheet, path)
    if reading.refused:
        _refuse(path, [reading.refused.message])
    _refuse(path, [error.message for error in reading.errors])
    for note in reading.notes:
        typer.echo(f"{path.name}: {note.message}", err=True)
    return reading.rows


def _refuse(path: Path, messages: Sequence[Bilingual]) -> None:
    for message in messages:
        typer.echo(f"{path.name}: {message}", err=True)
    if messages:
        raise typer.Exit(1)


def _repeated(sheet: Sheet, column: str, rows: Sequence[Row]) -> list[Bilingual]:
    """What stands in two rows, full-width and half-width forms being the same."""
    title, first, found = sheet.column(column).title, dict[str, int](), []
    for row in rows:
        earlier = first.setdefault(_key(row, column), row.number)
        if earlier != row.number:
            text = row.values[column]
            found.append(
                Bilingual(
                    f"第 {row.number} 行“{title.zh}”：“{text}”与第 {earlier} 行重复；请只留一行",
                    f"Row {row.number}, “{title.en}” “{text}” repeats row {earlier}; please keep one of them",
                )
            )
    return found


def _unknown(row: Row, names: Mapping[str, str]) -> Bilingual:
    route, known = row.values["route"], list(names.values())[:8]
    return Bilingual(
        f"第 {row.number} 行“邮路”：“{route}”在站点件量表中没有站点；该表的邮路有：{'、'.join(known)}",
        f"Row {row.number}, “route” “{route}” has no station in the volumes; their routes are: {', '.join(known)}",
    )


def _untimed(row: Row) -> Bilingual:
    return Bilingual(
        f"第 {row.number} 行“发车时间”：应为 06:30 这样的时刻，现为“{row.values['time']}”",
        f"Row {row.number}, “time” should be a time of day such as 06:30, but is “{row.values['time']}”",
    )


def _missing(route: str) -> Bilingual:
    return Bilingual(
        f"缺少邮路“{route}”的发车时间；请加一行",
        f"The departure of the route “{route}” is missing; please add a row",
    )


def _minute(row: Row) -> int | None:
    return read_clock(str(row.values["time"]))


def _whole(row: Row, column: str) -> int | None:
    value = row.values[column]
    return value if isinstance(value, int) else None


def _key(row: Row, column: str) -> str:
    return _folded(str(row.values[column]))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
