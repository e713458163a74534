"""Where parcels go: the county's resolver, built once in a process and renewed when what it knows has changed."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.places import queries as places
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Division, Station
from cuntong.domain.addresses import AUTO, EXPLICIT, Alias, Entry, Gazetteer, Memory, Place, Resolver
from cuntong.domain.addresses import Resolution as Answer

from .kinds import PlaceNameKind, Resolution
from .models import AddressMemory, PlaceName

NATIONAL_LIST = "gazetteer.csv"


@dataclass(frozen=True)
class Destination:
    """What an address says: the columns of a parcel, and the answer that they come from."""

    resolution: Resolution
    division_code: str | None
    elsewhere_code: str
    station_id: int | None
    answer: Answer | None

    @property
    def confidence(self) -> float | None:
        return self.answer.confidence if self.answer else None

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why, for the screen: sentences in both languages; no piece of the address among them."""
        found = self.answer.reasons if self.answer else ()
        return [{"zh": reason.zh, "en": reason.en} for reason in found] or [NO_ADDRESS]


NOWHERE = Destination(Resolution.REVIEW, None, "", None, None)
"""Of a parcel without an address."""
NO_ADDRESS = {"zh": "没有地址", "en": "no address"}


# Any village of the county: which landmarks an address has does not depend on where it lies.
_SOMEWHERE = "001201"


class Destinations:
    """Answers for the county as it was when this was made. Reads only, so that threads may share it."""

    def __init__(self, resolver: Resolver, home: str, stations: Mapping[str, int]) -> None:
        self._resolver = resolver
        self.home = home
        self._stations = stations

    def of(self, address: str, recipient: str = "") -> Destination:
        """Where an address lies. Never raises: what cannot be placed is for a person.

        recipient: the hash of `queries.recipient_hash`, for what the memory knows of them.
        """
        if not address.strip():
            return NOWHERE
        answer = self._resolver.resolve(address, recipient=recipient)
        code = answer.division_code
        if code and not code.startswith(self.home):
            sure = answer.decision == AUTO
            return Destination(
                Resolution.ELSEWHERE if sure else Resolution.REVIEW, None, code if sure else "", None, answer
            )
        if answer.decision != AUTO:
            return Destination(Resolution.REVIEW, None, "", None, answer)
        return Destination(Resolution.AUTO, code, "", self.station_for(code), answer)

    def lessons(
        self,
        address: str,
        recipient: str,
        division_code: str,
        author: str,
        day: date,
        source: str = EXPLICIT,
    ) -> tuple[Entry, ...]:
        """What an answer teaches: one entry for each landmark of the address, and one for the recipient.

        source: EXPLICIT for a person's answer, LEARNT for what was only observed.
        """
        if not division_code.startswith(self.home) or division_code[6:9] == "000":
            return ()
        return self._resolver.lessons(
            address, division_code, source=source, author=author, date=day, recipient=recipient
        )

    def landmarks(self, address: str, recipient: str) -> list[tuple[str, str]]:
        """What an address says besides its village, as (kind, name): by these an answer is remembered."""
        anywhere = f"{self.home}{_SOMEWHERE}"
        return [
            (entry.kind, entry.name)
            for entry in self.lessons(address, recipient, anywhere, author="", day=date.min)
        ]

    def station_for(self, division_code: str) -> int | None:
        """The station that serves a division: the village's operating point, else the township's station."""
        return self._stations.get(division_code) or self._stations.get(division_code[:9] + "000")


def destinations(today: date) -> Destinations:
    """The county's resolver of this process; what has changed since it was made is read anew.

    Raises:
        ValidationError: the installation has no county yet.
    """
    home = _home()
    with _lock:
        gazetteer = _gazetteer(home)
        version = (gazetteer, _memory_version(home))
        if _kept.get("version") != version:
            _kept["version"], _kept["resolver"] = version, Resolver(gazetteer, _memory(home))
        return Destinations(_kept["resolver"], home, _serving(today))


