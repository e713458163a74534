"""Claims: a written report in; what contradicts itself, what has to be asked and what deserves a look, out."""

from ._check_sealed import SealedFigures
from ._checking import check
from ._docx_out import as_docx, with_comments
from ._findings import CLASSES, CONTRADICTION, KINDS, NOTICE, QUESTION, Finding, Quote
from ._html_out import as_html
from ._keeping import finding_of, kept_lines, kept_quotes, keys_of, restored
from ._lines import Document
from ._marking import Piece, pieces_of
from ._names import CLASS_TITLES, KIND_TITLES
from ._reading_files import read_document
from ._rendering import as_data, as_text
from ._unreadable import Unreadable

__all__ = [
    "CLASSES",
    "CLASS_TITLES",
    "CONTRADICTION",
    "KINDS",
    "KIND_TITLES",
    "NOTICE",
    "QUESTION",
    "Document",
    "Finding",
    "Piece",
    "Quote",
    "SealedFigures",
    "Unreadable",
    "as_data",
    "as_docx",
    "as_html",
    "as_text",
    "check",
    "finding_of",
    "kept_lines",
    "kept_quotes",
    "keys_of",
    "pieces_of",
    "read_document",
    "restored",
    "with_comments",
]
