"""The figures that the county published for 2023, and how ours compare.

Each entry is a fact of the published report: the printed value, where it stands (line of the text), and which of our
figures answers to it. None of its sentences is quoted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cuntong.domain.indicators import CATALOGUE, Unit
from cuntong.domain.values import Interval, wan_yuan


@dataclass(frozen=True)
class Published:
    """A printed value; `exact` is False where the report says "more than" and gives no number to equal."""

    code: str
    printed: str
    line: str
    exact: bool = True
    note: str = ""

    @property
    def mark(self) -> str:
        """In the words of the sources' list: our total equals a published figure, or nobody published one."""
        return "published figure" if self.printed else "synthetic"


PUBLISHED = (
    Published("FUNDS_RELEASED", "1500", "L26"),
    Published("FUNDS_RELEASED_FIRST", "1000", "L7"),
    Published("FUNDS_RELEASED_TAIL", "500", "L7"),
    Published("FUNDS_PAID", "1193.6", "L29"),
    Published("FUNDS_PAID_TAIL", "193.6", "L26"),
    Published("EXECUTION_RATE", "79.57", "L29"),
    Published(
        "TAIL_EXECUTION_RATE", "38.8", "L29", note="193.6 ÷ 500 = 38.72%，公布的 38.8% 无论如何取舍都不成立"
    ),
    Published("CENTRE_ACCEPTED", "1", "L15"),
    Published("TOWNSHIP_STATIONS_BUILT", "17", "L16"),
    Published("VILLAGE_POINTS_BUILT", "101", "L16"),
    Published("STATIONS_BUILT", "118", "L24"),
    Published("TOWNSHIP_COVERAGE", "100", "L16", note="公布为“镇级全覆盖”"),
    Published("VILLAGE_COVERAGE", "50", "L16", exact=False, note="分母：194 个行政村，原文未写"),
    Published("ATTENDANCES_GENERAL", "2597", "L18"),
    Published("ATTENDANCES_VALUE_ADDED", "718", "L18"),
    Published("CENTRE_ATTENDANCES_SINCE_YEAR", "483", "L15"),
    Published("ATTENDANCES_SINCE_YEAR", "1267", "L24", note="原文没有写期间"),
    Published("SESSIONS_SINCE_YEAR", "27", "L24", note="原文没有写期间"),
    Published("TRAINING_OUTCOMES", "26", "L18", note="原文单位写作人次，应为人"),
    Published("CERTIFICATES_E_COMMERCE_SPECIALIST", "7", "L24"),
    Published("CERTIFICATES_INTERNET_MARKETER", "6", "L24"),
    Published("ONLINE_COURSES_PUBLIC", "20", "L18"),
    Published("STATIONS_WITH_SHOP", "30", "L15"),
    Published("FIRMS_WITH_SHOP", "10", "L15"),
    Published("FIRMS_SETTLED", "20", "L24", exact=False),
    Published("LIVESTREAMS_SINCE_YEAR", "200", "L15", exact=False),
    Published("PRODUCTS_SHOWN", "10", "L17", exact=False),
    Published("CARRIERS_MERGED", "3", "L16", note="有合作且当月有扫描"),
    Published("ROUTES_OPENED", "5", "L16", note="原文为“拟”建设；演示县按首班扫描计"),
    Published("SATISFACTION_SHARE", "", "L18", note="原文只写“基本满意”，没有数字；计算值出自合成的答卷"),
)


@dataclass(frozen=True)
class Comparison:
    """One line of the table that the demo prints."""

    code: str
    title: str
    published: str
    computed: str
    verdict: str
    note: str


def compare(values: Mapping[str, Decimal | None]) -> list[Comparison]:
    """Every published figure beside ours, with the verdict: equal, not equal, no records, or nothing published."""
    return [_compare(one, values.get(one.code)) for one in PUBLISHED]


def _compare(published: Published, value: Decimal | None) -> Comparison:
    indicator = CATALOGUE[published.code]
    unit = "万元" if indicator.unit is Unit.YUAN else indicator.unit.value.zh
    ours = None if value is None else wan_yuan(value) if indicator.unit is Unit.YUAN else value
    printed = f"{published.printed}{'' if published.exact else '以上'} {unit}" if published.printed else "—"
    return Comparison(
        code=published.code,
        title=indicator.title.zh,
        published=printed,
        computed="无记录" if ours is None else f"{_plain(ours)} {unit}",
        verdict=_verdict(published, ours),
        note=f"{published.line} {published.note}".strip(),
    )


def _verdict(published: Published, ours: Decimal | None) -> str:
    if ours is None:
        return "无记录"
    if not published.printed:
        return "原文未给出"
    if not published.exact:
        return "一致" if ours >= Decimal(published.printed) else "不一致"
    return "一致" if Interval.from_printed(published.printed).contains(ours) else "不一致"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
