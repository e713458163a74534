"""Carriers' files as they come: which column is which field, and rows of any header as rows of a parcel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import (
    Column,
    Glance,
    Kind,
    Reading,
    Row,
    Sheet,
    Source,
    Value,
    match_titles,
    read,
)

from ._carrier import Carrier, Columns

MOST_ROWS = 50_000
REGION = ("province", "prefecture", "county", "township", "village")
"""Parts of an address that stand in columns of their own, from the greatest to the smallest."""

_PLACE = {"max_length": 60, "private": True}
FIELDS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column(name="carrier", zh="快递公司", en="Carrier", max_length=40, example="申通快递"),
        Column(
            name="number",
            zh="运单号",
            en="Waybill number",
            kind=Kind.SERIAL,
            required=True,
            max_length=40,
            help_zh="整列设为“文本”格式；Excel 变成 7.73E+14 的号码已丢失后几位，不会读入。",
            help_en="Format the column as Text; a number that Excel turned into 7.73E+14 has lost digits.",
            example="773000000000001",
        ),
        Column(
            name="recipient",
            zh="收件人",
            en="Recipient",
            max_length=40,
            private=True,
            help_zh="可以是隐藏部分字的姓名，如 张*。",
            help_en="May have hidden characters.",
            example="示例*",
        ),
        Column(
            name="phone",
            zh="收件人手机",
            en="Recipient's phone",
            kind=Kind.WAYBILL_PHONE,
            help_zh="可以是隐藏几位的号码（138****5678）或虚拟号。",
            help_en="May have hidden digits (138****5678) or be a virtual number.",
            example="138****0000",
        ),
        Column(
            name="address",
            zh="收件地址",
            en="Address",
            max_length=300,
            private=True,
            help_zh="写到村最好；没有地址的快件要由人决定去处。",
            help_en="Best down to the village; a parcel without an address waits for a person.",
            example="广东省韶关市乐昌市廊田镇示例村",
        ),
        Column(name="province", zh="收件省份", en="Province", **_PLACE),
        Column(name="prefecture", zh="收件城市", en="Prefecture", **_PLACE),
        Column(name="county", zh="收件区县", en="County", **_PLACE),
        Column(name="township", zh="收件乡镇", en="Township", **_PLACE),
        Column(name="village", zh="收件村", en="Village", **_PLACE),
        Column(
            name="weight_kg",
            zh="重量",
            en="Weight",
            kind=Kind.DECIMAL,
            unit="kg",
            minimum=Decimal(0),
            maximum=Decimal(9999),
            help_zh="没有称重的留空或填 0。",
            help_en="Blank or 0 where it was not weighed.",
        ),
        Column(name="expected_date", zh="预计到达日期", en="Expected on", kind=Kind.DATE),
    )
}
"""What a file may tell of a parcel."""

PARCEL_FIELDS = ("carrier", "number", "recipient", "phone", "address", "weight_kg", "expected_date")
"""What a row holds once it is read: the parts of the region have gone into the address."""


@dataclass(frozen=True)
class Layout:
    """What a header means: the title of each field that it has, and the carrier of all rows (None: each row its own)."""

    columns: Mapping[str, str]
    carrier: Carrier | None = None

    @property
    def is_enough(self) -> bool:
        """Whether a parcel and its place can be read."""
        return "number" in self.columns and bool({"address", "township", "village"} & set(self.columns))


def titles_of(carrier: Carrier, generic: Carrier) -> Columns:
    """For each field the titles that such a file may use: the carrier's own before those of everybody."""
    return {
        field: (*carrier.columns.get(field, ()), FIELDS[field].zh, *generic.columns.get(field, ()))
        for field in FIELDS
    }


def layout_of(seen: Glance, titles: Columns) -> Layout:
    """What the header says by itself."""
    return Layout({field: seen.titles[index] for field, index in match_titles(seen.titles, titles).items()})


def file_sheet(sheet: Sheet, layout: Layout) -> Sheet:
    """The sheet as this file has it: its own titles, and only the columns that it has."""
    columns = tuple(
        replace(column, zh=title, en=title, synonyms=())
        for field, column in FIELDS.items()
        if (title := layout.columns.get(field))
    )
    one_row = ("carrier", "number") if "carrier" in layout.columns else ("number",)
    return replace(sheet, columns=columns, unique_together=(one_row,))


def read_layout(sheet: Sheet, source: Source, layout: Layout) -> Reading:
    """The rows of a file whose header is understood, as rows of parcels."""
    reading = read(file_sheet(sheet, layout), source)
    return replace(reading, rows=tuple(Row(row.number, _parcel(row.values)) for row in reading.rows))


def _parcel(values: Mapping[str, Value]) -> dict[str, Value]:
    region = [str(values[part]) for part in REGION if values.get(part)]
    return {field: values.get(field) for field in PARCEL_FIELDS} | {
        "address": whole_address(region, str(values.get("address") or "")) or None,
        "weight_kg": values.get("weight_kg") or None,
    }


def whole_address(region: Iterable[str], detail: str) -> str:
    """Region and street as one address; a part that the detail repeats is said once."""
    return "".join(part for part in dict.fromkeys(region) if part not in detail) + detail


def guess_carrier(numbers: Sequence[str], candidates: Iterable[Carrier]) -> Carrier | None:
    """The only carrier that all of the numbers fit; None where there is none or more than one."""
    fitting = [carrier for carrier in candidates if numbers and all(map(carrier.may_have, numbers))]
    return fitting[0] if len(fitting) == 1 else None


UNKNOWN_HEADER = Bilingual(
    "不认识这份文件的表头；请点“说明各列含义”，指出运单号和地址在哪一列，以后同样的表头会自动读入",
    "The header of this file is not known; please say which columns hold waybill number and address: "
    "the same header is read by itself from then on",
)
