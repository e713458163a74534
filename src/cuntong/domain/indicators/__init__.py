"""Figures over fact tables: each a population and a measure, so each can be computed, opened and defined in SQL."""

from ._catalogue import CATALOGUE, PERIOD_TEXTS, TOPIC_OF, UnknownIndicatorError, describe_catalogue
from ._computing import Figure, FigureStatus, compute, compute_by_place, compute_trend
from ._defining import definition
from ._filters import FilterError
from ._frames import Frame, FrameError, PeriodRule
from ._indicators import Indicator, Part, Unit
from ._opening import Population, open_population
from ._sources import FigureSource, SourceError

__all__ = [
    "CATALOGUE",
    "PERIOD_TEXTS",
    "TOPIC_OF",
    "Figure",
    "FigureSource",
    "FigureStatus",
    "FilterError",
    "Frame",
    "FrameError",
    "Indicator",
    "Part",
    "PeriodRule",
    "Population",
    "SourceError",
    "Unit",
    "UnknownIndicatorError",
    "compute",
    "compute_by_place",
    "compute_trend",
    "definition",
    "describe_catalogue",
    "open_population",
]
