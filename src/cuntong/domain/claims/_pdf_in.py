"""PDF with a text layer: its lines as they are printed, joined where a sentence runs on."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ._lines import Document
from ._text_in import check_size, from_lines
from ._unreadable import refuse

MOST_PAGES = 500


def read_pdf(data: bytes, name: str) -> Document:
    """Return the text of a PDF as lines. Raises Unreadable for a broken, locked or scanned one."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            refuse("PDF设有密码，读不出来", "the PDF is locked by a password")
        if len(reader.pages) > MOST_PAGES:
            refuse(f"PDF超过{MOST_PAGES}页", f"the PDF has more than {MOST_PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
    ) as error:
        if type(error).__name__ == "Unreadable":
            raise
        refuse(f"PDF损坏，读不出来：{error}", f"the PDF is broken and cannot be read: {error}")
    text = "\n".join(pages)
    check_size(text)
    return from_lines(_joined(text.split("\n")), name)


def _joined(printed: list[str]) -> list[str]:
    """Join printed lines to paragraphs: a line as long as the page is wide runs on into the next."""
    width = max((len(line.rstrip()) for line in printed), default=0)
    lines: list[str] = []
    open_end = False
    for line in printed:
        if open_end and line.strip():
            lines[-1] += line.strip()
        else:
            lines.append(line.rstrip())
        full = len(line.rstrip()) >= width * 4 // 5 and width > 20
        open_end = full and not line.rstrip().endswith(("。", "！", "？", "："))
    return lines
