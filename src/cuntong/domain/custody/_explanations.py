"""What can be odd about a scan, and how that is said to a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cuntong.domain.values import Bilingual


class OddityKind(StrEnum):
    """In which way a scan does not fit what came before it."""

    REPEATED = "REPEATED"
    """The same was said before and nothing happened in between."""
    IN_TWICE = "IN_TWICE"
    """Taken in at a place that already had it."""
    NOT_TAKEN_IN = "NOT_TAKEN_IN"
    """A place had it and nobody there had scanned it in."""
    NOT_LOADED = "NOT_LOADED"
    """It turned up elsewhere and the place that had it never scanned it out."""
    OUT_OF_ORDER = "OUT_OF_ORDER"
    """By the clocks it was taken in only after it had left the same place."""
    MISSORT = "MISSORT"
    """Taken in at, or handed out by, another station than its own."""
    AFTER_END = "AFTER_END"
    """Scanned although its way had ended."""
    PROBLEM_ELSEWHERE = "PROBLEM_ELSEWHERE"
    """A problem was reported by a place that does not have it."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that is odd.

    scan   the id of the scan that shows it
    place  the code of the station whose count it concerns: for NOT_LOADED the one that it left unscanned
    other  the other place that the explanation names, where there is one
    at     when the scan was made
    """

    kind: OddityKind
    scan: str
    place: str
    at: datetime
    other: str = ""

    @property
    def explanation(self) -> Bilingual:
        """What happened and what to do, in one sentence; stations are named by their codes."""
        zh, en = _SENTENCES[self.kind]
        return Bilingual(
            zh.format(place=self.place, other=self.other), en.format(place=self.place, other=self.other)
        )


_SENTENCES = {
    OddityKind.REPEATED: (
        "{place}已有同样的扫描，其间快件未移动；不重复计数。",
        "{place} had said the same before and the parcel had not moved; it is counted once.",
    ),
    OddityKind.IN_TWICE: (
        "{place}已收件，又扫了一次到件；不重复计数。",
        "{place} already had it and scanned it in again; it is counted once.",
    ),
    OddityKind.NOT_TAKEN_IN: (
        "{place}没有到件扫描就有了后续扫描；按此刻到件计。",
        "{place} had it without having scanned it in; it counts as come in at this moment.",
    ),
    OddityKind.NOT_LOADED: (
        "{place}没有装车扫描，快件已在{other}出现；按此刻离开{place}计。",
        "{place} never scanned it out, and it turned up at {other}; it counts as gone from {place} at this moment.",
    ),
    OddityKind.OUT_OF_ORDER: (
        "按设备时钟，{place}先发出后到件：其中一台设备的时钟不准，或快件退回而未扫描。",
        "By the clocks {place} let it go before taking it in: one clock is wrong, or it came back unscanned.",
    ),
    OddityKind.MISSORT: (
        "快件应到{other}，却到了{place}：错分件，请转往{other}。",
        "It should go to {other} and came to {place}: a missort, send it on to {other}.",
    ),
    OddityKind.AFTER_END: (
        "快件已在{other}办结，{place}又有扫描；不计。如办结扫描有误，请作废那一次扫描。",
        "Its way had ended at {other} and {place} scanned it again; not counted. "
        "If the end was scanned by mistake, annul that scan.",
    ),
    OddityKind.PROBLEM_ELSEWHERE: (
        "{place}报了问题，但快件按扫描不在{place}；只记问题，不改位置。",
        "{place} reports a problem and does not have it by the scans; the problem is kept, its place is not changed.",
    ),
}
