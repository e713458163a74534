"""A report's sections and its figures in; a document with every figure bound, as HTML or official .docx, out."""

from ._annex import Annex, annex_of
from ._binding import BindingError, Grid, Quote, ReportText, SectionText, bind
from ._document import (
    NO_RECORDS,
    UNSTATED,
    Ask,
    BoundValue,
    FigureChip,
    Heading,
    Paragraph,
    QuotedFigure,
    Report,
    Seal,
    Section,
    Table,
    Text,
    TypedFigure,
    dated,
    plain,
)
from ._docx import to_docx
from ._html import standalone_html, to_html
from ._layout import Layout
from ._open_points import OpenKind, OpenPoint, TypedPlace, typed_figures, unresolved
from ._typed import mark_typed

__all__ = [
    "NO_RECORDS",
    "UNSTATED",
    "Annex",
    "Ask",
    "BindingError",
    "BoundValue",
    "FigureChip",
    "Grid",
    "Heading",
    "Layout",
    "OpenKind",
    "OpenPoint",
    "Paragraph",
    "Quote",
    "QuotedFigure",
    "Report",
    "ReportText",
    "Seal",
    "Section",
    "SectionText",
    "Table",
    "Text",
    "TypedFigure",
    "TypedPlace",
    "annex_of",
    "bind",
    "dated",
    "mark_typed",
    "plain",
    "standalone_html",
    "to_docx",
    "to_html",
    "typed_figures",
    "unresolved",
]
