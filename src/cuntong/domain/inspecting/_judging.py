"""Answers judged by the rule of their question, and what a visit's answers add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, unique

from cuntong.domain.values import Bilingual, BilingualError

YES, NO, TAKEN = "YES", "NO", "TAKEN"


class AnswerError(BilingualError):
    """An answer that its question does not know; the message says what would be right."""


@unique
class Kind(Enum):
    """What a question is answered with."""

    YES_NO = "YES_NO"
    NUMBER = "NUMBER"
    CHOICE = "CHOICE"
    PHOTO = "PHOTO"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the rule by which an answer passes.

    `points` are lost where it fails. `answers` are the codes that may be given (yes and no, or the choices) and
    `passing` those that pass; a number passes within `at_least` and `at_most`; a photo by being taken.
    `problem` is what is wrong where it fails.
    """

    code: str
    dimension: str
    kind: Kind
    points: Decimal
    problem: Bilingual
    answers: tuple[str, ...] = ()
    passing: frozenset[str] = frozenset()
    at_least: Decimal | None = None
    at_most: Decimal | None = None


def judge(question: Question, value: str) -> bool:
    """Tell whether the answer passes; raise AnswerError where it is none of those that may be given."""
    match question.kind:
        case Kind.NUMBER:
            number = _number(question, value)
            above = question.at_least is None or number >= question.at_least
            return above and (question.at_most is None or number <= question.at_most)
        case Kind.PHOTO:
            return _one_of(question, value, (TAKEN, NO)) == TAKEN
        case Kind.YES_NO:
            return _one_of(question, value, (YES, NO)) in question.passing
        case Kind.CHOICE:
            return _one_of(question, value, question.answers) in question.passing


def _number(question: Question, value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise AnswerError(
            f"{question.code}：应填不小于 0 的数字，现为“{value}”",
            f"{question.code}: a number of 0 or more is wanted, not “{value}”",
        )
    return number


def _one_of(question: Question, value: str, answers: tuple[str, ...]) -> str:
    if value not in answers:
        allowed = ", ".join(answers)
        raise AnswerError(
            f"{question.code}：没有“{value}”这个选项，可选 {allowed}",
            f"{question.code}: “{value}” is no answer; {allowed} are",
        )
    return value


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off, and why; `code` is the question's or the rule's."""

    code: str
    dimension: str
    points: Decimal
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class Mark:
    """What a visit adds up to: points reached of those possible, in all and by dimension, with every deduction."""

    score: Decimal
    possible: Decimal
    by_dimension: Mapping[str, tuple[Decimal, Decimal]]
    deductions: tuple[Deduction, ...]


def mark(questions: Iterable[Question], answers: Mapping[str, str]) -> Mark:
    """Return the mark of a visit from the answer to each question, by the question's code.

    Raises AnswerError where a question has no answer, or one that cannot be.
    """
    reached: dict[str, Decimal] = {}
    possible: dict[str, Decimal] = {}
    deductions: list[Deduction] = []
    for question in questions:
        if question.code not in answers:
            raise AnswerError(
                f"{question.code}：还没有回答", f"{question.code}: this question has no answer yet"
            )
        passed = judge(question, answers[question.code])
        possible[question.dimension] = possible.get(question.dimension, Decimal(0)) + question.points
        got = question.points if passed else Decimal(0)
        reached[question.dimension] = reached.get(question.dimension, Decimal(0)) + got
        if not passed:
            deductions.append(Deduction(question.code, question.dimension, question.points, question.problem))
    return Mark(
        sum(reached.values(), Decimal(0)),
        sum(possible.values(), Decimal(0)),
        {dimension: (reached[dimension], possible[dimension]) for dimension in possible},
        tuple(deductions),
    )
