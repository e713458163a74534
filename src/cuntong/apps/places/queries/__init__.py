"""Who sees which stations, in which state they stand on a day, how far they reach, and what does not add up."""

from ._coverage import Coverage, Reach, coverage, reach_of, townships_with_reach
from ._division_faults import check_position, division_code, division_faults
from ._findings import CHECK_TITLES, CHECKS, Finding, findings
from ._station_faults import check_size, explain, fits, listed, station_faults
from ._stations import (
    EVENT_KIND,
    STATION_KIND,
    counties_visible_to,
    county,
    divisions_visible_to,
    events_visible_to,
    in_division,
    operating,
    place_scope,
    standing,
    steps_of,
    unproven_events,
    visible_to,
    with_proof,
    with_state,
)

__all__ = [
    "CHECKS",
    "CHECK_TITLES",
    "EVENT_KIND",
    "STATION_KIND",
    "Coverage",
    "Finding",
    "Reach",
    "check_position",
    "check_size",
    "counties_visible_to",
    "county",
    "coverage",
    "division_code",
    "division_faults",
    "divisions_visible_to",
    "events_visible_to",
    "explain",
    "findings",
    "fits",
    "in_division",
    "listed",
    "operating",
    "place_scope",
    "reach_of",
    "standing",
    "station_faults",
    "steps_of",
    "townships_with_reach",
    "unproven_events",
    "visible_to",
    "with_proof",
    "with_state",
]
