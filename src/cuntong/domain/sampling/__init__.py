"""Samples: a published seed and a list of units in; who is checked, in which order, and what the errors found say, out."""

from ._allocating import allocate
from ._drawing import Sample, Unit, draw, frame_digest, place_in_order
from ._errors import SamplingError
from ._projecting import Method, Projection, StratumCount, project
from ._publishing import published, read_published, repeat

__all__ = [
    "Method",
    "Projection",
    "Sample",
    "SamplingError",
    "StratumCount",
    "Unit",
    "allocate",
    "draw",
    "frame_digest",
    "place_in_order",
    "project",
    "published",
    "read_published",
    "repeat",
]
