from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import NAMESPACE_URL, UUID, uuid5

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.inspections import operations as inspections
from cuntong.apps.inspections import queries
from cuntong.apps.inspections.models import Draw, Problem, Visit
from cuntong.apps.inspections.operations import GivenAnswer
from cuntong.apps.places.models import Station
from cuntong.apps.staff import operations as staff
from cuntong.domain.inspecting import Position

from ..documents import picture
from ._people import TOWNSHIP
from ._plan import Plan, document, prove

DRAWN, FIRST_VISITS = date(2024, 4, 8), date(2024, 4, 15)
SAMPLE_SIZE, CALLS = 24, 20
PASSING = {"NO_SECOND_FEE": "NO", "LAST_ENTRY": "WEEK", "LEDGER_SAMPLE": "10", "PARCELS_COUNT": "0"}
FAULTS = ("SCREEN_WORKS", "NOTICE_BOARD", "PLACE_CLEAN", "KEEPER_TRAINED", "PARCELS_IN_TIME", "LEDGER_KEPT")
FAILED = {
    "COMPUTER_WORKS": "NO",
    "RECORDER_ONLINE": "NO",
    "LEDGER_KEPT": "NO",
    "LEDGER_SAMPLE": "4",
    "LAST_ENTRY": "OLDER",
    "KEEPER_PRESENT": "NO",
    "PARCELS_SHELVED": "NO",
    "PARCELS_COUNT": "3",
}
"""What was wrong at the one station that failed."""


def plan_inspections(plan: Plan) -> None:
    """A drawn round of visits with one station that fails, is mended, re-checked and gets another keeper; call-backs."""
    plan.on(DRAWN, lambda at: _draw(plan, at))
    plan.on(date(2024, 5, 13), lambda at: _draw_people(plan, at))
    plan.on(date(2024, 6, 28), lambda at: _grade(plan, at), hour=16)
    plan.on(date(2024, 7, 2), lambda at: _begin_replacement(plan, at))
    plan.on(date(2024, 8, 12), lambda at: _next_visits(plan, at))


@dataclass(frozen=True)
class _Ids:
    """Ids of entries that come out the same whenever the demo county is made."""

    root: str

    def of(self, *words: object) -> UUID:
        return uuid5(NAMESPACE_URL, "/".join(map(str, (self.root, *words))))


IDS = _Ids("cuntong/sample/inspections")


def _said(by: User, at: datetime) -> dict:
    return {"made_at": at, "by": by, "at": at}


# --- The round of visits ---------------------------------------------------------------------------------------------


