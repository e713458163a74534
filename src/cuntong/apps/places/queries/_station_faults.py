"""What is wrong in a list of stations, and why a life cannot have happened as it was told."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..kinds import (
    ENDED,
    FOLLOWING,
    NO_STATE,
    PLACE_OF_STATION,
    Break,
    Fault,
    StationLevel,
    StationRow,
    find_break,
    in_order,
)
from ..models import Division, Station
from ._division_faults import Said, check_position


@dataclass(frozen=True)
class StationList:
    """A list of new stations, and what it is compared with."""

    rows: Sequence[StationRow]

    @cached_property
    def times(self) -> Counter[str]:
        return Counter(row.code for row in self.rows)

    @cached_property
    def taken_codes(self) -> set[str]:
        return set(Station.objects.values_list("code", flat=True))

    @cached_property
    def divisions(self) -> dict[str, Division]:
        return Division.objects.in_bulk({row.division_code for row in self.rows})

    @cached_property
    def points_at(self) -> Counter[str]:
        """How many live points each place has, those of the list included."""
        stored = Station.objects.filter(is_live=True, level=StationLevel.VILLAGE)
        listed = [r.division_code for r in self.rows if r.level == StationLevel.VILLAGE and is_live(r)]
        return Counter(stored.values_list("division_id", flat=True)) + Counter(listed)

    @cached_property
    def centres(self) -> int:
        listed = sum(row.level == StationLevel.CENTRE and is_live(row) for row in self.rows)
        return listed + Station.objects.filter(is_live=True, level=StationLevel.CENTRE).count()


def is_live(row: StationRow) -> bool:
    return not row.steps or in_order(row.steps)[-1].state not in ENDED


def station_faults(rows: Sequence[StationRow]) -> list[Fault]:
    """Everything that keeps new stations from being registered; an empty answer means they may be."""
    context = StationList(rows)
    return [
        Fault(i, *said)
        for i, row in enumerate(rows)
        for check in STATION_CHECKS
        for said in check(row, context)
    ]


def check_code(row: StationRow, context: StationList) -> Iterator[Said]:
    if not row.code.strip():
        yield "code", _("The station has no code.")
    elif context.times[row.code] > 1:
        yield "code", format_lazy(_("The code {code} stands in the list more than once."), code=row.code)
    elif row.code in context.taken_codes:
        yield (
            "code",
            format_lazy(
                _(
                    "A station with the code {code} is registered already; record what happened to it on its own page."
                ),
                code=row.code,
            ),
        )


def check_name(row: StationRow, context: StationList) -> Iterator[Said]:
    if not row.name.strip():
        yield "name", _("The station has no name.")


def check_place(row: StationRow, context: StationList) -> Iterator[Said]:
    division = context.divisions.get(row.division_code)
    if row.level not in StationLevel.values:
        yield "level", _("The level has to be service centre, township station or village point.")
    elif division is None:
        yield (
            "division_code",
            format_lazy(
                _("No division has the code {code}; look it up in the division list."), code=row.division_code
            ),
        )
    elif not fits(StationLevel(row.level), division):
        yield (
            "division_code",
            format_lazy(
                _(
                    "{division} is no place for a {level}: it has to stand in a division of the level “{expected}”."
                ),
                division=division.name,
                level=StationLevel(row.level).label,
                expected=PLACE_OF_STATION[StationLevel(row.level)].label,
            ),
        )


def fits(level: StationLevel, division: Division) -> bool:
    """Whether a station of the level may stand in the division; a prefecture without counties has the centre itself."""
    if level is StationLevel.CENTRE:
        return division.code.endswith("000000")
    return division.level == PLACE_OF_STATION[level]


def check_vacancy(row: StationRow, context: StationList) -> Iterator[Said]:
    if not is_live(row):
        return
    if row.level == StationLevel.VILLAGE and context.points_at[row.division_code] > 1:
        yield (
            "division_code",
            format_lazy(
                _(
                    "{division} has another village point already. A village is supported once: replace or withdraw it."
                ),
                division=getattr(context.divisions.get(row.division_code), "name", row.division_code),
            ),
        )
    if row.level == StationLevel.CENTRE and context.centres > 1:
        yield (
            "level",
            _("The county has its centre already. Replace or withdraw it before another is registered."),
        )


def check_size(row: StationRow, *_context: object) -> Iterator[Said]:
    if row.area_m2 is not None and row.area_m2 <= 0:
        yield "area_m2", _("The area has to be more than zero; leave it blank where it is not known.")


def check_life(row: StationRow, context: StationList) -> Iterator[Said]:
    broken = find_break(row.steps)
    if broken:
        yield f"{broken.step.state.lower()}_date", explain(broken)


STATION_CHECKS: tuple[Callable[[StationRow, StationList], Iterator[Said]], ...] = (
    check_code,
    check_name,
    check_place,
    check_vacancy,
    check_size,
    check_position,
    check_life,
)


def explain(broken: Break) -> str | Promise:
    """Why a step cannot stand where its date puts it, and what may stand there."""
    facts = {"state": broken.step.state.label, "date": broken.step.event_date}
    if broken.before is None:
        return format_lazy(
            _("A life cannot begin with “{state}” ({date}). It begins with one of: {allowed}."),
            allowed=following_in_words(NO_STATE),
            **facts,
        )
    facts |= {"before": broken.before.state.label, "before_date": broken.before.event_date}
    if broken.before.state in ENDED:
        return format_lazy(
            _("Nothing can follow “{before}” ({before_date}): “{state}” ({date}) belongs to a new station."),
            **facts,
        )
    if broken.step.state in FOLLOWING[broken.before.state]:
        return format_lazy(
            _("“{state}” is recorded already; annul that event first if {date} is right."), **facts
        )
    return format_lazy(
        _(
            "“{state}” ({date}) cannot follow “{before}” ({before_date}). After it may come: {allowed}. Check the dates."
        ),
        allowed=following_in_words(broken.before.state),
        **facts,
    )


def _following_in_words(state: str) -> str:
    return listed([following.label for following in FOLLOWING[state]])


following_in_words = lazy(_following_in_words, str)
"""The states that may come after a state, as a reader lists them."""


def listed(words: Iterable[str | Promise]) -> str:
    """Words after one another, with the comma that the reader's language puts between them."""
    return gettext(", ").join(map(str, words))
