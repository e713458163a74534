"""All fact tables by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import (
    _counter,
    _funds,
    _inspections,
    _market,
    _parcels,
    _performance,
    _places,
    _routes,
    _training,
)
from ._columns import FactTable

FACT_TABLES: Mapping[str, FactTable] = MappingProxyType(
    {
        table.name: table
        for topic in (
            _places,
            _funds,
            _training,
            _market,
            _parcels,
            _counter,
            _routes,
            _inspections,
            _performance,
        )
        for table in topic.TABLES
    }
)
