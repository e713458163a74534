"""What a report still lacks, and which of its figures rest on nothing but a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique

from cuntong.domain.values import Bilingual

from ._document import Ask, BoundValue, FigureChip, Inline, Report, TypedFigure


@unique
class OpenKind(Enum):
    """Why a point is open; the value is its label."""

    ASK = Bilingual("待填写", "to be written")
    NO_RECORDS = Bilingual("没有记录支撑", "no records")
    UNSTATED = Bilingual("尚未确定", "undetermined")
    MISSING = Bilingual("缺少必备内容", "required but missing")


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One point: where it stands (the section's code, empty for head and signature), and what it is about."""

    kind: OpenKind
    section_code: str
    place: str
    subject: str

    @property
    def message(self) -> Bilingual:
        """The point as a person reads it."""
        label = self.kind.value
        return Bilingual(
            f"{self.place}：{label.zh}：{self.subject}", f"{self.place}: {label.en}: {self.subject}"
        )


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """A figure typed by hand, and where."""

    section_code: str
    place: str
    shown: str


def unresolved(report: Report) -> tuple[OpenPoint, ...]:
    """Return every open point once: requests, figures and values not known, required placeholders missing."""
    names = {figure.code: figure.name for figure in report.figures}
    found = [
        OpenPoint(kind, code, place, subject)
        for code, place, line in report.places
        for kind, subject in _open_in(line, names)
    ]
    for section in report.sections:
        for key in section.missing:
            found.append(OpenPoint(OpenKind.MISSING, section.code, section.heading.shown, key))
    return tuple(dict.fromkeys(found))


def _open_in(line: tuple[Inline, ...], names: dict[str, str]) -> Iterator[tuple[OpenKind, str]]:
    for inline in line:
        match inline:
            case Ask(words):
                yield OpenKind.ASK, words
            case FigureChip(code, _, False):
                yield OpenKind.NO_RECORDS, names[code]
            case BoundValue(key, _, False):
                yield OpenKind.UNSTATED, key
            case _:
                pass


def typed_figures(report: Report) -> tuple[TypedPlace, ...]:
    """Return every figure typed by hand, in the order of the text."""
    return tuple(
        TypedPlace(code, place, inline.shown)
        for code, place, line in report.places
        for inline in line
        if isinstance(inline, TypedFigure)
    )
