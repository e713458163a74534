"""A parcel as a keeper has it in hand: number, code, days, whether to call first, and what can be done with it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station

from .. import queries
from ..models import Parcel
from ._shown import carrier_name, state_of


@dataclass(frozen=True)
class Card:
    """What stands on one card; each button makes one act, so each gets an id of its own."""

    parcel: Parcel
    station: Station
    code: str
    days: int
    agreed: bool
    act_id: UUID

    @property
    def carrier(self) -> str:
        return carrier_name(self.parcel.carrier)

    @property
    def state(self):
        return state_of(self.parcel)

    @property
    def head(self) -> str:
        """The number's beginning, small; its last four digits are what people read."""
        return self.parcel.number[:-4]

    @property
    def tail(self) -> str:
        return self.parcel.number[-4:]

    @property
    def is_here(self) -> bool:
        return self.parcel.place_id == self.station.pk and self.parcel.state in queries.HELD

    @property
    def has_ended(self) -> bool:
        return self.parcel.state in queries.ENDED

    @property
    def belongs_elsewhere(self) -> bool:
        return self.parcel.station_id is not None and self.parcel.station_id != self.station.pk

    @property
    def may_return(self) -> bool:
        """The carrier fetches returned parcels at the hub and at township stations."""
        return self.is_here and self.station.level != StationLevel.VILLAGE

    @property
    def can_be_agreed(self) -> bool:
        return bool(self.parcel.phone_hash)


def cards_of(parcels: Iterable[Parcel], station: Station, at: datetime) -> list[Card]:
    """Cards of parcels that came with `live_codes`."""
    rows = list(parcels)
    agreed = queries.agreed_phones(rows, station)
    return [_card(parcel, station, parcel.phone_hash in agreed, at) for parcel in rows]


def _card(parcel: Parcel, station: Station, agreed: bool, at: datetime) -> Card:
    live = parcel.live_codes[0] if parcel.live_codes else None
    since = live.given_at if live else parcel.moved_at
    days = max((at - since).days, 0) if since else 0
    return Card(parcel, station, live.code if live else "", days, agreed, uuid4())
