"""What does not add up about the stations: each check is a function, all of them stand in one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import User
from cuntong.rulebooks import AreaStandard, RulebookError, load_station_standards

from ..kinds import PLANNED, DivisionKind, State, StationLevel
from ..models import Division, Station, StationEvent
from ._coverage import STANDING_THERE
from ._station_faults import listed
from ._stations import place_scope, unproven_events, visible_to, with_state

CHECK_TITLES = {
    "OPERATING_WITHOUT_ACCEPTANCE": _("Operating without acceptance"),
    "ACCEPTED_WITHOUT_EVIDENCE": _("Accepted without evidence"),
    "BUILT_WITHOUT_EVIDENCE": _("Built without evidence"),
    "TOWNSHIP_WITHOUT_STATION": _("Township without a station"),
    "AREA_BELOW_STANDARD": _("Area below the standard"),
}
"""What each check finds, the gravest first."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up: which check found it, about what, and what would mend it."""

    check: str
    subject: Station | Division
    text: str | Promise

    @property
    def message(self) -> str | Promise:
        """The text with its subject, for lists that hold findings of many kinds."""
        return format_lazy(_("{subject}: {text}"), subject=self.subject, text=self.text)

    @property
    def url(self) -> str:
        return self.subject.get_absolute_url()


@dataclass(frozen=True)
class Sight:
    """What the checks look at: the person's stations with their state on a day."""

    user: User
    as_of: date
    only: Station | None = None

    @property
    def visible(self) -> QuerySet[Station]:
        stations = visible_to(self.user)
        return stations.filter(pk=self.only.pk) if self.only else stations

    @property
    def stations(self) -> QuerySet[Station]:
        return with_state(self.visible, self.as_of).order_by("code")


def findings(user: User, as_of: date, *, only: Station | None = None) -> list[Finding]:
    """Everything that the checks find among the person's places, or about one station, at the end of a day."""
    sight = Sight(user, as_of, only)
    return [finding for check in CHECKS for finding in check(sight)]


def check_proof(sight: Sight) -> Iterator[Finding]:
    """Built and accepted are states with proof, not words."""
    events = unproven_events(sight.as_of).filter(station__in=sight.visible).select_related("station")
    for event in events.order_by("station__code", "event_date"):
        yield Finding(
            f"{event.state}_WITHOUT_EVIDENCE",
            event.station,
            format_lazy(
                _(
                    "“{state}” on {date} has no document. Attach the acceptance form, photographs or the contract."
                ),
                state=event.get_state_display(),
                date=event.event_date,
            ),
        )


def check_acceptance(sight: Sight) -> Iterator[Finding]:
    """Whoever operates was accepted."""
    accepted = StationEvent.objects.filter(
        station=OuterRef("pk"), state=State.ACCEPTED, annulled_at=None, event_date__lte=sight.as_of
    )
    for station in sight.stations.filter(~Exists(accepted), state=State.OPERATING):
        yield Finding(
            "OPERATING_WITHOUT_ACCEPTANCE",
            station,
            format_lazy(
                _("It operates since {date} and was never accepted. Record the acceptance, or suspend it."),
                date=station.state_date,
            ),
        )


def check_area(sight: Sight) -> Iterator[Finding]:
    """No station that stands is smaller than the standard of acceptance."""
    standards = _standards(sight.as_of)
    for station in sight.stations.exclude(area_m2=None).exclude(state=None).exclude(state__in=PLANNED):
        standard = required_area(standards, station)
        if standard and station.area_m2 < standard.area_min_m2:
            yield Finding("AREA_BELOW_STANDARD", station, _area_message(station, standard))


def _standards(on: date) -> tuple[AreaStandard, ...]:
    """The area standards of a day; before the first one there is nothing to fall short of."""
    try:
        return load_station_standards(on).standards
    except RulebookError:
        return ()


def required_area(standards: tuple[AreaStandard, ...], station: Station) -> AreaStandard | None:
    """The standard for the station's level and residents; where these are not known, the mildest one."""
    fitting = [s for s in standards if s.level == station.level and _holds_for(s, station.residents)]
    return min(fitting, key=lambda standard: standard.area_min_m2, default=None)


def _holds_for(standard: AreaStandard, residents: int | None) -> bool:
    if residents is None:
        return True
    return (standard.residents_from or 0) <= residents and (
        standard.residents_below is None or residents < standard.residents_below
    )


def _area_message(station: Station, standard: AreaStandard) -> str | Promise:
    return format_lazy(
        _("Its area of {area} m² is below the {required} m² of the standard ({basis})."),
        area=_plain(station.area_m2),
        required=_plain(standard.area_min_m2),
        basis=_titles(standard),
    )


def _basis_in_words(standard: AreaStandard) -> str:
    return listed(document.title.in_language(get_language() or "en") for document in standard.basis)


_titles = lazy(_basis_in_words, str)
"""The documents that a standard rests on, in the reader's language."""


def _plain(area_m2: Decimal | None) -> str:
    return f"{area_m2:f}".rstrip("0").rstrip(".") if area_m2 and "." in f"{area_m2:f}" else f"{area_m2}"


def check_townships(sight: Sight) -> Iterator[Finding]:
    """Every township has a station."""
    if sight.only:
        return
    live = Station.objects.filter(division=OuterRef("pk"), level=StationLevel.TOWNSHIP)
    served = with_state(live, sight.as_of).filter(state__in=STANDING_THERE)
    townships = Division.objects.filter(place_scope(sight.user).divisions("code"), kind=DivisionKind.TOWNSHIP)
    for township in townships.filter(~Exists(served)).order_by("code"):
        yield Finding(
            "TOWNSHIP_WITHOUT_STATION",
            township,
            _("The township has no station that was built. Full coverage of the townships needs one."),
        )


CHECKS: tuple[Callable[[Sight], Iterator[Finding]], ...] = (
    check_proof,
    check_acceptance,
    check_area,
    check_townships,
)
