"""Tabular sheets in and out: a schema and a file in; typed rows, or every error of every row at once, out."""

from ._annotate import annotate
from ._export import export
from ._glance import Glance, Seen, glance, match_titles
from ._grids import Source
from ._read import read
from ._reading import CellError, Note, Reading, Refusal, Row, Tally
from ._schema import Column, Kind, Limits, Sheet, Value
from ._template import write_template

__all__ = [
    "CellError",
    "Column",
    "Glance",
    "Kind",
    "Limits",
    "Note",
    "Reading",
    "Refusal",
    "Row",
    "Seen",
    "Sheet",
    "Source",
    "Tally",
    "Value",
    "annotate",
    "export",
    "glance",
    "match_titles",
    "read",
    "write_template",
]
