"""The kinds of division and of station, and the life of a station: which state may follow which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.domain.values import DivisionCode
from cuntong.domain.values import DivisionLevel as CodeLevel


class DivisionLevel(TextChoices):
    PROVINCE = "PROVINCE", _("Province")
    PREFECTURE = "PREFECTURE", _("Prefecture")
    COUNTY = "COUNTY", _("County")
    TOWNSHIP = "TOWNSHIP", _("Township level")
    VILLAGE = "VILLAGE", _("Village level")


class DivisionKind(TextChoices):
    PROVINCE = "PROVINCE", _("Province")
    PREFECTURE = "PREFECTURE", _("Prefecture")
    COUNTY = "COUNTY", _("County")
    TOWNSHIP = "TOWNSHIP", _("Township or subdistrict")
    ADMINISTRATIVE_VILLAGE = "ADMINISTRATIVE_VILLAGE", _("Administrative village")
    COMMUNITY = "COMMUNITY", _("Community")
    STATISTICAL = "STATISTICAL", _("Statistical unit")


KINDS_OF_LEVEL = {
    DivisionLevel.PROVINCE: (DivisionKind.PROVINCE,),
    DivisionLevel.PREFECTURE: (DivisionKind.PREFECTURE,),
    DivisionLevel.COUNTY: (DivisionKind.COUNTY,),
    DivisionLevel.TOWNSHIP: (DivisionKind.TOWNSHIP, DivisionKind.STATISTICAL),
    DivisionLevel.VILLAGE: (
        DivisionKind.ADMINISTRATIVE_VILLAGE,
        DivisionKind.COMMUNITY,
        DivisionKind.STATISTICAL,
    ),
}


def level_of(code: DivisionCode) -> DivisionLevel:
    return DivisionLevel(code.level.name)


def kind_of(code: DivisionCode, name: str) -> DivisionKind:
    """What a division is, told by its name and, where the name does not say, by its code.

    Source: 统计用区划代码和城乡划分代码编制规则. Its third group is 001-399 for subdistricts, towns and
    townships, from 400 for units that are only like a township; its fourth group is 001-199 for residents'
    committees, 200-399 for villagers' committees, from 400 for units that are only like a village.
    """
    if code.level is CodeLevel.TOWNSHIP:
        return DivisionKind.TOWNSHIP if int(code.value[6:9]) < 400 else DivisionKind.STATISTICAL
    if code.level is not CodeLevel.VILLAGE:
        return DivisionKind(code.level.name)
    if name.endswith("村民委员会"):
        return DivisionKind.ADMINISTRATIVE_VILLAGE
    if name.endswith(("居民委员会", "社区")):
        return DivisionKind.COMMUNITY
    number = int(code.value[9:])
    if number >= 400:
        return DivisionKind.STATISTICAL
    return DivisionKind.COMMUNITY if number < 200 else DivisionKind.ADMINISTRATIVE_VILLAGE


@dataclass(frozen=True)
class DivisionRow:
    """A line of a division list as it arrived; what is left blank is told by the code.

    A blank coordinate of a known division keeps the one it has.
    """

    code: str
    name: str
    level: str = ""
    kind: str = ""
    parent_code: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


LONGITUDES = (73, 136)
LATITUDES = (3, 54)
"""Whole degrees around China; a swapped pair of coordinates lies outside."""


class StationLevel(TextChoices):
    CENTRE = "CENTRE", _("Service centre")
    TOWNSHIP = "TOWNSHIP", _("Township station")
    VILLAGE = "VILLAGE", _("Village point")


PLACE_OF_STATION = {
    StationLevel.CENTRE: DivisionLevel.COUNTY,
    StationLevel.TOWNSHIP: DivisionLevel.TOWNSHIP,
    StationLevel.VILLAGE: DivisionLevel.VILLAGE,
}
"""At which level of division a station of each level stands."""


class PositionSource(TextChoices):
    MEASURED = "MEASURED", _("Measured on the spot")
    MAP = "MAP", _("Read from a map")
    GAZETTEER = "GAZETTEER", _("Gazetteer")
    REPORTED = "REPORTED", _("As reported")
    GENERATED = "GENERATED", _("Generated for the demonstration")


class State(TextChoices):
    """In the order of a station's life: where one day holds several events, the later one is the state."""

    APPLIED = "APPLIED", pgettext_lazy("station", "Applied for")
    APPROVED = "APPROVED", pgettext_lazy("station", "Approved")
    BUILT = "BUILT", pgettext_lazy("station", "Built")
    ACCEPTED = "ACCEPTED", pgettext_lazy("station", "Accepted")
    OPERATING = "OPERATING", pgettext_lazy("station", "Operating")
    SUSPENDED = "SUSPENDED", pgettext_lazy("station", "Suspended")
    REPLACED = "REPLACED", pgettext_lazy("station", "Replaced")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("station", "Withdrawn")


