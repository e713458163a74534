"""Files of three carriers as their systems export them: real column names, made-up parcels."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter


@dataclass(frozen=True)
class Announced:
    """One parcel as its carrier announces it."""

    number: str
    recipient: str
    phone: str
    address: str
    prefecture: str
    county: str
    township: str
    weight_kg: str


def sto_file(parcels: Iterable[Announced], at: datetime) -> bytes:
    """申通: a workbook with the district columns of its delivery report."""
    titles = ("业务日期", "运单号", "收件人", "收件手机号", "收件地址", "四级区域", "到件重量", "应派日期")
    day = f"{at:%Y-%m-%d}"
    return _workbook(
        titles,
        [
            (day, one.number, one.recipient, one.phone, one.address, one.township, one.weight_kg, day)
            for one in parcels
        ],
    )


def jt_file(parcels: Iterable[Announced], at: datetime) -> bytes:
    """极兔: spaces in its titles, names and phones masked."""
    titles = ("运单编号 ", "目的城市", "目的区县", "收件人姓名", "收件人手机", "收件人详细地址", "结算重量", "到件扫描时间")  # fmt: skip
    moment = f"{at:%Y-%m-%d %H:%M:%S}"
    rows = [
        (
            one.number,
            one.prefecture,
            one.county,
            one.recipient[:1] + "**",
            f"{one.phone[:3]}****{one.phone[-4:]}",
            one.address,
            one.weight_kg,
            moment,
        )
        for one in parcels
    ]
    return _workbook(titles, rows)


def fw_file(parcels: Iterable[Announced], at: datetime) -> bytes:
    """丰网: text in the old Chinese encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("运单号码", "收方姓名", "收方手机", "收方地址", "计费重量", "预计派送日期"))
    writer.writerows(
        (one.number, one.recipient, one.phone, one.address, one.weight_kg, f"{at:%Y/%m/%d}")
        for one in parcels
    )
    return text.getvalue().encode("gb18030")


def _workbook(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate((titles, *rows)):
            page.write_row(number, 0, row)
    return buffer.getvalue()
