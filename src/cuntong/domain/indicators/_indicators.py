"""What an indicator is: a population and a measure, with unit, period, place and denominator stated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from cuntong.domain.facts import FACT_TABLES, Column
from cuntong.domain.values import Bilingual, DivisionCode

from ._frames import Frame, PeriodRule
from ._measures import Measure
from ._populations import Population, Scope


@unique
class Unit(Enum):
    """Units of figures; the name is the stored code, the value its label."""

    STATION = Bilingual("个", "stations")
    TOWNSHIP = Bilingual("个", "townships")
    VILLAGE = Bilingual("个", "villages")
    YUAN = Bilingual("元", "yuan")
    PERCENT = Bilingual("%", "%")
    ATTENDANCE = Bilingual("人次", "attendances")
    PERSON = Bilingual("人", "persons")
    SESSION = Bilingual("场", "sessions")
    CERTIFICATE = Bilingual("本", "certificates")
    COURSE = Bilingual("门", "courses")
    OWNER = Bilingual("家", "owners")
    SHOP = Bilingual("间", "shops")
    FIRM = Bilingual("家", "firms")
    LIVESTREAM = Bilingual("场次", "livestreams")
    PRODUCT = Bilingual("种", "products")
    ROUTE = Bilingual("条", "routes")
    CARRIER = Bilingual("家", "carriers")
    PARCEL = Bilingual("件", "parcels")
    TRIP = Bilingual("班", "trips")
    KILOMETRE = Bilingual("公里", "km")
    VISIT = Bilingual("次", "visits")
    PROBLEM = Bilingual("个", "problems")
    ENTRY = Bilingual("笔", "entries")
    YUAN_PER_PARCEL = Bilingual("元/件", "yuan per parcel")


@dataclass(frozen=True, eq=False)
class Part:
    """A population and its measure: the numerator or the denominator of a figure.

    `table` names the fact table whose records open, in its own columns and those in `derived`.
    """

    table: str
    population: Population
    measure: Measure
    derived: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the records, in their order."""
        return FACT_TABLES[self.table].columns + self.derived

    def can_be_narrowed_to(self, place: DivisionCode | None) -> bool:
        """Tell whether the records know their place so finely; None is the whole county."""
        level = FACT_TABLES[self.table].place_level
        return place is None or (level is not None and level >= place.level)


@dataclass(frozen=True)
class Indicator:
    """One figure of the catalogue.

    The value is the numerator's measure, or `scale` times numerator over denominator; it is rounded
    half-up to `decimals` once, at the end. `cumulative` says how a trend is drawn: each point from the
    figure's own start (a rate of execution), or from what falls in each period (attendances).

    `numerator` is None where records of this kind are not kept yet: the figure is in the report, so it is
    in the catalogue, and it shows "no records".
    """

    code: str
    title: Bilingual
    meaning: Bilingual
    trap: Bilingual
    unit: Unit
    period: PeriodRule
    table: str
    numerator: Part | None
    denominator: Part | None = None
    scale: int = 1
    decimals: int = 0
    cumulative: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Numerator and denominator, those that there are."""
        return tuple(part for part in (self.numerator, self.denominator) if part is not None)

    def scope(self, frame: Frame) -> Scope:
        """Return the days and the place that the frame gives this figure."""
        return Scope(frame.start_of(self.period), frame.as_of, frame.narrowing)