NO_STATE = ""
RANK = {state: rank for rank, state in enumerate(State)}
FOLLOWING: dict[str, tuple[State, ...]] = {
    # A county that began to keep records late may know the building of a station and no paper before it.
    NO_STATE: (State.APPLIED, State.APPROVED, State.BUILT),
    State.APPLIED: (State.APPROVED, State.BUILT, State.WITHDRAWN),
    State.APPROVED: (State.BUILT, State.WITHDRAWN),
    State.BUILT: (State.ACCEPTED, State.OPERATING, State.REPLACED, State.WITHDRAWN),
    State.ACCEPTED: (State.OPERATING, State.SUSPENDED, State.REPLACED, State.WITHDRAWN),
    # A station that opened on trial is accepted while it operates.
    State.OPERATING: (State.ACCEPTED, State.SUSPENDED, State.REPLACED, State.WITHDRAWN),
    State.SUSPENDED: (State.OPERATING, State.REPLACED, State.WITHDRAWN),
    State.REPLACED: (),
    State.WITHDRAWN: (),
}
ONCE = (State.APPLIED, State.APPROVED, State.BUILT, State.ACCEPTED)
"""States that a station reaches at most once."""
PLANNED = (State.APPLIED, State.APPROVED)
"""Nothing stands there yet: never counted as done, drawn hollow."""
ENDED = (State.REPLACED, State.WITHDRAWN)
PROVEN = (State.BUILT, State.ACCEPTED)
"""States that need a document: without one the record says so, and the figure counts it as unproven."""


@dataclass(frozen=True)
class Step:
    """One event of a life."""

    state: State
    event_date: date


@dataclass(frozen=True)
class Break:
    """Where a life cannot have happened: this step after that one (None: as the first)."""

    before: Step | None
    step: Step


def in_order(steps: Iterable[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: (step.event_date, RANK[step.state]))


def find_break(steps: Iterable[Step]) -> Break | None:
    """The first step that its predecessor does not allow, or a second application, approval, building, acceptance."""
    ordered: Sequence[Step | None] = [None, *in_order(steps)]
    seen: set[State] = set()
    for before, step in pairwise(ordered):
        if step.state not in FOLLOWING[before.state if before else NO_STATE] or step.state in seen:
            return Break(before, step)
        seen |= {step.state} & set(ONCE)
    return None


def open_states(steps: Iterable[Step]) -> tuple[State, ...]:
    """What may come next: what the table allows after the last step, without what happens only once and did."""
    ordered = in_order(steps)
    reached = {step.state for step in ordered} & set(ONCE)
    return tuple(
        state for state in FOLLOWING[ordered[-1].state if ordered else NO_STATE] if state not in reached
    )


def state_on(steps: Iterable[Step], as_of: date) -> State | None:
    """The state of a life at the end of that day; the plain reference of what the database computes."""
    past = [step for step in in_order(steps) if step.event_date <= as_of]
    return past[-1].state if past else None


def lasting(steps: Sequence[Step], added: Step) -> list[Step]:
    """What has to be written to add a step: an acceptance in the middle of operation does not end the operation."""
    continues = added.state is State.ACCEPTED and state_on(steps, added.event_date) is State.OPERATING
    goes_on = Step(State.OPERATING, added.event_date)
    return [added, goes_on] if continues and goes_on not in steps else [added]


def undoing(steps: Sequence[Step], removed: Step) -> list[Step]:
    """What has to be annulled to take a step away: with an acceptance goes the operation that it let continue."""
    goes_on = Step(State.OPERATING, removed.event_date)
    rest = [step for step in steps if step != removed]
    if removed.state is not State.ACCEPTED or goes_on not in rest or find_break(rest) is None:
        return [removed]
    return [removed, goes_on]


@dataclass(frozen=True)
class StationRow:
    """A line of a station list as it arrived, with the dates that its life is made of."""

    code: str
    name: str
    level: str
    division_code: str
    address: str = ""
    area_m2: Decimal | None = None
    residents: int | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    position_source: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line of a list (counted from 0): the column, and a sentence that says what would be right."""

    index: int
    column: str
    message: str | Promise