def _draw(plan: Plan, at: datetime) -> None:
    bureau = plan.people.bureau
    drawn = inspections.draw_sample(
        entry_id=IDS.of("draw"),
        frame="STATIONS",
        size=SAMPLE_SIZE,
        title="2024年上半年站点抽查（示例）",
        **_said(bureau, at),
    )
    units = list(drawn.units.filter(is_chosen=True).order_by("stratum", "rank"))
    stations = Station.objects.in_bulk([unit.unit_id for unit in units], field_name="code")
    failing = next(stations[u.unit_id] for u in units if _is_near(stations[u.unit_id]))
    plan.made["failing"] = failing
    for number, unit in enumerate(units):
        station = stations[unit.unit_id]
        visit = inspections.plan_visit(
            entry_id=IDS.of("visit", station.code),
            station=station,
            inspector=plan.people.inspector if _is_near(station) else bureau,
            planned_date=FIRST_VISITS + timedelta(days=number // 3 + 2 * (number // 15)),
            drawn=unit,
            **_said(bureau, at),
        )
        wrong = FAILED if station == failing else _faults(plan)
        make = lambda at, v=visit, w=wrong, n=number: _visit(plan, v, w, n, at)  # noqa: E731
        plan.on(visit.planned_date, make, hour=10 + number % 3)


def _is_near(station: Station) -> bool:
    """Whether it lies in the township of the demo's inspector."""
    return station.division_id.startswith(TOWNSHIP[:9])


def _faults(plan: Plan) -> dict[str, str]:
    count = plan.chance.choices((0, 1, 2), (5, 4, 2))[0]
    return dict.fromkeys(plan.chance.sample(FAULTS, count), "NO")


def _visit(plan: Plan, visit: Visit, wrong: dict[str, str], number: int, at: datetime) -> None:
    by, station = visit.inspector, visit.station
    said = _said(by, at)
    inspections.begin_visit(
        entry_id=IDS.of("begin", visit.pk), visit=visit, position=_near(plan, station, at), **said
    )
    answers, minute = [], at
    for question in queries.checklist_of(visit):
        seconds = plan.chance.randint(6, 70)
        minute += timedelta(seconds=seconds)
        value = wrong.get(question.code) or PASSING.get(question.code) or _right(question.kind, station)
        answers.append(GivenAnswer(IDS.of(visit.pk, question.code), question.code, value, seconds, minute))
    inspections.answer(visit=visit, answers=answers, by=by, at=at)
    for question in ("FRONT_PHOTO", *[code for code in wrong if code in ("LEDGER_KEPT", "COMPUTER_WORKS")]):
        inspections.photograph(
            entry_id=IDS.of(visit.pk, "photo", question),
            visit=visit,
            question=question,
            file=BytesIO(picture(f"{number} {question}")),
            filename=f"示例照片-{number + 1:02}-{question}.png",
            **said,
        )
    refused = wrong is FAILED
    inspections.finish_visit(
        entry_id=IDS.of("finish", visit.pk),
        visit=visit,
        signature=None if refused else BytesIO(picture(f"signature {number}")),
        refusal="站长不在场，代管人员不愿签字" if refused else "",
        made_at=minute,
        by=by,
        at=at,
    )
    _follow_up(plan, visit, at)


def _right(kind: str, station: Station) -> str:
    if kind == "NUMBER":
        return f"{station.area_m2 or Decimal(12):f}"
    return "TAKEN" if kind == "PHOTO" else "YES"


def _near(plan: Plan, station: Station, at: datetime) -> Position | None:
    """A few metres from the station; now and then without a position, as in the hills."""
    off, lost = plan.chance.uniform(-0.0004, 0.0004), plan.chance.random() < 0.06
    if station.longitude is None or lost:
        return None
    return Position(float(station.longitude) + off, float(station.latitude) + off, 15, at)


# --- What follows ----------------------------------------------------------------------------------------------------


def _follow_up(plan: Plan, visit: Visit, at: datetime) -> None:
    """Most problems are mended in time; at the station that failed one repair does not hold at first."""
    for number, problem in enumerate(visit.problems.order_by("question")):
        if visit.station != plan.made["failing"] and plan.chance.random() < 0.25:
            continue  # still open when the demo county is looked at
        day = at.date() + timedelta(days=plan.chance.randint(2, 6))
        holds = visit.station != plan.made["failing"] or number != 0
        plan.on(day, lambda at, p=problem, h=holds: _mend(plan, p, at, holds=h))


def _mend(plan: Plan, problem: Problem, at: datetime, *, holds: bool) -> None:
    turn = problem.steps.count()
    inspections.report_repair(
        entry_id=IDS.of(problem.pk, "repair", turn),
        problem=problem,
        note="已按要求整改（示例）",
        photo=BytesIO(picture(f"{problem.pk} {turn}")),
        photo_name="示例整改照片.png",
        **_said(plan.people.contractor, at),
    )
    plan.on(at.date() + timedelta(days=3), lambda at: _look_again(plan, problem, at, holds=holds), hour=15)


def _look_again(plan: Plan, problem: Problem, at: datetime, *, holds: bool) -> None:
    by = plan.people.inspector if _is_near(problem.station) else plan.people.bureau
    inspections.recheck(
        entry_id=IDS.of(problem.pk, "recheck", problem.steps.count()),
        problem=problem,
        passed=holds,
        note="现场核对，整改到位（示例）" if holds else "现场核对，没有整改到位（示例）",
        **_said(by, at),
    )
    if not holds:
        plan.on(at.date() + timedelta(days=5), lambda at: _mend(plan, problem, at, holds=True))


def _grade(plan: Plan, at: datetime) -> None:
    inspections.assess(
        entry_id=IDS.of("assessment"),
        title="2024年上半年站点考核（示例）",
        from_date=date(2024, 1, 1),
        to_date=at.date(),
        **_said(plan.people.bureau, at),
    )


def _begin_replacement(plan: Plan, at: datetime) -> None:
    """The station that failed gets another keeper; the station stays."""
    bureau, station = plan.people.bureau, plan.made["failing"]
    keeper = staff.open_account(
        username="keeper3",
        role=Role.STATION_KEEPER,
        display_name="示例接任站长",
        division_codes=[station.division_id],
        by=bureau,
        at=at,
    )
    replacement = inspections.begin_replacement(
        entry_id=IDS.of("replacement"),
        station=station,
        kind="KEEPER",
        reason="上半年考核列入调换名单（示例）",
        new_keeper=keeper,
        **_said(bureau, at),
    )
    plan.on(date(2024, 7, 5), lambda at: _hand_over(plan, replacement, at))


def _hand_over(plan: Plan, replacement, at: datetime) -> None:
    bureau = plan.people.bureau
    for line in inspections.handover_lines(replacement):
        inspections.count_item(
            entry_id=IDS.of("count", line.item.code),
            replacement=replacement,
            item=line.item.code,
            counted=Decimal(9) if line.on_record is None else line.on_record,
            **_said(bureau, at),
        )
    sheet = document("站点交接单（示例）", "快件、设备、账号逐项清点相符", by=bureau, at=at)
    prove(sheet, inspections.REPLACEMENT_KIND, replacement, by=bureau, at=at)
    inspections.release_keeper(entry_id=IDS.of("release"), replacement=replacement, **_said(bureau, at))


def _next_visits(plan: Plan, at: datetime) -> None:
    """What stands on the inspector's phone when the demo county is looked at."""
    near = Station.objects.filter(division__code__startswith=TOWNSHIP[:9], is_live=True).order_by("code")
    for station in near[:3]:
        inspections.plan_visit(
            entry_id=IDS.of("next", station.code),
            station=station,
            inspector=plan.people.inspector,
            planned_date=date(2024, 8, 14),
            **_said(plan.people.bureau, at),
        )


# --- Call-backs ------------------------------------------------------------------------------------------------------


def _draw_people(plan: Plan, at: datetime) -> None:
    drawn = inspections.draw_sample(
        entry_id=IDS.of("people"),
        frame="TRAINEES",
        size=CALLS,
        title="2024年培训学员电话回访（示例）",
        **_said(plan.people.bureau, at),
    )
    plan.on(date(2024, 5, 15), lambda at: _call(plan, drawn, at), hour=14)


def _call(plan: Plan, drawn: Draw, at: datetime) -> None:
    """Everybody on the list in turn, until nobody is left to be called; about one in ten is not to be had."""
    minute = at
    while waiting := [line for line in queries.call_lines(drawn) if line.is_open]:
        for line in waiting:
            minute += timedelta(minutes=4)
            reached = plan.chance.random() > 0.1
            contradicts = reached and plan.chance.random() < 0.05
            said = {"ATTENDED": "NO" if contradicts else "YES", "FREE_OF_CHARGE": "NO"}
            inspections.record_call(
                entry_id=IDS.of("call", line.unit.pk, line.tries),
                drawn=line.unit,
                outcome="ANSWERED" if reached else plan.chance.choice(("NO_ANSWER", "DECLINED")),
                answers=said if reached else {},
                rating=plan.chance.choices((5, 4, 3, 2), (10, 6, 2, 1))[0] if reached else None,
                made_at=minute,
                by=plan.people.bureau,
                at=at,
            )
