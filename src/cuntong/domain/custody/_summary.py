"""From millions of scans to one record a parcel, for the figures: the same story as `follow`, told by an engine.

Note [One number orders the scans]
A scan's place in its parcel's way is one whole number: milliseconds since 1970, then the stage, then the place, as bits. The
first and the last of any sort of scan are then a least and a greatest number, which an engine finds in one reading of
the rows, and the number itself says when and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from ._scans import STAGES, ScanKind

SCANS = pa.schema(
    [
        pa.field("parcel_id", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("place", pa.string(), nullable=False),
        pa.field("occurred_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
"""Scans that count: `place` is a station's code."""
PARCELS = pa.schema(
    [
        pa.field("parcel_id", pa.int64(), nullable=False),
        pa.field("carrier", pa.string(), nullable=False),
        pa.field("direction", pa.string(), nullable=False),
        pa.field("division_code", pa.string()),
        pa.field("station", pa.string()),
        pa.field("evidence_count", pa.int32(), nullable=False),
    ]
)
"""Parcels as they were registered: where each goes to (down) or comes from (up), and which station serves it."""
STATIONS = pa.schema(
    [
        pa.field("place", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("division_code", pa.string(), nullable=False),
    ]
)
"""Stations by code; level is CENTRE, TOWNSHIP or VILLAGE."""

STAGE_BITS, PLACE_BITS = 4, 12
MOST_STATIONS = 1 << PLACE_BITS
_ENDS = (ScanKind.PICKED_UP, ScanKind.DELIVERED, ScanKind.RETURNED, ScanKind.HANDED_TO_CARRIER)
_HANDED_OUT = (ScanKind.PICKED_UP, ScanKind.DELIVERED)
_AT_A_STATION = (
    ScanKind.COLLECTED,
    ScanKind.ARRIVED_TOWNSHIP,
    ScanKind.ARRIVED_VILLAGE,
    ScanKind.PICKED_UP,
    ScanKind.DELIVERED,
)
_LAST_MILE = (ScanKind.ARRIVED_VILLAGE, ScanKind.PICKED_UP, ScanKind.DELIVERED)

_PLACES = """
CREATE TABLE places AS
SELECT *, CAST(row_number() OVER (ORDER BY place) - 1 AS INTEGER) AS ix,
       CASE WHEN level <> 'CENTRE' THEN CAST(left(division_code, 9) AS INTEGER) END AS township
FROM stations
"""


def summarise(
    scans: Sequence[pa.Table | Path],
    parcels: pa.Table,
    stations: pa.Table,
    *,
    utc_offset_minutes: int,
    memory_limit: str = "1GB",
) -> pa.Table:
    """Return one row for each parcel that was scanned, with the columns of the fact table `parcels`.

    scans               any number of tables, or Parquet files, with the columns of SCANS; read once, never held whole
    utc_offset_minutes  what the county's clocks are ahead of UTC; days are the county's days
    memory_limit        what the engine may take, in its own words; beyond it works on disk

    Scans after a parcel's way ended do not count, as in `follow`. A parcel counts for the station that handed it
    out; on the way up, or given back, for the first that had it; while it is still on its way down, for the last.

    Raises:
        ValueError: more stations than the order has room for.
    """
    if stations.num_rows > MOST_STATIONS:
        raise ValueError(f"{stations.num_rows} stations, at most {MOST_STATIONS}")
    with duckdb.connect(config={"memory_limit": memory_limit, "preserve_insertion_order": False}) as engine:
        engine.register("parcels", parcels)
        engine.register("stations", stations)
        engine.execute(_PLACES)
        engine.execute(f"CREATE VIEW scans AS {_union(engine, scans)}")
        query = _query(utc_offset_minutes)
        return engine.sql(query).to_arrow_table()


def _union(engine: duckdb.DuckDBPyConnection, scans: Sequence[pa.Table | Path]) -> str:
    """SQL that reads all the tables and files, one after the other."""
    pieces = [f"SELECT {', '.join(SCANS.names)} FROM nothing"]
    engine.register("nothing", SCANS.empty_table())
    for number, piece in enumerate(scans):
        if isinstance(piece, Path):
            engine.read_parquet(str(piece)).create_view(f"piece_{number}")
        else:
            engine.register(f"piece_{number}", piece)
        pieces.append(f"SELECT {', '.join(SCANS.names)} FROM piece_{number}")
    return " UNION ALL ".join(pieces)


def _one_of(kinds: Sequence[ScanKind]) -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def _stage() -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {stage}" for kind, stage in STAGES.items())
    return f"CASE kind {cases} END"


def _query(utc_offset_minutes: int) -> str:
    shift = STAGE_BITS + PLACE_BITS

    def at(key: str) -> str:
        return f"make_timestamp_ms({key} >> {shift})"

    def day(key: str) -> str:
        return f"CAST({at(key)} + INTERVAL {int(utc_offset_minutes)} MINUTE AS DATE)"

    def in_time(key: str, *, named: bool = True) -> str:
        return f"CASE WHEN {key} <= coalesce(ended, {key}) THEN {key} END" + (f" AS {key}" if named else "")

    return f"""
WITH keyed AS (
    SELECT parcel_id, kind, ix, level, township,
           (epoch_ms(occurred_at) << {shift}) + (({_stage()}) << {PLACE_BITS}) + ix AS key
    FROM scans JOIN places USING (place)
    WHERE kind <> '{ScanKind.PROBLEM}'
), bound AS (
    SELECT parcels.*, CAST(left(parcels.division_code, 9) AS INTEGER) AS township, places.ix AS own_ix
    FROM parcels LEFT JOIN places ON places.place = parcels.station
), story AS (
    SELECT parcel_id,
           min(key) AS first,
           min(key) FILTER (kind = '{ScanKind.ARRIVED_HUB}') AS hub,
           min(key) FILTER (kind = '{ScanKind.SORTED}') AS sorted,
           min(key) FILTER (kind = '{ScanKind.LOADED}' AND level = 'CENTRE') AS loaded,
           min(key) FILTER (kind = '{ScanKind.ARRIVED_VILLAGE}') AS village,
           min(key) FILTER ({_one_of(_HANDED_OUT)}) AS handed_out,
           min(key) FILTER (kind = '{ScanKind.RETURNED}') AS returned,
           min(key) FILTER ({_one_of(_ENDS)}) AS ended,
           min(key) FILTER ({_one_of(_AT_A_STATION)} AND level <> 'CENTRE') AS first_station,
           max(key) FILTER ({_one_of(_AT_A_STATION)} AND level <> 'CENTRE') AS last_station,
           min(key) FILTER (
               {_one_of(_LAST_MILE)} AND ix <> own_ix
               OR kind = '{ScanKind.ARRIVED_TOWNSHIP}' AND ix <> own_ix AND keyed.township <> home.township
           ) AS astray
    FROM keyed
    LEFT JOIN (SELECT parcel_id, own_ix, township FROM bound) AS home USING (parcel_id)
    GROUP BY parcel_id
), told AS (
    SELECT bound.*, first, {in_time("hub")}, {in_time("sorted")}, {in_time("loaded")}, {in_time("village")},
           {in_time("astray")}, {in_time("returned")}, {in_time("handed_out")},
           CASE WHEN handed_out = ended THEN ended
                WHEN direction = 'UP' OR ended IS NOT NULL THEN {in_time("first_station", named=False)}
                ELSE last_station END AS served
    FROM story JOIN bound USING (parcel_id)
)
SELECT CAST(parcel_id AS VARCHAR) AS parcel_id, carrier, direction, {day("first")} AS scanned_date,
       told.division_code AS division_code,
       CASE WHEN told.division_code NOT LIKE '%000000' THEN told.township || '000' END AS township_code,
       sorted IS NOT NULL AS sorted_at_hub,
       loaded IS NOT NULL AS loaded_at_hub,
       {day("hub")} AS hub_date,
       places.township || '000' AS served_township_code,
       CASE WHEN places.level = 'VILLAGE' THEN places.division_code END AS served_village_code,
       {day("village")} AS village_date,
       CASE WHEN village >= hub
            THEN CAST(date_diff('minute', {at("hub")}, {at("village")}) AS INTEGER) END AS minutes_to_village,
       {day("handed_out")} AS handed_out_date,
       astray IS NOT NULL AS missorted,
       returned IS NOT NULL AS returned,
       evidence_count
FROM told
LEFT JOIN places ON places.ix = told.served & {MOST_STATIONS - 1}
ORDER BY told.parcel_id
"""
