"""Services that stand, and services offered, as fact tables."""

from collections.abc import Iterator

import pyarrow as pa

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform

from . import queries
from .kinds import Progress
from .models import EntryProgress, ServiceOffer

WATERMARK_KINDS = {
    "service_entries": ("services.entry", "imports.batch", "places.station"),
    "service_offers": ("services.offer", "places.station"),
}


def export() -> dict[str, pa.Table]:
    return {
        "service_entries": conform("service_entries", list(_entries())),
        "service_offers": conform("service_offers", list(_offers())),
    }


def _entries() -> Iterator[dict]:
    counts = evidence_counts("services.entry")
    outcomes = dict(EntryProgress.objects.order_by("made_at", "noted_at").values_list("entry_id", "progress"))
    rows = queries.live_services().order_by("pk").values_list(
        "pk", "kind", "day", "station_id", "station__division_id", "amount_yuan", "commission_yuan"
    )  # fmt: skip
    for key, kind, day, station, division, amount, commission in rows.iterator(chunk_size=5_000):
        yield {
            "entry_id": str(key),
            "kind": kind,
            "service_date": day,
            "station_id": str(station),
            "division_code": division,
            "township_code": _township(division),
            "amount_yuan": amount,
            "commission_yuan": commission,
            "hired": outcomes.get(key) == Progress.HIRED,
            "evidence_count": counts[str(key)],
        }


def _offers() -> Iterator[dict]:
    counts = evidence_counts("services.offer")
    for offer in ServiceOffer.objects.select_related("station").order_by("pk"):
        yield {
            "offer_id": str(offer.pk),
            "kind": offer.kind,
            "station_id": str(offer.station_id),
            "division_code": offer.station.division_id,
            "township_code": _township(offer.station.division_id),
            "from_date": offer.from_date,
            "to_date": offer.to_date,
            "evidence_count": counts[str(offer.pk)],
        }


def _township(division_code: str) -> str | None:
    """The township that a station lies in; the county's centre lies in none."""
    return None if division_code.endswith("000000") else f"{division_code[:9]}000"
