"""Journeys of stored parcels: their scans followed, judged by the station that each is bound for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station
from cuntong.domain import custody

from ..kinds import Direction
from ..models import Parcel
from ._statements import any_of, fetch, moment, moment_of

_KINDS = {str(kind): kind for kind in custody.ScanKind}
_CHUNK = 5_000


def counted_scans(parcels: Sequence[int]) -> dict[int, list[custody.Scan]]:
    """The scans that count of each of these parcels: none that stands aside, none that was annulled.

    Their ids are 32 hexadecimal digits on both databases: they settle ties.
    """
    where, parameters = any_of("scan.parcel_id", parcels, "bigint")
    rows = fetch(
        f"SELECT scan.parcel_id, scan.id, scan.kind, station.code, {moment_of('scan.occurred_at')}"
        " FROM parcels_scan AS scan JOIN places_station AS station ON station.id = scan.place_id"
        f" WHERE {where} AND scan.aside = '' AND NOT EXISTS"
        " (SELECT 1 FROM parcels_scanannulment AS annulled WHERE annulled.scan_id = scan.id)",
        parameters,
    )
    found: dict[int, list[custody.Scan]] = {}
    for parcel, scan, kind, place, occurred_at in rows:
        scan_id = scan if isinstance(scan, str) else scan.hex
        one = custody.Scan(scan_id, _KINDS[kind], place, moment(occurred_at))
        found.setdefault(parcel, []).append(one)
    return found


@dataclass(frozen=True)
class Network:
    """The stations that parcels pass, as a journey needs them."""

    names: Mapping[str, str]
    keys: Mapping[str, int]
    _codes: Mapping[int, str]
    _via: Mapping[int, frozenset[str]]

    def code(self, station_id: int | None) -> str | None:
        return self._codes.get(station_id) if station_id else None

    def via(self, station_id: int) -> frozenset[str]:
        """The township stations over a station: those of its own township."""
        return self._via.get(station_id, frozenset())

    def explain(self, oddity: custody.Oddity, language: str) -> str:
        """The explanation with the stations' names in place of their codes."""
        named = replace(
            oddity,
            place=self.names.get(oddity.place, oddity.place),
            other=self.names.get(oddity.other, oddity.other),
        )
        return named.explanation.in_language(language)


def network() -> Network:
    """All stations, in one query."""
    stations = list(Station.objects.values_list("pk", "code", "name", "level", "division_id"))
    townships: dict[str, set[str]] = {}
    for _pk, code, _name, level, division in stations:
        if level == StationLevel.TOWNSHIP:
            townships.setdefault(division[:9], set()).add(code)
    return Network(
        names={code: name for _pk, code, name, _level, _division in stations},
        keys={code: pk for pk, code, _name, _level, _division in stations},
        _codes={pk: code for pk, code, _name, _level, _division in stations},
        _via={pk: frozenset(townships.get(division[:9], ())) for pk, _c, _n, _l, division in stations},
    )


def journeys(parcels: Iterable[int], known: Network) -> dict[int, custody.Journey]:
    """The journey of each parcel by its key; what goes up from the village has no station to be missorted from."""
    found: dict[int, custody.Journey] = {}
    for keys in _chunks(sorted(parcels)):
        scans = counted_scans(keys)
        for pk, station, direction in Parcel.objects.filter(pk__in=keys).values_list(
            "pk", "station_id", "direction"
        ):
            bound_for = station if direction == Direction.DOWN else None
            found[pk] = custody.follow(
                scans.get(pk, ()),
                destination=known.code(bound_for),
                via=known.via(bound_for) if bound_for else None,
            )
    return found


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(keys), _CHUNK):
        yield keys[first : first + _CHUNK]


def places_of(journey: custody.Journey) -> Collection[str]:
    """The codes of the places whose count the journey touches."""
    return {stay.place for stay in journey.stays} | {oddity.place for oddity in journey.oddities}
