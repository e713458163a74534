"""The companies whose parcels come through the hub, one adapter each, and what pushing services' codes mean."""

from collections.abc import Mapping

from ._carrier import Carrier, Problem, Status
from ._files import (
    FIELDS,
    MOST_ROWS,
    PARCEL_FIELDS,
    UNKNOWN_HEADER,
    Layout,
    guess_carrier,
    layout_of,
    read_layout,
    titles_of,
)
from ._pushed_statuses import PUSHED_STATUSES
from .ems import CARRIER as EMS
from .fw import CARRIER as FW
from .generic import CARRIER as OTHER
from .jt import CARRIER as JT
from .sto import CARRIER as STO
from .yto import CARRIER as YTO
from .yunda import CARRIER as YD
from .zto import CARRIER as ZTO

CARRIERS: Mapping[str, Carrier] = {
    carrier.code: carrier for carrier in (STO, JT, FW, ZTO, YTO, YD, EMS, OTHER)
}
_BY_NAME = {
    name.casefold(): carrier
    for carrier in CARRIERS.values()
    for name in (carrier.code, carrier.name.zh, carrier.name.en, *carrier.other_codes)
}


def carrier_named(text: str) -> Carrier | None:
    """The carrier that a file, a push or a lane calls so: 申通, STO, shentong."""
    return _BY_NAME.get(text.strip().casefold())


def carrier_of(number: str) -> tuple[Carrier, ...]:
    """The carriers that a waybill number may belong to, by its shape alone.

    Patterns overlap (any 13 digits fit 韵达 and, mostly, 邮政): the file or the lane knows better, and where
    neither says it and several fit, a person does.
    """
    return tuple(carrier for carrier in CARRIERS.values() if carrier.may_have(number.strip().upper()))


def known_titles(carrier: Carrier) -> Mapping[str, tuple[str, ...]]:
    """For each field of a parcel the titles that a file of the carrier may use."""
    return titles_of(carrier, OTHER)


__all__ = [
    "CARRIERS",
    "FIELDS",
    "MOST_ROWS",
    "OTHER",
    "PARCEL_FIELDS",
    "PUSHED_STATUSES",
    "UNKNOWN_HEADER",
    "Carrier",
    "Layout",
    "Problem",
    "Status",
    "carrier_named",
    "carrier_of",
    "guess_carrier",
    "known_titles",
    "layout_of",
    "read_layout",
]
