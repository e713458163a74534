"""The county's facts at one moment: every room's tables together, kept as Parquet and rewritten where the trail has moved.

Each room exports its own (`facts` of the room); they are found by name, since this room lies above them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from cuntong.apps.evidence import queries as trail
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.places import queries as places

ROOMS = (
    "places",
    "inspections",
    "funds",
    "training",
    "parcels",
    "services",
    "market",
    "routes",
    "performance",
)


def _rooms() -> list[ModuleType]:
    return [import_module(f"cuntong.apps.{room}.facts") for room in ROOMS]


@dataclass(frozen=True)
class Moment:
    """The county at one moment: every fact table, whose they are, and how long the trail was."""

    tables: Mapping[str, pa.Table]
    county_code: str
    county_name: str
    synthetic: bool
    trail_size: int
    trail_root: str


def collect_moment() -> Moment:
    """Every fact table of the county, read in one moment: nothing that is written meanwhile gets in."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        county, head = places.county(), trail.head()
        return Moment(
            tables={name: table for room in _rooms() for name, table in room.export().items()},
            county_code=county.code,
            county_name=county.name,
            synthetic=county.synthetic,
            trail_size=head.size,
            trail_root=head.root,
        )


def live_tables() -> dict[str, Path]:
    """Parquet files of today's facts; a room is exported again only when the trail says that it changed."""
    folder = settings.VAR / "facts"
    folder.mkdir(exist_ok=True)
    return {name: path for room in _rooms() for name, path in _files_of(room, folder).items()}


def _files_of(room: ModuleType, folder: Path) -> dict[str, Path]:
    marks = _watermarks(room.WATERMARK_KINDS)
    files = {name: folder / f"{name}-{mark}.parquet" for name, mark in marks.items()}
    if not all(path.exists() for path in files.values()):
        for name, table in room.export().items():
            _replace(files[name], table)
            _forget_older(folder, name, files[name])
    return files


def _watermarks(kinds: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Per table, the number of the newest trail entry that can have changed it."""
    wanted = {kind for group in kinds.values() for kind in group}
    newest = dict(
        TrailEntry.objects.filter(record_kind__in=wanted)
        .order_by()
        .values("record_kind")
        .annotate(newest=Max("seq"))
        .values_list("record_kind", "newest")
    )
    return {table: max(newest.get(kind, 0) for kind in group) for table, group in kinds.items()}


def _replace(path: Path, table: pa.Table) -> None:
    """Written beside and renamed, so that a reader never meets half a file."""
    beside = path.with_suffix(f".{uuid4().hex}")
    pq.write_table(table, beside, compression="zstd")
    beside.rename(path)


def _forget_older(folder: Path, table: str, current: Path) -> None:
    for path in folder.glob(f"{table}-*.parquet"):
        if path != current and path.stem.rsplit("-", 1)[0] == table:
            path.unlink(missing_ok=True)
