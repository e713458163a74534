"""Kinds of courses, outcomes, proofs and certificates, and what is plausible in a class."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from cuntong.domain.values import BilingualError

from ._rules import Amount, Code, Entry, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "training.toml"


class CourseKind(Rule):
    """A kind of course; only some kinds count attendances 人次."""

    name: Pair
    counted_in_attendances: bool


class ProofKind(Rule):
    """A kind of document that proves something about a person or a session."""

    name: Pair


class OutcomeKind(Rule):
    """What a person achieved after training 转化; any one of `proofs` (ProofKind codes) is enough."""

    name: Pair
    proofs: Annotated[tuple[Code, ...], Field(min_length=1)]
    prior_attendance_required: bool


class CertificateKind(Rule):
    """A kind of certificate."""

    name: Pair


class TrainingLimit(Rule):
    """A number that decides what counts or what is questioned, with its unit (`SHARE` = a part of one)."""

    name: Pair
    value: Amount
    unit: Code


class TrainingBook(Entry):
    """The whole of training.toml, all days."""

    course_kind: Annotated[tuple[CourseKind, ...], AfterValidator(no_two_at_once)]
    outcome_kind: Annotated[tuple[OutcomeKind, ...], AfterValidator(no_two_at_once)]
    proof_kind: Annotated[tuple[ProofKind, ...], AfterValidator(no_two_at_once)]
    certificate_kind: Annotated[tuple[CertificateKind, ...], AfterValidator(no_two_at_once)]
    session_proof: Annotated[tuple[ProofKind, ...], AfterValidator(no_two_at_once)]
    limit: Annotated[tuple[TrainingLimit, ...], AfterValidator(no_two_at_once)]

    @model_validator(mode="after")
    def _proofs_exist(self) -> Self:
        known = {proof.code for proof in self.proof_kind}
        for outcome in self.outcome_kind:
            unknown = sorted(set(outcome.proofs) - known)
            if unknown:
                names = ", ".join(unknown)
                raise BilingualError(
                    f"{outcome.code} 提到了不存在的 {names}", f"{outcome.code} names unknown {names}"
                )
        return self


class TrainingRules(Entry):
    """The rules of training in force on one day."""

    on: date
    course_kinds: tuple[CourseKind, ...]
    outcome_kinds: tuple[OutcomeKind, ...]
    proof_kinds: tuple[ProofKind, ...]
    certificate_kinds: tuple[CertificateKind, ...]
    session_proofs: tuple[ProofKind, ...]
    limits: tuple[TrainingLimit, ...]

    def limit(self, code: str) -> TrainingLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        for limit in self.limits:
            if limit.code == code:
                return limit
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 limit {code}", f"no limit {code} is in force on {self.on}"
        )


def load_training_rules(on: date, *, shelf: Shelf = PACKAGED) -> TrainingRules:
    """Return the rules of training on a day; raise RulebookError where no course kind is in force."""
    book = open_book(TrainingBook, BOOK, shelf)
    kinds = in_force(book.course_kind, on)
    if not kinds:
        raise RulebookError(
            BOOK, f"{on} 没有生效的 [[course_kind]]", f"no [[course_kind]] is in force on {on}"
        )
    return TrainingRules(
        on=on,
        course_kinds=kinds,
        outcome_kinds=in_force(book.outcome_kind, on),
        proof_kinds=in_force(book.proof_kind, on),
        certificate_kinds=in_force(book.certificate_kind, on),
        session_proofs=in_force(book.session_proof, on),
        limits=in_force(book.limit, on),
    )
