"""What an inspection asks, what a failure costs, until when it is mended, and which list follows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from cuntong.domain.inspecting import GradeRule, Kind, Question, StationList
from cuntong.domain.values import Bilingual, BilingualError

from ._rules import Amount, Code, Entry, Filled, Pair, R, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf
from ._stations import StationStandards, load_station_standards

BOOK = "inspections.toml"

StationLevel = Literal["CENTRE", "TOWNSHIP", "VILLAGE"]
_SPANS = {"SECOND": "seconds", "MINUTE": "minutes"}


class Dimension(Rule):
    """A side of a station that is graded; its weight is the sum of its questions' points."""

    name: Pair


class Severity(Rule):
    """How grave a problem is, and in how many days it has to be mended."""

    name: Pair
    due_days: Annotated[int, Field(gt=0)]


class Choice(Entry):
    """One answer of a question with choices."""

    code: Code
    zh: Filled
    en: Filled

    @property
    def label(self) -> Bilingual:
        """The answer in words."""
        return Bilingual(self.zh, self.en)


class ChecklistQuestion(Rule):
    """A question of the checklist with its rule, its points, and the problem that a failure is."""

    dimension: Code
    kind: Literal["YES_NO", "NUMBER", "CHOICE", "PHOTO"]
    text: Pair
    levels: Annotated[tuple[StationLevel, ...], Field(min_length=1)]
    points: Annotated[Amount, Field(gt=0)]
    passing: tuple[Code, ...] = ()
    choices: tuple[Choice, ...] = ()
    unit: Pair | None = None
    at_least: Amount | None = None
    at_most: Amount | None = None
    at_least_standard: Literal["AREA"] | None = None
    problem: Pair
    severity: Code
    owner: Code
    photo_if_failed: bool = False

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        known = {"YES_NO": {"YES", "NO"}, "CHOICE": {choice.code for choice in self.choices}}
        if self.kind in known:
            if not self.passing or not set(self.passing) <= known[self.kind]:
                raise BilingualError(
                    f"{self.code}：passing 应为可选答案之一",
                    f"{self.code}: passing names answers that there are",
                )
        elif self.kind == "NUMBER" and (self.at_least, self.at_most, self.at_least_standard) == (None,) * 3:
            raise BilingualError(
                f"{self.code}：数字题应写明 at_least 或 at_most",
                f"{self.code}: a number needs at_least or at_most",
            )
        return self

    def for_station(self, standards: StationStandards, level: str, residents: int | None) -> Question:
        """Return the question as it is judged at a station; where the population is unknown, the smallest area holds."""
        at_least = self.at_least
        if self.at_least_standard == "AREA":
            at_least = _least_area(standards, level, residents)
        answers = ("YES", "NO") if self.kind == "YES_NO" else tuple(choice.code for choice in self.choices)
        return Question(
            code=self.code,
            dimension=self.dimension,
            kind=Kind[self.kind],
            points=self.points,
            problem=self.problem,
            answers=answers,
            passing=frozenset(self.passing),
            at_least=at_least,
            at_most=self.at_most,
        )


def _least_area(standards: StationStandards, level: str, residents: int | None) -> Decimal | None:
    fitting = [
        standard.area_min_m2
        for standard in standards.standards
        if standard.level == level
        and (residents is None or (standard.residents_from or 0) <= residents)
        and (residents is None or standard.residents_below is None or residents < standard.residents_below)
    ]
    return min(fitting, default=None)


class ListRule(Rule):
    """A way onto a list of stations, and its reason."""

    onto: Literal["REPLACEMENT", "WARNING", "INCENTIVE"]
    reason: Pair
    score_below: Amount | None = None
    score_at_least: Amount | None = None
    overdue_at_least: int | None = None
    overdue_at_most: int | None = None
    failed_rechecks_at_least: int | None = None

    @property
    def as_rule(self) -> GradeRule:
        """The rule as the domain knows it."""
        return GradeRule(
            code=self.code,
            onto=StationList[self.onto],
            reason=self.reason,
            score_below=self.score_below,
            score_at_least=self.score_at_least,
            overdue_at_least=self.overdue_at_least,
            overdue_at_most=self.overdue_at_most,
            failed_rechecks_at_least=self.failed_rechecks_at_least,
        )


class RecordDeduction(Rule):
    """Points that something besides the visit costs, each time."""

    name: Pair
    points: Amount


