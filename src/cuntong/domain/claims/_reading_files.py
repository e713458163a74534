"""Files into documents: text and Markdown here, Word, Excel and PDF in their own modules."""

from __future__ import annotations

import re
from collections.abc import Callable

from ._docx_in import read_docx
from ._lines import Document
from ._pdf_in import read_pdf
from ._text_in import read_text
from ._unreadable import Unreadable, refuse
from ._xlsx_in import read_xlsx

LARGEST_FILE = 20 * 2**20
# A hundred pages that are all figures; what is longer is not compared all with all in reasonable time.
MOST_NUMBERS = 10_000
_NUMBER = re.compile(r"\d+")
_READERS: dict[str, Callable[[bytes, str], Document]] = {
    ".txt": read_text,
    ".md": read_text,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".xls": read_xlsx,
    ".pdf": read_pdf,
}
__all__ = ["LARGEST_FILE", "Unreadable", "read_document"]


def read_document(data: bytes, name: str) -> Document:
    """Return the file as lines and tables, by the ending of its name.

    Raises Unreadable for a file that is too large, broken, hostile, of another kind or without text.
    """
    if len(data) > LARGEST_FILE:
        refuse(
            f"文件有{len(data) // 2**20}MB，超过{LARGEST_FILE // 2**20}MB；请只送报告正文，图片和附件分开",
            f"the file has {len(data) // 2**20} MB, more than {LARGEST_FILE // 2**20} MB; please send the report "
            "without pictures and annexes",
        )
    ending = "." + name.rpartition(".")[2].lower()
    reader = _READERS.get(ending)
    if reader is None:
        refuse(
            f"不认识的文件类型“{ending[:12]}”；可以是{'、'.join(_READERS)}",
            f"unknown kind of file {ending[:12]!r}; it may be {', '.join(_READERS)}",
        )
    document = reader(data, name)
    if not any(line.tidy.strip() for line in document.lines):
        refuse(
            "文件里没有文字（扫描件须先识别文字）",
            "the file holds no text (a scan needs text recognition first)",
        )
    numbers = sum(len(_NUMBER.findall(line.tidy)) for line in document.lines if not line.in_table)
    if numbers > MOST_NUMBERS:
        refuse(
            f"正文里有{numbers}个数字，超过上限{MOST_NUMBERS}个，不像一份报告；请分成几份，或者把数据放进表格",
            f"the text holds {numbers} numbers, more than {MOST_NUMBERS}: no report; split it, or put data into tables",
        )
    return document
