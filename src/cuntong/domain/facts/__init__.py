"""The declared shape of every fact table that figures are computed from, and the check that rows have it."""

from ._catalogue import FACT_TABLES
from ._columns import Column, FactTable
from ._conforming import FactError, conform, empty

__all__ = ["FACT_TABLES", "Column", "FactError", "FactTable", "conform", "empty"]
