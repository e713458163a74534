"""Parcels as their scans tell them, and the contracts of the carriers."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import PARCEL_DIRECTIONS
from ._columns import WHOLE, Column, FactTable, choice, day, division, evidence_count, flag, identifier, text

TABLES = (
    FactTable(
        "parcels",
        Bilingual(
            "有扫描记录的快件，一件一条；只登记、没有扫描过的不在其中",
            "parcels that were scanned, one record each; those only announced are not among them",
        ),
        "parcel_id",
        (
            identifier("parcel_id", "快件编号", "parcel id"),
            text("carrier", "快递企业", "carrier"),
            choice("direction", "流向", "down or up", PARCEL_DIRECTIONS),
            day("scanned_date", "首次扫描日期", "first scanned on"),
            division(
                "division_code", "去向或揽收地代码", "division it goes to or comes from", required=False
            ),
            division("township_code", "乡镇代码", "township code", required=False),
            flag("sorted_at_hub", "经中心统一分拣", "sorted at the hub"),
            flag("loaded_at_hub", "经中心统一装车", "loaded at the hub"),
            day("hub_date", "到达分拨中心日期", "arrived at the hub on", required=False),
            division("served_township_code", "到站乡镇代码", "township where it was scanned", required=False),
            division("served_village_code", "到站村代码", "village where it was scanned", required=False),
            day("village_date", "到达村级点日期", "arrived at the village point on", required=False),
            # Empty where it never came to a village point, or came without passing the hub.
            Column(
                "minutes_to_village",
                WHOLE,
                Bilingual("自中心到村级点分钟数", "minutes from the hub to the village point"),
                required=False,
                minimum=0,
            ),
            day("handed_out_date", "交付日期", "handed out on", required=False),
            flag("missorted", "曾到非目的站点", "was at a station that is not its own"),
            flag("returned", "已退回", "returned"),
            evidence_count(),
        ),
        date_column="scanned_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "carrier_contracts",
        Bilingual("快递企业与中心的合作期限", "for how long a carrier works with the centre"),
        "contract_id",
        (
            identifier("contract_id", "合作编号", "contract id"),
            text("carrier", "快递企业", "carrier"),
            day("from_date", "起始日期", "from"),
            day("to_date", "终止日期", "to (last day)", required=False),
            evidence_count(),
        ),
        date_column="from_date",
    ),
)
