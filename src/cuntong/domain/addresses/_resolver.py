"""Resolve addresses: read what they name, weigh it, ask the memory, and answer as deep as is sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cuntong.domain.values import Bilingual

from . import _deciding as deciding
from ._cleaning import clean, closed_up
from ._deciding import Decision, Step
from ._hits import SEPARATORS
from ._landmarks import RECIPIENT, Landmark, landmarks_in
from ._memory import EXPLICIT, Entry, Memory
from ._paths import Named, read
from ._resemblance import VILLAGE_WORD, Likeness
from ._resolution import AUTO, REVIEW, Candidate, Resolution, Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from ._gazetteer import Gazetteer
    from ._memory import Recollection
    from ._paths import Ground, Path, Reading

_LEVEL_OF_DIGITS = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
_MOST_CANDIDATES = 8
_MARKS = "".join(SEPARATORS)


class Resolver:
    """Answers for one gazetteer and one memory. Reads only, so that threads may share it.

    `stations` gives the station that serves a village, or all villages of a township that have none of their own.
    """

    def __init__(
        self, gazetteer: Gazetteer, memory: Memory | None = None, stations: Mapping[str, str] | None = None
    ) -> None:
        self._gazetteer = gazetteer
        self._memory = memory or Memory()
        self._stations = stations or {}
        self._likeness = Likeness(gazetteer)

    def resolve(self, text: str, *, recipient: str = "") -> Resolution:
        """Resolve one address. Never raises for any text: what cannot be placed is for review.

        `recipient` is the `recipient_hash` of the addressee, when the installation keeps one.
        """
        address, kept = closed_up(clean(text))
        reading = read(self._gazetteer, address)
        if not reading.paths or not address.strip(_MARKS):
            return self._above_county(text, reading, kept)
        path = reading.paths[0]
        grounds = self._grounds(reading, path)
        steps = deciding.steps_of(reading, grounds, self._gazetteer.home)
        decision = deciding.decide(reading, steps, self._gazetteer.home)
        named: tuple[Named, ...] = path.above
        if grounds:
            named += tuple(one for one in (grounds[0].township, grounds[0].village) if one)
        if len(self._memory):
            recalled = self._recall(reading, steps, grounds, decision, recipient)
            if recalled is not None:
                return self._remembered(text, recalled, steps[0], named, kept, reading.paths)
        return self._answer(text, decision, _answered(named, decision.steps), kept, reading.paths[:3])

    def resolve_many(self, texts: Iterable[str]) -> Iterator[Resolution]:
        """Resolve one address after the other, in order, without holding more than one."""
        return map(self.resolve, texts)

    def lessons(
        self, text: str, division_code: str, *, source: str, author: str, date: dt.date, recipient: str = ""
    ) -> tuple[Entry, ...]:
        """What the memory may learn from an address of which the division is known.

        One entry for each landmark in the text, and one for the recipient. Teach LEARNT entries only from
        addresses that name their township or were corrected.
        """
        county = division_code[:6]
        address, _ = closed_up(clean(text))
        keys = [
            (landmark.kind, landmark.name) for landmark in self._landmarks(read(self._gazetteer, address))
        ]
        if recipient:
            keys.append((RECIPIENT, recipient))
        return tuple(
            Entry(county, kind, name, division_code, source, author, 1, date)
            for kind, name in dict.fromkeys(keys)
        )

    def _grounds(self, reading: Reading, path: Path) -> list[Ground]:
        """The grounds of the best county; with those that only resemble, when nothing exact holds."""
        grounds = path.grounds
        may_resemble = path.county == self._gazetteer.home or VILLAGE_WORD.search(reading.text)
        if not may_resemble or deciding.has_firm_village(grounds, reading.text):
            return grounds
        return sorted([*grounds, *self._likeness.grounds(reading, path)], key=lambda ground: -ground.points)

    def _landmarks(self, reading: Reading) -> list[Landmark]:
        path = reading.paths[0] if reading.paths else None
        named = [] if path is None else [one.span[1] for one in path.above]
        township = path.grounds[0].township if path is not None and path.grounds else None
        if township is not None and township.closed:
            named.append(township.span[1])
        return landmarks_in(reading.text, max(named, default=0))

    def _recall(
        self, reading: Reading, steps: list[Step], grounds: list[Ground], decision: Decision, recipient: str
    ) -> tuple[Recollection, Landmark | None] | None:
        """Ask the memory where the text leaves a doubt; a correction also where the text names no township."""
        county = str(steps[0].prefix)
        township = grounds[0].township if grounds else None
        is_explained = township is not None and grounds[0].village is not None and grounds[0].village.closed
        is_home = steps[0].prefix == self._gazetteer.home and not reading.contradiction
        is_certain = is_home or steps[0].confidence >= deciding.AUTO_CONFIDENCE
        if not is_certain or (is_explained and decision.decision == AUTO):
            return None
        asked: list[tuple[str, str, Landmark | None]] = [(RECIPIENT, recipient, None)] if recipient else []
        asked += [(landmark.kind, landmark.name, landmark) for landmark in self._landmarks(reading)]
        recalled = []
        for kind, name, landmark in asked:
            found = self._memory.recall(county, kind, name)
            if found is None or _contradicts(township, found):
                continue
            is_wanted = found.entry.source == EXPLICIT or decision.decision == REVIEW
            if is_wanted or self._deepens(found, decision):
                recalled.append((found, landmark))
        return _most_certain(recalled)

    def _deepens(self, found: Recollection, decision: Decision) -> bool:
        """Tell whether what was learnt adds to an answer that could stand without it.

        A guess adds nothing where the county is enough, which it is when there is a home.
        """
        is_deeper = decision.steps[-1].prefix < int(found.division_code[:9])
        return is_deeper and (found.is_sure or self._gazetteer.home is None)

    def _remembered(
        self,
        text: str,
        recalled: tuple[Recollection, Landmark | None],
        county: Step,
        named: tuple[Named, ...],
        kept: list[int] | None,
        paths: list[Path],
    ) -> Resolution:
        found, landmark = recalled
        code = found.division_code
        prefix = int(code) if code[9:] != "000" else int(code[:9])
        steps = [county, Step(prefix, found.confidence)]
        is_enough = county.prefix != self._gazetteer.home or prefix >= deciding.VILLAGE_PREFIX
        decision = Decision(steps, AUTO if found.is_sure and is_enough else REVIEW, _from_memory(found))
        spans = _answered(named, [county])
        if landmark is not None:
            spans += (Named(prefix, found.confidence, (landmark.start, landmark.end), True),)
        return self._answer(text, decision, spans, kept, paths[:3])

    def _above_county(self, text: str, reading: Reading, kept: list[int] | None) -> Resolution:
        named = max(
            (*reading.prefectures.values(), *reading.provinces.values()),
            key=lambda named: (named.points, named.prefix),
            default=None,
        )
        if named is None:
            return self._answer(text, Decision([], REVIEW, deciding.NOTHING_NAMED), (), kept, [])
        steps = [Step(named.prefix, deciding.confidence_of(named.points))]
        return self._answer(text, Decision(steps, REVIEW, deciding.NO_COUNTY), (named,), kept, [])

    def _answer(
        self,
        text: str,
        decision: Decision,
        named: tuple[Named, ...],
        kept: list[int] | None,
        paths: list[Path],
    ) -> Resolution:
        prefix = str(decision.steps[-1].prefix) if decision.steps else ""
        confidence = math.prod(step.confidence for step in decision.steps) if prefix else 0.0
        code = prefix.ljust(12, "0") if prefix else ""
        return Resolution(
            text=text,
            division_code=code,
            level=_LEVEL_OF_DIGITS.get(len(prefix), "none"),
            decision=decision.decision,
            confidence=round(confidence, 4),
            spans=_spans(text, named, kept),
            reasons=(decision.reason,),
            candidates=self._candidates(paths) if decision.decision == REVIEW else (),
            station=self._stations.get(code) or self._stations.get(code[:9] + "000"),
        )

    def _candidates(self, paths: list[Path]) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for path in paths:
            for ground in path.grounds[:_MOST_CANDIDATES]:
                if ground.listed is not None:
                    code = str(ground.listed.code)
                    found.setdefault(code, Candidate(code, ground.listed.name, "village"))
                else:
                    prefix = ground.township_prefix
                    code = f"{prefix}000"
                    found.setdefault(code, Candidate(code, self._gazetteer.area_names[prefix], "township"))
        return tuple(found.values())[:_MOST_CANDIDATES]


def _most_certain(
    recalled: list[tuple[Recollection, Landmark | None]],
) -> tuple[Recollection, Landmark | None] | None:
    """The first correction; else the first that is sure, doubted where another that is sure says otherwise."""
    for one in recalled:
        if one[0].is_sure and one[0].entry.source == EXPLICIT:
            return one
    sure = [one for one in recalled if one[0].is_sure]
    if len({found.division_code for found, _ in sure}) > 1:
        found, landmark = sure[0]
        return found._replace(is_sure=False), landmark
    certain = sure or recalled
    return certain[0] if certain else None


def _answered(named: tuple[Named, ...], steps: list[Step]) -> tuple[Named, ...]:
    """The evidence of what is answered: nothing deeper than the answer."""
    return tuple(one for one in named if steps and one.prefix <= steps[-1].prefix)


def _contradicts(township: Named | None, found: Recollection) -> bool:
    """Tell whether the text names, with its closing word, another township than the memory."""
    if township is None or not township.closed:
        return False
    return not found.division_code.startswith(str(township.prefix))


def _from_memory(found: Recollection) -> Bilingual:
    entry = found.entry
    day = entry.last_seen_date.isoformat()
    if entry.source == EXPLICIT:
        return Bilingual(
            f"按更正：{entry.name}（{entry.author}，{day}）",
            f"as corrected: {entry.name} ({entry.author}, {day})",
        )
    return Bilingual(
        f"按以往地址：{entry.name}（{entry.count} 次，最近 {day}）",
        f"as learnt: {entry.name} ({entry.count} times, last on {day})",
    )


def _spans(text: str, named: tuple[Named, ...], kept: list[int] | None) -> tuple[Span, ...]:
    spans = []
    for one in named:
        start, end = one.span
        if kept is not None:
            start, end = kept[start], kept[end - 1] + 1
        prefix = str(one.prefix)
        spans.append(Span(start, end, text[start:end], _LEVEL_OF_DIGITS[len(prefix)], prefix.ljust(12, "0")))
    return tuple(spans)
