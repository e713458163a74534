"""Parcels as their scans tell them, and carriers' contracts, as fact tables."""

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
from django.utils import timezone

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.apps.places.models import Station
from cuntong.domain.custody import PARCELS, STATIONS, summarise
from cuntong.domain.facts import FACT_TABLES, conform

from . import queries
from .models import CarrierContract, Parcel

WATERMARK_KINDS = {
    "parcels": (
        "parcels.parcel",
        "parcels.scan_batch",
        "parcels.closed_month",
        "places.station",
        "imports.batch",
    ),
    "carrier_contracts": ("parcels.carrier_contract",),
}
CHUNK = 50_000


def export() -> dict[str, pa.Table]:
    return {"parcels": _parcels(), "carrier_contracts": conform("carrier_contracts", list(_contracts()))}


def _parcels() -> pa.Table:
    standing = queries.standing_months()
    scans = [*(closed.path for closed in standing), queries.as_table(queries.open_scans(standing))]
    told = summarise(scans, _registered(), _stations(), utc_offset_minutes=_utc_offset_minutes())
    return told.cast(FACT_TABLES["parcels"].schema)


def _utc_offset_minutes() -> int:
    offset = datetime.now(timezone.get_default_timezone()).utcoffset()
    return int(offset.total_seconds()) // 60


def _stations() -> pa.Table:
    rows = [
        {"place": code, "level": level, "division_code": division}
        for code, level, division in Station.objects.values_list("code", "level", "division_id").order_by(
            "code"
        )
    ]
    return pa.Table.from_pylist(rows, schema=STATIONS)


def _registered() -> pa.Table:
    return pa.Table.from_batches(_batches(), schema=PARCELS)


def _batches() -> Iterator[pa.RecordBatch]:
    counts = evidence_counts("parcels.parcel")
    rows = Parcel.objects.order_by("pk").values_list(
        "pk", "carrier", "direction", "division_id", "station__code"
    )
    chunk: list[dict] = []
    for key, carrier, direction, division, station in rows.iterator(chunk_size=CHUNK):
        chunk.append(
            {
                "parcel_id": key,
                "carrier": carrier,
                "direction": direction,
                "division_code": division,
                "station": station,
                "evidence_count": counts[str(key)],
            }
        )
        if len(chunk) == CHUNK:
            yield pa.RecordBatch.from_pylist(chunk, schema=PARCELS)
            chunk = []
    if chunk:
        yield pa.RecordBatch.from_pylist(chunk, schema=PARCELS)


def _contracts() -> Iterator[dict]:
    counts = evidence_counts("parcels.carrier_contract")
    for contract in CarrierContract.objects.order_by("pk"):
        yield {
            "contract_id": str(contract.pk),
            "carrier": contract.carrier,
            "from_date": contract.from_date,
            "to_date": contract.to_date,
            "evidence_count": counts[str(contract.pk)],
        }
