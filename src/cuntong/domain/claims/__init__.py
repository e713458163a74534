"""Claims: a written report in; what contradicts itself, what has to be asked and what deserves a look, out."""

from ._checking import check
from ._docx_out import with_comments
from ._findings import CLASSES, CONTRADICTION, KINDS, NOTICE, QUESTION, Finding, Quote
from ._html_out import as_html
from ._lines import Document
from ._reading_files import read_document
from ._rendering import as_data, as_text
from ._unreadable import Unreadable

__all__ = [
    "CLASSES",
    "CONTRADICTION",
    "KINDS",
    "NOTICE",
    "QUESTION",
    "Document",
    "Finding",
    "Quote",
    "Unreadable",
    "as_data",
    "as_html",
    "as_text",
    "check",
    "read_document",
    "with_comments",
]
