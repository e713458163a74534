"""The lists that samples are drawn from: stations here; rooms above declare theirs in a module of this name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places import queries as places
from cuntong.apps.places.models import Station
from cuntong.domain.sampling import Unit

from .kinds import Subject


@dataclass(frozen=True)
class Person:
    """Whom a call-back goes to: what the caller has to know, never kept here."""

    name: str
    phone: str
    about: str = ""
    township_code: str = ""


@dataclass(frozen=True)
class SampleFrame:
    """A list of units that may be checked on a day, each in its stratum.

    units_on   the units of a list that is published: names that tell nobody who a person is
    subject    whom a call-back asks; empty where the units are stations to be visited
    person_of  name on the list → the person, for whoever may read personal data; None where they are gone
    """

    code: str
    label: str | Promise
    units_on: Callable[[date], Iterable[Unit]]
    subject: Subject | None = None
    person_of: Callable[[str], Person | None] | None = None


FRAMES: dict[str, SampleFrame] = {}


def declare(frame: SampleFrame) -> SampleFrame:
    FRAMES[frame.code] = frame
    return frame


def _operating_stations(on: date) -> list[Unit]:
    """Township stations and village points that operate, by the township they lie in."""
    stations = places.operating(Station.objects.exclude(level="CENTRE"), on).select_related(
        "division__parent"
    )
    return [Unit(one.code, one.township.name if one.township else one.division.name) for one in stations]


STATIONS = declare(SampleFrame("STATIONS", _("Operating stations, by township"), _operating_stations))