class CallQuestion(Rule):
    """A question of a call-back; an answer may contradict what the records say of the person."""

    subject: Literal["TRAINEE", "VILLAGER"]
    text: Pair
    contradicts: Literal["YES", "NO"] | None = None


class InspectionLimit(Rule):
    """A number beyond which something is flagged, with its unit."""

    name: Pair
    value: Amount
    unit: Code

    @property
    def span(self) -> timedelta:
        """The limit as a length of time; KeyError where its unit is none."""
        return timedelta(**{_SPANS[self.unit]: float(self.value)})


class InspectionsBook(Entry):
    """The whole of inspections.toml, all days."""

    dimension: Annotated[tuple[Dimension, ...], AfterValidator(no_two_at_once)]
    severity: Annotated[tuple[Severity, ...], AfterValidator(no_two_at_once)]
    question: Annotated[tuple[ChecklistQuestion, ...], AfterValidator(no_two_at_once)]
    grade: Annotated[tuple[ListRule, ...], AfterValidator(no_two_at_once)]
    deduction: Annotated[tuple[RecordDeduction, ...], AfterValidator(no_two_at_once)]
    call: Annotated[tuple[CallQuestion, ...], AfterValidator(no_two_at_once)]
    limit: Annotated[tuple[InspectionLimit, ...], AfterValidator(no_two_at_once)]

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        dimensions = {one.code for one in self.dimension}
        severities = {one.code for one in self.severity}
        for question in self.question:
            if question.dimension not in dimensions or question.severity not in severities:
                raise BilingualError(
                    f"{question.code} 的 dimension 或 severity 不存在",
                    f"{question.code} names a dimension or severity that there is not",
                )
        return self


class InspectionRules(Entry):
    """The rules of inspections in force on one day."""

    on: date
    dimensions: tuple[Dimension, ...]
    severities: tuple[Severity, ...]
    questions: tuple[ChecklistQuestion, ...]
    grades: tuple[ListRule, ...]
    deductions: tuple[RecordDeduction, ...]
    calls: tuple[CallQuestion, ...]
    limits: tuple[InspectionLimit, ...]

    def checklist(self, level: str) -> tuple[ChecklistQuestion, ...]:
        """Return the questions that a station of the level is asked, in the order of the book."""
        return tuple(question for question in self.questions if level in question.levels)

    def call(self, subject: str) -> tuple[CallQuestion, ...]:
        """Return the questions of a call-back to such a person."""
        return tuple(question for question in self.calls if question.subject == subject)

    def severity(self, code: str) -> Severity:
        """Return the severity with the code; raise RulebookError where none is in force."""
        return self._named("severity", self.severities, code)

    def due_span(self, severity: str) -> timedelta:
        """Return the time in which a problem of that severity has to be mended."""
        return timedelta(days=self.severity(severity).due_days)

    def deduction(self, code: str) -> RecordDeduction:
        """Return the deduction with the code; raise RulebookError where none is in force."""
        return self._named("deduction", self.deductions, code)

    def limit(self, code: str) -> InspectionLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        return self._named("limit", self.limits, code)

    @property
    def version(self) -> date:
        """The day since which the checklist asks what it asks."""
        return max(question.valid_from for question in self.questions)

    def _named(self, table: str, rules: tuple[R, ...], code: str) -> R:
        for rule in rules:
            if rule.code == code:
                return rule
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 {table} {code}", f"no {table} {code} is in force on {self.on}"
        )


def load_inspection_rules(on: date, *, shelf: Shelf = PACKAGED) -> InspectionRules:
    """Return the rules of inspections on a day; raise RulebookError where no question is in force."""
    book = open_book(InspectionsBook, BOOK, shelf)
    questions = in_force(book.question, on)
    if not questions:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[question]]", f"no [[question]] is in force on {on}")
    return InspectionRules(
        on=on,
        dimensions=in_force(book.dimension, on),
        severities=in_force(book.severity, on),
        questions=questions,
        grades=in_force(book.grade, on),
        deductions=in_force(book.deduction, on),
        calls=in_force(book.call, on),
        limits=in_force(book.limit, on),
    )


def judged_questions(
    rules: InspectionRules, level: str, residents: int | None, *, shelf: Shelf = PACKAGED
) -> tuple[Question, ...]:
    """Return the checklist of a station as it is judged: with the area that its level and population ask for."""
    standards = load_station_standards(rules.on, shelf=shelf)
    return tuple(question.for_station(standards, level, residents) for question in rules.checklist(level))
