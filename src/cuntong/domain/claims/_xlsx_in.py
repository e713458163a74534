"""Excel score sheets: every row of a sheet is a line, its cells set apart by tabs."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from ._lines import Document, Line, Table, row_line
from ._packages import open_zip
from ._text_in import MOST_LINES, check_size
from ._unreadable import refuse

MOST_CELLS = 500_000


def read_xlsx(data: bytes, name: str) -> Document:
    """Return the sheets of a workbook one after another; each is a table."""
    if data[:2] == b"PK":
        open_zip(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(title, workbook.get_sheet_by_name(title)) for title in workbook.sheet_names[:100]]
    except (CalamineError, ValueError, OSError, KeyError) as error:
        refuse(f"工作簿打不开：{error}", f"the workbook cannot be opened: {error}")
    lines: list[Line] = []
    tables: list[Table] = []
    for title, sheet in sheets:
        if sheet.height * sheet.width > MOST_CELLS or len(lines) + sheet.height > MOST_LINES:
            refuse(
                f"工作表“{title}”有{sheet.height}行{sheet.width}列，超过上限",
                f"the sheet {title!r} has {sheet.height} rows and {sheet.width} columns, beyond the limit",
            )
        rows = []
        for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            line, cells = row_line(
                len(lines) + 1, [_shown(value) for value in values], f"{title}第{number}行"
            )
            lines.append(line)
            rows.append(cells)
        tables.append(Table(tuple(rows)))
    check_size("\n".join(line.tidy for line in lines))
    return Document(name, tuple(lines), tuple(tables))


def _shown(value: object) -> str:
    """Return a cell as it would be read: whole numbers without decimals, no noise of binary floats."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        number = Decimal(repr(round(value, 6)))
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d")
    return str(value)