def reader_of_addresses(today: date) -> Destinations:
    """Reads what addresses say without asking the memory, which therefore need not be read.

    Raises:
        ValidationError: the installation has no county yet.
    """
    home = _home()
    with _lock:
        return Destinations(Resolver(_gazetteer(home)), home, _serving(today))


def _home() -> str:
    county = places.county()
    if county is None:
        raise ValidationError(_("Set the county and import its list of divisions first."))
    return county.code[:6]


_lock = Lock()
_kept: dict = {}


def _gazetteer(home: str) -> Gazetteer:
    divisions = tuple(
        Division.objects.filter(code__startswith=home).values_list("code", "name", "level").order_by("code")
    )
    names = tuple(
        PlaceName.objects.filter(withdrawn_at=None)
        .values_list("name", "kind", "division_id", "division__level")
        .order_by("pk")
    )
    version = (home, hash(divisions), hash(names), _stamp(national_list()))
    if _kept.get("gazetteer_version") != version:
        _kept["gazetteer"] = Gazetteer.from_divisions(
            _rows(divisions, home),
            home=home,
            aliases=[
                Alias(name, code, level.lower())
                for name, kind, code, level in names
                if kind == PlaceNameKind.ALIAS
            ],
            places=[Place(name, code) for name, kind, code, _level in names if kind != PlaceNameKind.ALIAS],
        )
        _kept["gazetteer_version"] = version
    return _kept["gazetteer"]


def _memory(home: str) -> Memory:
    return Memory(
        Entry(home, kind, name, division, source, str(author), count, timezone.localdate(seen))
        for kind, name, division, source, author, count, seen in _lessons(home).values_list(
            "kind", "name", "division_id", "source", "author_id", "count", "last_seen_at"
        )
    )


def _lessons(home: str) -> QuerySet[AddressMemory]:
    return AddressMemory.objects.filter(county_code=home, count__gt=0)


def _memory_version(home: str) -> tuple:
    """Changes with every lesson that is learnt, taught again or taken back."""
    lessons = _lessons(home)
    return tuple(
        lessons.aggregate(
            rows=Count("pk"), last=Max("pk"), times=Sum("count"), seen=Max("last_seen_at")
        ).values()
    )


def _rows(divisions: Iterable[tuple[str, str, str]], home: str) -> Iterator[dict[str, str]]:
    """The county's own divisions, and everybody else's from the national list, where there is one."""
    for code, name, level in divisions:
        yield {"code": code, "name": name, "level": level.lower()}
    if national_list().exists():
        with national_list().open(encoding="utf-8", newline="") as file:
            yield from (row for row in csv.DictReader(file) if not row["code"].startswith(home))


def national_list() -> Path:
    """Where the imported national division list lies."""
    return settings.VAR / NATIONAL_LIST


def _stamp(path: Path) -> tuple[int, int] | None:
    if not path.exists():
        return None
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _serving(today: date) -> dict[str, int]:
    """The operating stations by their division."""
    stations = places.operating(
        Station.objects.filter(level__in=(StationLevel.TOWNSHIP, StationLevel.VILLAGE)), today
    )
    return dict(stations.values_list("division_id", "pk"))


def import_national_list(source: Path) -> int:
    """Keeps a national division list for the resolver, and returns how many divisions it holds.

    source: CSV in UTF-8 with the columns code, name, level. It is read whole first: a list with a fault changes nothing.

    Raises:
        GazetteerError: a row cannot be used; says which and what would be right.
        UnicodeDecodeError, csv.Error: no CSV file in UTF-8.
    """
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {"code": row.get("code"), "name": row.get("name"), "level": row.get("level")}
            for row in csv.DictReader(file)
        ]
    Gazetteer.from_divisions(rows)
    kept = national_list()
    fresh = kept.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("code", "name", "level"))
        writer.writeheader()
        writer.writerows(rows)
    fresh.replace(kept)
    return len(rows)
