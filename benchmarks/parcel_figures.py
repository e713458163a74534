"""All figures of parcels from 20,000,000 scans kept in monthly Parquet files.

    .venv/bin/python -m benchmarks.parcel_figures [scans]

Makes synthetic scans in a temporary folder (five a parcel, 118 stations, 12 months), then prints wall seconds and the peak
memory of a process of its own that reads them: one record a parcel, and every figure of the topic. For comparison the same
reading does nothing but count the rows.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

SCANS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
PARCELS, MONTHS = SCANS // 5, 12
TOWNS, VILLAGES = 17, 101


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        place = Path(folder)
        make(place)
        size = sum(file.stat().st_size for file in place.glob("*.parquet")) / 1e6
        print(f"{SCANS:,} scans of {PARCELS:,} parcels, {MONTHS} months, {size:.0f} MB")
        reader = multiprocessing.get_context("spawn").Process(target=read, args=(place,))
        reader.start()
        reader.join()


def make(place: Path) -> None:
    """One file a month; each parcel's five scans lie within two days, some late, some astray."""
    with duckdb.connect(config={"memory_limit": "2GB"}) as engine:
        engine.execute(
            f"""
            CREATE VIEW parcel AS
            SELECT n AS parcel_id, ['STO','JT','FW'][1 + n % 3] AS carrier,
                   hash(n) % {VILLAGES} AS village,
                   TIMESTAMPTZ '2024-01-01 00:30:00+00' + to_minutes(CAST(n * 527040 // {PARCELS} AS BIGINT)) AS hub_at
            FROM range(1, {PARCELS} + 1) AS numbers(n)
            """
        )
        engine.execute(
            """
            CREATE VIEW scan AS
            SELECT parcel_id, kind,
                   CASE step WHEN 1 THEN 'C-1' WHEN 2 THEN 'C-1' WHEN 3 THEN 'C-1'
                   ELSE 'V-' || ((village + CAST(hash(parcel_id) % 500 = 0 AS INTEGER)) % 101) END AS place,
                   hub_at + to_minutes(CAST(step * 40 + (hash(parcel_id + step) % 400) *
                            CASE WHEN step > 3 THEN 4 ELSE 0 END AS BIGINT)) AS occurred_at
            FROM parcel, (VALUES (1, 'ARRIVED_HUB'), (2, 'SORTED'), (3, 'LOADED'),
                                 (4, 'ARRIVED_VILLAGE'), (5, 'PICKED_UP')) AS steps(step, kind)
            """
        )
        for month in range(1, MONTHS + 1):
            engine.execute(
                f"COPY (SELECT * FROM scan WHERE month(occurred_at) = {month} AND year(occurred_at) = 2024) "
                f"TO '{place / f'scans-{month:02}.parquet'}' (COMPRESSION zstd)"
            )
        engine.execute(
            f"""
            COPY (SELECT CAST(parcel_id AS BIGINT) AS parcel_id, carrier, 'DOWN' AS direction,
                         '4402811' || lpad(CAST(village % {TOWNS} AS VARCHAR), 2, '0') ||
                         CAST(200 + village AS VARCHAR) AS division_code,
                         'V-' || village AS station, CAST(0 AS INTEGER) AS evidence_count FROM parcel)
            TO '{place / "registered.parquet"}'
            """
        )


def stations() -> pa.Table:
    from cuntong.domain.custody import STATIONS

    rows = [{"place": "C-1", "level": "CENTRE", "division_code": "440281000000"}]
    rows += [
        {"place": f"T-{n}", "level": "TOWNSHIP", "division_code": f"4402811{n:02}000"} for n in range(TOWNS)
    ]
    rows += [
        {"place": f"V-{n}", "level": "VILLAGE", "division_code": f"4402811{n % TOWNS:02}{200 + n}"}
        for n in range(VILLAGES)
    ]
    return pa.Table.from_pylist(rows, schema=STATIONS)


def divisions() -> list[dict]:
    kinds = {"CENTRE": "COUNTY", "TOWNSHIP": "TOWNSHIP", "VILLAGE": "ADMINISTRATIVE_VILLAGE"}
    levels = {"CENTRE": "COUNTY", "TOWNSHIP": "TOWNSHIP", "VILLAGE": "VILLAGE"}
    return [
        {
            "code": row["division_code"],
            "name": row["place"],
            "level": levels[row["level"]],
            "kind": kinds[row["level"]],
            "parent_code": None,
            "township_code": None,
        }
        for row in stations().to_pylist()
    ]


def read(place: Path) -> None:
    from cuntong.domain.custody import PARCELS as REGISTERED
    from cuntong.domain.custody import summarise
    from cuntong.domain.facts import conform
    from cuntong.domain.indicators import CATALOGUE, FigureSource, Frame, compute

    files = sorted(place.glob("scans-*.parquet"))
    start = time.perf_counter()
    with duckdb.connect() as engine:
        engine.execute(
            "SELECT count(*), max(epoch_us(occurred_at)) FROM read_parquet(?)", [[str(f) for f in files]]
        ).fetchone()
    counted = time.perf_counter() - start

    start = time.perf_counter()
    registered = pq.read_table(place / "registered.parquet").cast(REGISTERED)
    parcels = summarise(files, registered, stations(), utc_offset_minutes=480)
    del registered
    told = time.perf_counter() - start
    tables = {"parcels": parcels, "divisions": conform("divisions", divisions())}
    tables["carrier_contracts"] = conform(
        "carrier_contracts",
        [
            {
                "contract_id": c,
                "carrier": c,
                "from_date": date(2024, 1, 1),
                "to_date": None,
                "evidence_count": 0,
            }
            for c in ("STO", "JT", "FW")
        ],
    )
    codes = [code for code, indicator in CATALOGUE.items() if indicator.table == "parcels"]
    frame = Frame(date(2024, 1, 1), date(2024, 1, 1), date(2024, 12, 31))
    start = time.perf_counter()
    with FigureSource.from_arrow(tables) as source:
        figures = compute(source, frame, codes)
    computed = time.perf_counter() - start
    for figure in figures:
        print(f"  {figure.code:<30}{figure.value!s:>14}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'reading the rows and counting them':<44}{counted:>8.1f} s")
    print(f"{'one record a parcel':<44}{told:>8.1f} s")
    print(f"{f'{len(codes)} figures':<44}{computed:>8.1f} s")
    print(f"{'peak memory':<44}{peak_mb:>8.0f} MB")


if __name__ == "__main__":
    main()
