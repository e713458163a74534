"""Where a draw stands: who was checked, who comes next, and what the errors found say of the whole list."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from cuntong.domain.sampling import Projection, SamplingError, StratumCount, Unit, project
from cuntong.rulebooks import load_inspection_rules

from ..kinds import CallOutcome, VisitState
from ..models import CallBack, Draw, DrawnUnit, Visit


def units_of(draw: Draw) -> list[Unit]:
    """The published list of a draw."""
    return [Unit(unit_id, stratum) for unit_id, stratum in draw.frame]


def projection_of(draw: Draw) -> Projection | SamplingError:
    """What the errors found say of the whole list; or why nothing can be said yet."""
    held = Counter(stratum for _unit, stratum in draw.frame)
    checked, wrong = _checked_visits(draw) + _checked_calls(draw), _wrong_visits(draw) + _wrong_calls(draw)
    counts = [
        StratumCount(name, held[name], len(_in(checked, name)), len(_in(wrong, name)))
        for name in sorted(held)
    ]
    try:
        return project(counts)
    except SamplingError as refusal:
        return refusal


def _in(pairs: list[tuple[int, str]], stratum: str) -> set[int]:
    return {unit for unit, name in pairs if name == stratum}


def _finished(draw: Draw) -> QuerySet[Visit]:
    return Visit.objects.filter(drawn__draw=draw, state=VisitState.FINISHED)


def _checked_visits(draw: Draw) -> list[tuple[int, str]]:
    return list(_finished(draw).values_list("drawn_id", "drawn__stratum"))


def _wrong_visits(draw: Draw) -> list[tuple[int, str]]:
    """Stations whose score lies below the mark that passes."""
    rows = _finished(draw).values_list("drawn_id", "drawn__stratum", "score", "possible", "checklist_date")
    return [
        (unit, stratum)
        for unit, stratum, score, possible, on in rows
        if score * 100 < possible * load_inspection_rules(on).limit("PASS_FROM").value
    ]


def _answered(draw: Draw) -> QuerySet[CallBack]:
    return CallBack.objects.filter(drawn__draw=draw, outcome=CallOutcome.ANSWERED)


def _checked_calls(draw: Draw) -> list[tuple[int, str]]:
    return list(_answered(draw).values_list("drawn_id", "drawn__stratum"))


def _wrong_calls(draw: Draw) -> list[tuple[int, str]]:
    return list(_answered(draw).filter(contradicts=True).values_list("drawn_id", "drawn__stratum"))


@dataclass(frozen=True)
class CallLine:
    """A person to be called: how often it was tried, and whether they are done or given up."""

    unit: DrawnUnit
    tries: int
    is_done: bool
    is_given_up: bool

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_given_up)


def call_lines(draw: Draw) -> list[CallLine]:
    """Whom to call: the chosen ones, and for each who was given up the next reserve of the stratum, in order."""
    most = int(load_inspection_rules(draw.drawn_at.date()).limit("CALL_TRIES").value)
    calls: dict[int, list[str]] = {}
    for unit, outcome in CallBack.objects.filter(drawn__draw=draw).values_list("drawn_id", "outcome"):
        calls.setdefault(unit, []).append(outcome)
    lines: list[CallLine] = []
    by_stratum: dict[str, list[DrawnUnit]] = {}
    for unit in draw.units.order_by("stratum", "rank"):
        by_stratum.setdefault(unit.stratum, []).append(unit)
    for units in by_stratum.values():
        wanted = sum(unit.is_chosen for unit in units)
        for unit in units:
            if wanted == 0:
                break
            line = _line(unit, calls.get(unit.pk, []), most)
            lines.append(line)
            wanted -= 0 if line.is_given_up else 1
    return lines


def _line(unit: DrawnUnit, outcomes: list[str], most: int) -> CallLine:
    done = CallOutcome.ANSWERED in outcomes
    ended = bool({CallOutcome.DECLINED, CallOutcome.WRONG_NUMBER} & set(outcomes)) or len(outcomes) >= most
    return CallLine(unit, len(outcomes), done, ended and not done)
