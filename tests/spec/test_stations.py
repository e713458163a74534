"""What a site must have to be accepted."""

from datetime import date
from decimal import Decimal

from cuntong.domain.values import Ratio
from cuntong.rulebooks import load_county, load_station_standards

from .paragraphs import paragraph

TITLE = "站点验收"
ABOUT = "乐昌自己的验收标准没有查到，暂用河北省2017年的验收参考标准。"

STANDARDS = load_station_standards(date(2023, 12, 31))


@paragraph(
    "面积",
    "村级服务点按村的人口分两档：500人及以上不小于10平方米，不足500人不小于5平方米。",
    {"level": "级别", "residents": "人口", "area_m2": "面积不小于（㎡）"},
    [
        ("CENTRE", None, 600),
        ("WAREHOUSE", None, 800),
        ("TOWNSHIP", None, 100),
        ("VILLAGE", 500, 10),
        ("VILLAGE", 499, 5),
    ],
)
def test_area(level, residents, area_m2):
    fitting = [
        standard.area_min_m2
        for standard in STANDARDS.standards
        if standard.level == level
        and (residents is None or standard.residents_from is None or residents >= standard.residents_from)
        and (residents is None or standard.residents_below is None or residents < standard.residents_below)
    ]
    assert fitting == [area_m2]


@paragraph(
    "体系要求",
    "行政村覆盖率达到50%以上，乡镇快递网点全覆盖，宽带覆盖90%，设备在线率95%，一个行政村只支持一个站点。",
    {"code": "要求", "bound": "界限", "value": "数值"},
    [
        ("VILLAGE_COVERAGE", "MIN", "0.50"),
        ("TOWNSHIP_EXPRESS_COVERAGE", "MIN", "1"),
        ("BROADBAND_COVERAGE", "MIN", "0.90"),
        ("DEVICE_ONLINE_RATE", "MIN", "0.95"),
        ("STATIONS_PER_VILLAGE", "MAX", "1"),
    ],
)
def test_network(code, bound, value):
    limit = STANDARDS.network_limit(code)
    assert limit is not None
    assert (limit.bound, limit.value) == (bound, Decimal(value))


@paragraph(
    "覆盖率的分母",
    "分母是全部行政村或全部乡镇（街道），不是站点数。乐昌按2023年统计用区划代码有17个镇（街道）、194个行政村。",
    {"level": "层级", "reached": "有运营站点的", "count": "分母", "coverage": "覆盖率（%）"},
    [("TOWNSHIP", 17, 17, "100.00"), ("VILLAGE", 101, 194, "52.06"), ("VILLAGE", 97, 194, "50.00")],
)
def test_denominators(level, reached, count, coverage):
    base = {base.code: base.count for base in load_county("440281").denominator}[level]
    assert base == count
    assert str(Ratio(reached, base).percent(2)) == coverage
