"""What is wrong in a list of divisions: every fault of every line, with what would be right."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cuntong.domain.values import DivisionCode, DivisionCodeError

from ..kinds import (
    KINDS_OF_LEVEL,
    LATITUDES,
    LONGITUDES,
    DivisionLevel,
    DivisionRow,
    Fault,
    StationRow,
    kind_of,
    level_of,
)
from ..models import County, Division

Said = tuple[str, str | Promise]
"""A column and a sentence."""


def division_code(text: str) -> DivisionCode | None:
    try:
        return DivisionCode.parse(text)
    except DivisionCodeError:
        return None


@dataclass(frozen=True)
class DivisionList:
    """A list, and what it is compared with."""

    rows: Sequence[DivisionRow]

    @cached_property
    def times(self) -> Counter[str]:
        return Counter(row.code for row in self.rows)

    @cached_property
    def known(self) -> set[str]:
        return set(self.times) | set(Division.objects.values_list("code", flat=True))

    @cached_property
    def county(self) -> DivisionCode | None:
        """The county that the list has to lie in: the one of this installation, or else the list's own."""
        stored = County.objects.values_list("code", flat=True).first()
        own = [
            row.code for row in self.rows if row.code.endswith("000000") and not row.code.endswith("00000000")
        ]
        return division_code(stored or next(iter(own), ""))


def division_faults(rows: Sequence[DivisionRow]) -> list[Fault]:
    """Everything that keeps a division list from being taken in; an empty answer means it may come in."""
    context = DivisionList(rows)
    return [Fault(i, *said) for i, row in enumerate(rows) for said in _division_said(row, context)]


def _division_said(row: DivisionRow, context: DivisionList) -> Iterator[Said]:
    code = division_code(row.code)
    if code is None or code.value != row.code:
        yield "code", format_lazy(_("“{code}” is not a division code: 12 digits are needed."), code=row.code)
        return
    for check in DIVISION_CHECKS:
        yield from check(row, code, context)


def check_repeated(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    if context.times[row.code] > 1:
        yield "code", format_lazy(_("{code} stands in the list more than once."), code=row.code)


def check_county(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    county = context.county
    if county and not (county.contains(code) or code.contains(county)):
        yield (
            "code",
            format_lazy(
                _("{code} lies outside the county {county}. One installation serves one county."),
                code=row.code,
                county=county,
            ),
        )


def check_name(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    if not row.name.strip():
        yield "name", _("The division has no name.")


def check_level(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    if row.level and row.level != level_of(code):
        yield (
            "level",
            format_lazy(
                _("The code {code} is one of the level “{level}”; correct the level or the code."),
                code=row.code,
                level=level_of(code).label,
            ),
        )


def check_kind(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    if row.kind and row.kind not in KINDS_OF_LEVEL[level_of(code)]:
        yield (
            "kind",
            format_lazy(
                _(
                    "A division of the level “{level}” cannot be of this kind; leave it blank or write “{kind}”."
                ),
                level=level_of(code).label,
                kind=kind_of(code, row.name).label,
            ),
        )


def check_parent(row: DivisionRow, code: DivisionCode, context: DivisionList) -> Iterator[Said]:
    expected = code.parent
    if row.parent_code and (expected is None or row.parent_code != expected.value):
        yield (
            "parent_code",
            format_lazy(
                _("{code} lies in {expected}, not in {parent}."),
                code=row.code,
                expected=expected or _("no other division"),
                parent=row.parent_code,
            ),
        )
    elif needs_parent(code) and str(expected) not in context.known:
        yield (
            "parent_code",
            format_lazy(
                _("The division {parent} above it is missing: add its line to the list."), parent=expected
            ),
        )


def needs_parent(code: DivisionCode) -> bool:
    return level_of(code) in (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)


def check_position(row: DivisionRow | StationRow, *_context: object) -> Iterator[Said]:
    """Both coordinates or none, and inside China, where a swapped pair is not."""
    if (row.longitude is None) != (row.latitude is None):
        missing = "longitude" if row.longitude is None else "latitude"
        yield missing, _("Longitude and latitude belong together: fill in both, or none.")
    elif (
        row.longitude is not None and row.latitude is not None and not _in_china(row.longitude, row.latitude)
    ):
        yield (
            "longitude",
            format_lazy(
                _(
                    "The position {longitude}, {latitude} lies outside China. Degrees are needed; are the two swapped?"
                ),
                longitude=row.longitude,
                latitude=row.latitude,
            ),
        )


def _in_china(longitude: Decimal, latitude: Decimal) -> bool:
    return LONGITUDES[0] <= longitude <= LONGITUDES[1] and LATITUDES[0] <= latitude <= LATITUDES[1]


DIVISION_CHECKS: tuple[Callable[[DivisionRow, DivisionCode, DivisionList], Iterator[Said]], ...] = (
    check_repeated,
    check_county,
    check_name,
    check_level,
    check_kind,
    check_parent,
    check_position,
)
