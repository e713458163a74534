"""Market rows as fact tables."""

from collections.abc import Iterable

import pyarrow as pa

from cuntong.apps.accounts.access import significant
from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform

from .models import Exhibit, Livestream, Shop, Tenancy

WATERMARK_KINDS = {
    "tenancies": ("market.firm", "market.tenancy"),
    "shops": ("market.firm", "market.shop", "places.station"),
    "livestreams": ("market.firm", "market.livestream", "places.station"),
    "exhibits": ("market.fair", "market.exhibit"),
}


def export() -> dict[str, pa.Table]:
    return {
        "tenancies": conform("tenancies", list(_tenancies())),
        "shops": conform("shops", list(_shops())),
        "livestreams": conform("livestreams", list(_livestreams())),
        "exhibits": conform("exhibits", list(_exhibits())),
    }


def _tenancies() -> Iterable[dict]:
    counts = evidence_counts("market.tenancy")
    for tenancy in Tenancy.objects.select_related("firm").order_by("pk"):
        yield {
            "tenancy_id": str(tenancy.pk),
            "firm_id": str(tenancy.firm_id),
            "firm_name": tenancy.firm.name,
            "from_date": tenancy.from_date,
            "to_date": tenancy.to_date,
            "evidence_count": counts[str(tenancy.pk)],
        }


def _township_of(station) -> str | None:
    """The township of a station's division; the centre stands in none."""
    if station is None or station.level == "CENTRE":
        return None
    return significant(station.division_id)[:9] + "000"


def _shops() -> Iterable[dict]:
    counts = evidence_counts("market.shop")
    for shop in Shop.objects.select_related("station", "firm").order_by("pk"):
        yield {
            "shop_id": str(shop.pk),
            "owner_kind": shop.kind,
            "owner_id": str(shop.owner.pk),
            "owner_name": shop.owner.name,
            "platform": shop.platform,
            "shop_url": shop.shop_url,
            "opened_date": shop.opened_date,
            "with_help": shop.with_help,
            "township_code": _township_of(shop.station),
            "evidence_count": counts[str(shop.pk)],
        }


def _livestreams() -> Iterable[dict]:
    counts = evidence_counts("market.livestream")
    for livestream in Livestream.objects.select_related("station", "firm").order_by("pk"):
        host = livestream.station or livestream.firm
        yield {
            "livestream_id": str(livestream.pk),
            "host_kind": livestream.kind,
            "host_id": str(host.pk) if host else "CENTRE",
            "host_name": host.name if host else "公共服务中心",
            "held_date": livestream.held_date,
            "sales_yuan": livestream.sales_yuan,
            "evidence_count": counts[str(livestream.pk)],
        }


def _exhibits() -> Iterable[dict]:
    counts = evidence_counts("market.exhibit")
    for exhibit in Exhibit.objects.select_related("fair", "product").order_by("pk"):
        yield {
            "exhibit_id": str(exhibit.pk),
            "product_id": str(exhibit.product_id),
            "product_name": exhibit.product.name,
            "fair_id": str(exhibit.fair_id),
            "fair_name": exhibit.fair.name,
            "fair_date": exhibit.fair.fair_date,
            "evidence_count": counts[str(exhibit.pk)],
        }
