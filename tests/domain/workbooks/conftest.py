"""Files that the tests make themselves: honest workbooks, hand-written parts, old .xls records."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cuntong.domain.workbooks import Column, Kind, Sheet, read

Rows = Sequence[Sequence[object]]

HEADER = ["姓名", "性别", "身份证号", "手机号", "村代码", "培训日期", "学时", "补贴", "合格", "网店"]
# 999999 is no division, so these numbers belong to nobody.
ID_NUMBER = "999999198003121014"
GOOD_ROW = [
    "学员甲",
    "女",
    ID_NUMBER,
    "19900000001",
    "440281001001",
    date(2023, 5, 1),
    8,
    1200.5,
    "是",
    "https://shop.example.com/1",
]

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
PACKAGE_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


@pytest.fixture
def roster() -> Sheet:
    """A sheet with a column of every kind."""
    return Sheet(
        code="ROSTER",
        zh="培训名单",
        en="Training roster",
        columns=(
            Column(name="name", zh="姓名", en="Name", required=True, max_length=20, example="张三"),
            Column(
                name="gender",
                zh="性别",
                en="Gender",
                kind=Kind.CHOICE,
                choices={"MALE": ("男", "male"), "FEMALE": ("女", "female")},
                example="FEMALE",
            ),
            Column(name="id_number", zh="身份证号", en="ID number", kind=Kind.ID_NUMBER, required=True),
            Column(
                name="phone", zh="手机号", en="Mobile", kind=Kind.PHONE, required=True, synonyms=("联系电话",)
            ),
            Column(name="village", zh="村代码", en="Village code", kind=Kind.DIVISION_CODE),
            Column(
                name="session_date",
                zh="培训日期",
                en="Session date",
                kind=Kind.DATE,
                required=True,
                minimum=date(2020, 1, 1),
                maximum=date(2030, 12, 31),
                example=date(2023, 5, 1),
            ),
            Column(name="hours", zh="学时", en="Hours", kind=Kind.INTEGER, minimum=0, maximum=200),
            Column(
                name="grant_yuan", zh="补贴", en="Grant", kind=Kind.MONEY_YUAN, minimum=100, maximum=1_000_000
            ),
            Column(name="passed", zh="合格", en="Passed", kind=Kind.BOOLEAN),
            Column(name="shop_url", zh="网店", en="Shop", kind=Kind.URL),
        ),
        unique_together=(("id_number", "session_date"),),
    )


@pytest.fixture
def header() -> list[str]:
    return list(HEADER)


@pytest.fixture
def good_row() -> list[object]:
    return list(GOOD_ROW)


@pytest.fixture(scope="session")
def write_xlsx() -> Callable[..., bytes]:
    """Write lists of rows to a workbook, a worksheet for each name.

    Dates get a date format; a pair is a number and its format.
    """

    def write(
        rows: Rows = (), *, sheets: Mapping[str, Rows] | None = None, hidden: Sequence[str] = ()
    ) -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, content in (sheets or {"名单": rows}).items():
                page = book.add_worksheet(name)
                if name in hidden:
                    page.hide()
                for number, row in enumerate(content):
                    for index, cell in enumerate(row):
                        style = book.add_format({"num_format": cell[1]}) if isinstance(cell, tuple) else day
                        _write_cell(page, number, index, cell, style)
        return target.getvalue()

    return write


def _write_cell(page: Worksheet, number: int, index: int, cell: object, day: Format) -> None:
    if isinstance(cell, tuple):
        page.write_number(number, index, cell[0], day)
    elif isinstance(cell, date):
        page.write_datetime(number, index, cell, day)
    elif isinstance(cell, str):
        page.write_string(number, index, cell)
    elif cell is not None:
        page.write(number, index, cell)


@pytest.fixture(scope="session")
def zip_parts() -> Callable[..., bytes]:
    """A workbook from the XML of its worksheet, other parts replaced or added by name."""

    def build(sheet_xml: str | bytes, **more: str | bytes) -> bytes:
        parts = {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": PACKAGE_RELATIONS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
            "xl/worksheets/sheet1.xml": sheet_xml,
            **more,
        }
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return target.getvalue()

    return build


@pytest.fixture(scope="session")
def worksheet() -> Callable[[str], str]:
    return lambda rows: (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture(scope="session")
def inline_row() -> Callable[[int, Sequence[str]], str]:
    """The XML of a row of texts."""

    def build(number: int, texts: Sequence[str]) -> str:
        cells = "".join(inline(f"{chr(65 + index)}{number}", text) for index, text in enumerate(texts))
        return f'<row r="{number}">{cells}</row>'

    return build


@pytest.fixture(scope="session")
def write_xls() -> Callable[..., bytes]:
    """An Excel 97 file of texts and numbers, written record by record into 512-byte sectors."""

    def write(
        rows: Rows = (), *, extra: Sequence[tuple[int, bytes]] = (), globals_extra: bytes = b""
    ) -> bytes:
        return _compound(_biff(rows, extra, globals_extra))

    return write


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff_cell(row: int, column: int, cell: object) -> bytes:
    at = struct.pack("<HHH", row, column, 1 if isinstance(cell, date) else 0)
    if isinstance(cell, date):
        return _record(0x0203, at + struct.pack("<d", (cell - date(1899, 12, 30)).days))
    if isinstance(cell, int | float):
        return _record(0x0203, at + struct.pack("<d", cell))
    text = str(cell).encode("utf-16-le")
    return _record(0x0204, at + struct.pack("<HB", len(text) // 2, 1) + text)


def _biff(rows: Rows, extra: Sequence[tuple[int, bytes]], globals_extra: bytes) -> bytes:
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = "名单".encode("utf-16-le")
    formats = b"".join(_record(0x00E0, struct.pack("<HH16x", 0, code)) for code in (0, 14))
    start = len(_record(0x0809, bof)) + len(globals_extra) + len(formats) + 4 + 8 + len(name) + 4
    sheet = _record(0x0085, struct.pack("<IBBBB", start, 0, 0, 2, 1) + name)
    book = _record(0x0809, bof) + globals_extra + formats + sheet + _record(0x000A, b"")
    assert len(book) == start
    cells = b"".join(
        _biff_cell(number, index, cell)
        for number, row in enumerate(rows)
        for index, cell in enumerate(row)
        if cell not in ("", None)
    )
    more = b"".join(_record(kind, content) for kind, content in extra)
    return book + _record(0x0809, bof) + cells + more + _record(0x000A, b"")


def _compound(stream: bytes) -> bytes:
    """[MS-CFB] version 3: header, the stream, one directory sector, the table of sectors."""
    length = -(-max(len(stream), 4096) // 512) * 512
    used = length // 512
    tables = -(-(used + 2) // 127)
    chain = [*range(1, used), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<8I", header, 44, tables, used, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into(
        "<109I", header, 76, *[used + 1 + i for i in range(tables)], *[0xFFFFFFFF] * (109 - tables)
    )
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + _entry("Workbook", 2, 0, length, 0xFFFFFFFF)
    table = struct.pack(f"<{len(chain)}I", *chain)
    return bytes(header) + stream.ljust(length, b"\0") + directory.ljust(512, b"\0") + table


def _entry(name: str, kind: int, start: int, length: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", none, none, child, start, length)


KEY = Column(name="key", zh="序", en="No", required=True)


@pytest.fixture
def read_cell(write_xlsx):
    """Read one cell as the given kind of column: (value, None) or (None, error)."""

    def read_one(cell, kind=Kind.TEXT, *, title="值", **more):
        sheet = Sheet(
            code="ONE", zh="一", en="One", columns=(KEY, Column(name="x", zh="值", en="X", kind=kind, **more))
        )
        reading = read(sheet, write_xlsx([["序", title], ["a", cell]]))
        assert reading.refused is None
        if reading.errors:
            assert reading.rows == ()
            return None, reading.errors[0]
        return reading.rows[0].values["x"], None

    return read_one
