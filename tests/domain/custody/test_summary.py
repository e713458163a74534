"""One record a parcel, from any number of scans, against plain loops and against the journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.custody import PARCELS, SCANS, STAGES, STATIONS, Scan, ScanKind, follow, summarise
from cuntong.domain.facts import FACT_TABLES, conform

HUB, TOWN_A, TOWN_B = "C-1", "T-A", "T-B"
VILLAGE_A, SECOND_A, VILLAGE_B = "V-A1", "V-A2", "V-B1"
LEVELS = {
    HUB: ("CENTRE", "440281000000"),
    TOWN_A: ("TOWNSHIP", "440281001000"),
    TOWN_B: ("TOWNSHIP", "440281002000"),
    VILLAGE_A: ("VILLAGE", "440281001201"),
    SECOND_A: ("VILLAGE", "440281001202"),
    VILLAGE_B: ("VILLAGE", "440281002201"),
}
PLACES_OF = {
    ScanKind.COLLECTED: [TOWN_A, VILLAGE_A, VILLAGE_B],
    ScanKind.ARRIVED_HUB: [HUB],
    ScanKind.SORTED: [HUB],
    ScanKind.LOADED: list(LEVELS),
    ScanKind.ARRIVED_TOWNSHIP: [TOWN_A, TOWN_B],
    ScanKind.ARRIVED_VILLAGE: [VILLAGE_A, SECOND_A, VILLAGE_B],
    ScanKind.PICKED_UP: [TOWN_A, VILLAGE_A, SECOND_A, VILLAGE_B],
    ScanKind.DELIVERED: [VILLAGE_A, VILLAGE_B],
    ScanKind.RETURNED: [HUB, VILLAGE_A],
    ScanKind.HANDED_TO_CARRIER: [HUB],
    ScanKind.PROBLEM: list(LEVELS),
}
ENDS = {ScanKind.PICKED_UP, ScanKind.DELIVERED, ScanKind.RETURNED, ScanKind.HANDED_TO_CARRIER}
START = datetime(2024, 7, 31, 15, 30, tzinfo=UTC)
"""Half an hour before a new day, and a new month, begins in the county."""
SHANGHAI = timedelta(hours=8)

stations = pa.Table.from_pylist(
    [
        {"place": code, "level": level, "division_code": division}
        for code, (level, division) in LEVELS.items()
    ],
    schema=STATIONS,
)


def parcel(number: int, **known: Any) -> dict[str, Any]:
    bound = {"carrier": "STO", "direction": "DOWN", "division_code": "440281001201", "station": VILLAGE_A}
    return {"parcel_id": number, "evidence_count": 0, **bound, **known}


def scanned(number: int, kind: ScanKind, place: str, minutes: int) -> dict[str, Any]:
    at = START + timedelta(minutes=minutes)
    return {"parcel_id": number, "kind": kind.value, "place": place, "occurred_at": at}


def summary(parcels: list[dict[str, Any]], *pieces: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    tables = [pa.Table.from_pylist(list(piece), schema=SCANS) for piece in pieces]
    known = pa.Table.from_pylist(parcels, schema=PARCELS)
    return summarise(tables, known, stations, utc_offset_minutes=480).to_pylist()


# --- The plain reading ------------------------------------------------------------------------------------------


def plainly(parcel: dict[str, Any], scans: list[dict[str, Any]]) -> dict[str, Any] | None:
    counted = []
    for scan in sorted(scans, key=lambda s: (s["occurred_at"], STAGES[ScanKind(s["kind"])], s["place"])):
        if scan["kind"] == ScanKind.PROBLEM:
            continue
        counted.append(scan)
        if ScanKind(scan["kind"]) in ENDS:
            break
    if not counted:
        return None

    def first(*kinds: ScanKind, level: str | None = None) -> datetime | None:
        met = (s for s in counted if s["kind"] in kinds and level in (None, LEVELS[s["place"]][0]))
        return next((s["occurred_at"] for s in met), None)

    def day(at: datetime | None) -> date | None:
        return None if at is None else (at + SHANGHAI).date()

    village, hub = first(ScanKind.ARRIVED_VILLAGE), first(ScanKind.ARRIVED_HUB)
    out = first(ScanKind.PICKED_UP, ScanKind.DELIVERED)
    visits = [s["place"] for s in counted if s["kind"] in _STOPS and s["place"] != HUB]
    ended = counted[-1]["kind"] if counted[-1]["kind"] in ENDS else None
    if ended in (ScanKind.PICKED_UP, ScanKind.DELIVERED):
        visits = [counted[-1]["place"]]
    elif ended or parcel["direction"] == "UP":
        visits = visits[:1]
    level, served = LEVELS[visits[-1]] if visits else (None, None)
    through = village is not None and hub is not None and village >= hub
    return {
        "parcel_id": str(parcel["parcel_id"]),
        "carrier": parcel["carrier"],
        "direction": parcel["direction"],
        "scanned_date": day(counted[0]["occurred_at"]),
        "division_code": parcel["division_code"],
        "township_code": parcel["division_code"] and parcel["division_code"][:9] + "000",
        "sorted_at_hub": first(ScanKind.SORTED) is not None,
        "loaded_at_hub": first(ScanKind.LOADED, level="CENTRE") is not None,
        "hub_date": day(hub),
        "served_township_code": served and served[:9] + "000",
        "served_village_code": served if level == "VILLAGE" else None,
        "village_date": day(village),
        "minutes_to_village": int((village - hub).total_seconds() // 60) if through else None,
        "handed_out_date": day(out),
        "missorted": any(_astray(parcel, s) for s in counted),
        "returned": first(ScanKind.RETURNED) is not None,
        "evidence_count": 0,
    }


_STOPS = {
    ScanKind.COLLECTED,
    ScanKind.ARRIVED_TOWNSHIP,
    ScanKind.ARRIVED_VILLAGE,
    ScanKind.PICKED_UP,
    ScanKind.DELIVERED,
}


def _astray(parcel: dict[str, Any], scan: dict[str, Any]) -> bool:
    if parcel["station"] is None or scan["place"] == parcel["station"]:
        return False
    if scan["kind"] in (ScanKind.ARRIVED_VILLAGE, ScanKind.PICKED_UP, ScanKind.DELIVERED):
        return True
    town = LEVELS[scan["place"]][1]
    return scan["kind"] == ScanKind.ARRIVED_TOWNSHIP and town[:9] != parcel["division_code"][:9]


bounds = st.sampled_from(
    [
        {"division_code": "440281001201", "station": VILLAGE_A},
        {"division_code": "440281001000", "station": TOWN_A},
        {"division_code": "440281002201", "station": VILLAGE_B},
        {"division_code": None, "station": None},
    ]
)


@st.composite
def some_scans(draw: st.DrawFn, number: int) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(list(ScanKind)), max_size=7))
    return [
        scanned(number, kind, draw(st.sampled_from(PLACES_OF[kind])), draw(st.integers(0, 4000)))
        for kind in kinds
    ]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_column_agrees_with_plain_loops(data: st.DataObject) -> None:
    ways = st.sampled_from(["DOWN", "DOWN", "UP"])
    parcels = [parcel(n, direction=data.draw(ways), **data.draw(bounds)) for n in range(1, 6)]
    scans = [scan for one in parcels for scan in data.draw(some_scans(one["parcel_id"]))]
    cut = data.draw(st.integers(0, len(scans)))
    told = summary(parcels, scans[:cut], scans[cut:])
    of = {one["parcel_id"]: [s for s in scans if s["parcel_id"] == one["parcel_id"]] for one in parcels}
    plain = [plainly(one, of[one["parcel_id"]]) for one in parcels]
    assert told == [row for row in plain if row is not None]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_parcel_went_astray_in_the_figures_where_it_did_on_its_page(data: st.DataObject) -> None:
    """On ways that scans can tell: a place lets go of what it took in."""
    stops = data.draw(st.lists(st.sampled_from([TOWN_A, TOWN_B, VILLAGE_A, SECOND_A, VILLAGE_B]), max_size=4))
    way = [(ScanKind.ARRIVED_HUB, HUB), (ScanKind.SORTED, HUB), (ScanKind.LOADED, HUB)]
    for stop in stops:
        arrived = ScanKind.ARRIVED_VILLAGE if LEVELS[stop][0] == "VILLAGE" else ScanKind.ARRIVED_TOWNSHIP
        way += [(arrived, stop), (ScanKind.LOADED, stop)]
    scans = [scanned(1, kind, place, 10 * n) for n, (kind, place) in enumerate(way)]
    journey = follow(
        [Scan(str(n), ScanKind(s["kind"]), s["place"], s["occurred_at"]) for n, s in enumerate(scans)],
        destination=VILLAGE_A,
        via={TOWN_A},
    )
    assert summary([parcel(1)], scans)[0]["missorted"] == journey.was_missorted


def test_days_are_the_countys_days_and_minutes_are_whole() -> None:
    told = summary(
        [parcel(1)],
        [scanned(1, ScanKind.ARRIVED_HUB, HUB, 29), scanned(1, ScanKind.ARRIVED_VILLAGE, VILLAGE_A, 1469)],
    )[0]
    assert told["scanned_date"] == told["hub_date"] == date(2024, 7, 31)
    assert told["village_date"] == date(2024, 8, 1)
    assert told["minutes_to_village"] == 1440


def test_scans_are_read_from_files_as_from_tables(tmp_path: Path) -> None:
    scans = [scanned(1, ScanKind.ARRIVED_HUB, HUB, 0), scanned(2, ScanKind.ARRIVED_HUB, HUB, 5)]
    file = tmp_path / "month.parquet"
    pq.write_table(pa.Table.from_pylist(scans[:1], schema=SCANS), file)
    parcels = pa.Table.from_pylist([parcel(1), parcel(2)], schema=PARCELS)
    pieces = [file, pa.Table.from_pylist(scans[1:], schema=SCANS)]
    told = summarise(pieces, parcels, stations, utc_offset_minutes=480)
    assert told["parcel_id"].to_pylist() == ["1", "2"]
    assert conform("parcels", told.to_pylist()).schema == FACT_TABLES["parcels"].schema


def test_nothing_scanned_is_nothing_told() -> None:
    assert summary([parcel(1)]) == []
    assert summary([], []) == []


def test_more_stations_than_the_order_has_room_for_are_refused() -> None:
    many = [{"place": f"V{n}", "level": "VILLAGE", "division_code": "440281001201"} for n in range(4097)]
    with pytest.raises(ValueError, match="4097 stations"):
        summarise(
            [],
            PARCELS.empty_table(),
            pa.Table.from_pylist(many, schema=STATIONS),
            utc_offset_minutes=480,
        )
