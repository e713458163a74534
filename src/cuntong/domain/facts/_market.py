"""Firms, shops, livestreams and fairs."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import LIVESTREAM_HOSTS, SHOP_OWNERS
from ._columns import YUAN, Column, FactTable, choice, day, evidence_count, flag, identifier, text, township

TABLES = (
    FactTable(
        "tenancies",
        Bilingual("企业和个人入驻公共服务中心的起止", "who settled in the centre, from when to when"),
        "tenancy_id",
        (
            identifier("tenancy_id", "入驻编号", "tenancy id"),
            identifier("firm_id", "企业编号", "firm id"),
            text("firm_name", "企业名称", "firm"),
            day("from_date", "入驻日期", "from"),
            day("to_date", "迁出日期", "to (last day)", required=False),
            evidence_count(),
        ),
        date_column="from_date",
    ),
    FactTable(
        "shops",
        Bilingual("在电商平台上开设的店铺", "shops opened on e-commerce platforms"),
        "shop_id",
        (
            identifier("shop_id", "店铺编号", "shop id"),
            choice("owner_kind", "开店主体类别", "owner kind", SHOP_OWNERS),
            identifier("owner_id", "开店主体编号", "owner id"),
            text("owner_name", "开店主体", "owner"),
            text("platform", "平台", "platform"),
            text("shop_url", "店铺网址", "shop address", required=False),
            day("opened_date", "开店日期", "date opened"),
            flag("with_help", "经指导帮助开设", "opened with help"),
            township(),
            evidence_count(),
        ),
        date_column="opened_date",
        place_column="township_code",
        place_level=DivisionLevel.TOWNSHIP,
    ),
    FactTable(
        "livestreams",
        Bilingual("电商直播，每场一条", "livestreams, one record each"),
        "livestream_id",
        (
            identifier("livestream_id", "直播编号", "livestream id"),
            choice("host_kind", "直播主体类别", "host kind", LIVESTREAM_HOSTS),
            identifier("host_id", "直播主体编号", "host id"),
            text("host_name", "直播主体", "host"),
            day("held_date", "直播日期", "date held"),
            # Empty where the sales of the session are not known.
            Column("sales_yuan", YUAN, Bilingual("销售额（元）", "sales (yuan)"), required=False),
            evidence_count(),
        ),
        date_column="held_date",
    ),
    FactTable(
        "exhibits",
        Bilingual(
            "在展会上展示的产品，一展一品为一条", "products shown at fairs, one record per fair and product"
        ),
        "exhibit_id",
        (
            identifier("exhibit_id", "展示编号", "exhibit id"),
            identifier("product_id", "产品编号", "product id"),
            text("product_name", "产品", "product"),
            identifier("fair_id", "展会编号", "fair id"),
            text("fair_name", "展会", "fair"),
            day("fair_date", "展会日期", "date of the fair"),
            evidence_count(),
        ),
        date_column="fair_date",
    ),
)
