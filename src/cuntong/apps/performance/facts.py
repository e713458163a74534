"""The performance room's own facts: the targets, each with the moment at which it was sealed."""

import pyarrow as pa

from cuntong.domain.facts import conform
from cuntong.domain.indicators import CATALOGUE

from .models import Target

WATERMARK_KINDS = {"targets": ("performance.target",)}


def export() -> dict[str, pa.Table]:
    """This room's own facts: the targets with the moment each was sealed."""
    rows = Target.objects.filter(superseded_at=None).order_by("pk")
    return {
        "targets": conform(
            "targets",
            [
                {
                    "target_id": str(target.pk),
                    "indicator_code": target.indicator_code,
                    "value": target.value,
                    "unit": CATALOGUE[target.indicator_code].unit.name,
                    "sealed_at": target.sealed_at,
                    "period_end": target.period_end,
                }
                for target in rows
            ],
        )
    }
