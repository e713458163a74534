"""Free text, a gazetteer and the memory of corrections → the village of an address, or "ask a person", with the evidence."""

from ._division_rows import Alias, GazetteerError, Place
from ._gazetteer import Gazetteer
from ._landmarks import ESTATE, HAMLET, PLACE_OF_INTEREST, RECIPIENT, ROAD, Landmark
from ._memory import EXPLICIT, LEARNT, Entry, Memory, MemoryFault, Recollection, recipient_hash
from ._memory_file import read_memory, write_memory
from ._resolution import AUTO, REVIEW, Candidate, Resolution, Span
from ._resolver import Resolver
from ._tables import read_aliases, read_places, read_stations

__all__ = [
    "AUTO",
    "ESTATE",
    "EXPLICIT",
    "HAMLET",
    "LEARNT",
    "PLACE_OF_INTEREST",
    "RECIPIENT",
    "REVIEW",
    "ROAD",
    "Alias",
    "Candidate",
    "Entry",
    "Gazetteer",
    "GazetteerError",
    "Landmark",
    "Memory",
    "MemoryFault",
    "Place",
    "Recollection",
    "Resolution",
    "Resolver",
    "Span",
    "read_aliases",
    "read_memory",
    "read_places",
    "read_stations",
    "recipient_hash",
    "write_memory",
]
