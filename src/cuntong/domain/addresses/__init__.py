"""Free text, a gazetteer and the memory of corrections → the village of an address, or "ask a person", with the evidence."""

from ._division_rows import Alias, Division, GazetteerError, Place
from ._gazetteer import Gazetteer
from ._resolution import Candidate, Resolution, Span
from ._resolver import Resolver

__all__ = [
    "Alias",
    "Candidate",
    "Division",
    "Gazetteer",
    "GazetteerError",
    "Place",
    "Resolution",
    "Resolver",
    "Span",
]
