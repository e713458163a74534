"""A checked report as it is drawn and taken away: lines with marks, findings with what was said to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.exports import workbook_of
from cuntong.apps.desk.formats import Mark, State, local_time
from cuntong.apps.desk.lists import Column
from cuntong.apps.places.queries import county
from cuntong.domain import claims

from ..models import CheckedReport, CheckFinding, FindingAnswer

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GRADE_MARKS = {claims.CONTRADICTION: Mark.WRONG, claims.QUESTION: Mark.LOOK, claims.NOTICE: Mark.OFF}
ANSWER_MARKS = {
    FindingAnswer.Answer.ACCEPTED: Mark.GOING,
    FindingAnswer.Answer.EXPLAINED: Mark.DONE,
    FindingAnswer.Answer.CORRECTED: Mark.DONE,
    FindingAnswer.Answer.REOPENED: Mark.LOOK,
}


def _in_language(text) -> str:
    return text.en if get_language() == "en" else text.zh


# --- findings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """The findings of one class."""

    grade: str
    title: str
    rows: list


@dataclass(frozen=True)
class Row:
    """A finding beside the text: its kind, its places, and what was said to it."""

    finding: CheckFinding
    kind: str
    places: list[dict]
    figure_url: str
    state: State | None
    history: list


def groups(findings: Sequence[CheckFinding], checked: CheckedReport, reader: User) -> list[Group]:
    """The findings by class, the gravest first; empty classes too, so that a reader sees that there is none."""
    return [
        Group(
            grade,
            _in_language(claims.CLASS_TITLES[grade]),
            [_row(one, checked, reader) for one in findings if one.grade == grade],
        )
        for grade in claims.CLASSES
    ]


def _row(finding: CheckFinding, checked: CheckedReport, reader: User) -> Row:
    return Row(
        finding=finding,
        kind=_kind(finding),
        places=[
            {"line": line, "where": where or _("line %(n)s") % {"n": line}, "text": Truncator(text).chars(16)}
            for line, _start, _end, text, where in finding.quotes
        ],
        figure_url=_figure_url(finding, checked, reader),
        state=_answer_state(finding.newest),
        history=finding.said,
    )


def _kind(finding: CheckFinding) -> str:
    title = claims.KIND_TITLES.get(finding.kind)
    return _in_language(title) if title else finding.kind


def _figure_url(finding: CheckFinding, checked: CheckedReport, reader: User) -> str:
    if not (finding.figure and checked.snapshot_id and reader.may(Right.READ_PERFORMANCE)):
        return ""
    return f"{reverse('performance:figure', args=[finding.figure])}?snapshot={checked.snapshot_id}"


def _answer_state(answer: FindingAnswer | None) -> State | None:
    if answer is None:
        return None
    return State(answer.get_answer_display(), ANSWER_MARKS[FindingAnswer.Answer(answer.answer)])


def open_count(findings: Sequence[CheckFinding]) -> int:
    """Contradictions and questions without an answer that stands."""
    return sum(
        one.grade != claims.NOTICE
        and (one.newest is None or one.newest.answer == FindingAnswer.Answer.REOPENED)
        for one in findings
    )


# --- the text ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """Words of the report that belong to one finding, or to none."""

    text: str
    finding: CheckFinding | None


@dataclass
class Block:
    """A paragraph, or the rows of a table with their cells."""

    is_table: bool
    rows: list = field(default_factory=list)


def blocks(checked: CheckedReport, findings: Sequence[CheckFinding]) -> list[Block]:
    """The report as paragraphs and tables, each line numbered as the findings number it; empty lines left out."""
    plain = [_plain(one) for one in findings]
    pieces = claims.pieces_of([(number, text) for number, text, *_rest in checked.lines], plain)
    drawn: list[Block] = []
    for number, text, in_table, _where in checked.lines:
        if not text.strip():
            continue
        cells = list(_cells(pieces[number], findings))
        is_table = in_table and len(cells) > 1
        if not (is_table and drawn and drawn[-1].is_table):
            drawn.append(Block(is_table))
        drawn[-1].rows.append({"number": number, "cells": cells})
    return drawn


def _cells(pieces, findings: Sequence[CheckFinding]) -> Iterator[list[Span]]:
    """The cells of a row (one for a paragraph): tabs part them."""
    cell: list[Span] = []
    for piece in pieces:
        owner = None if piece.finding is None else findings[piece.finding]
        first, *others = piece.text.split("\t")
        cell.append(Span(first, owner))
        for text in others:
            yield cell
            cell = [Span(text, owner)]
    yield cell


def _plain(finding: CheckFinding) -> claims.Finding:
    return claims.finding_of(
        {
            "kind": finding.kind,
            "grade": finding.grade,
            "quotes": finding.quotes,
            "stated": finding.stated,
            "computed": finding.computed,
            "message": finding.message,
            "figure": finding.figure,
        }
    )


# --- taken away --------------------------------------------------------------------------------------------------


def page(checked: CheckedReport, findings: Sequence[CheckFinding]) -> tuple[str, str]:
    document = claims.restored(checked.document.filename, checked.lines)
    return claims.as_html([(document, [_answered(one) for one in findings])]), "text/html; charset=utf-8"


def word(checked: CheckedReport, findings: Sequence[CheckFinding]) -> tuple[bytes, str]:
    """The Word document with a comment at each place, or where the report is no Word document, its lines in one."""
    plain = [_answered(one) for one in findings]
    if not checked.document.filename.lower().endswith(".docx"):
        return claims.as_docx(claims.restored(checked.document.filename, checked.lines), plain), DOCX_TYPE
    with checked.document.file.open("rb") as file:
        return claims.with_comments(file.read(), plain), DOCX_TYPE


def _answered(finding: CheckFinding) -> claims.Finding:
    """The finding with what was said to it at the end of its line."""
    plain = _plain(finding)
    if finding.newest is None:
        return plain
    said = finding.newest
    words = f"{said.get_answer_display()}{'：' if said.reason else ''}{said.reason}（{said.by}，{local_time(said.at)}）"
    return claims.finding_of({**_as_plain(plain), "message": f"{plain.message} ▸ {words}"})


def _as_plain(finding: claims.Finding) -> dict:
    return {
        "kind": finding.kind,
        "grade": finding.grade,
        "quotes": claims.kept_quotes(finding),
        "stated": finding.stated,
        "computed": finding.computed,
        "message": finding.message,
        "figure": finding.figure,
    }


def workbook(checked: CheckedReport, findings: Sequence[CheckFinding]) -> tuple[bytes, str]:
    known = county()
    content = workbook_of(
        checked.document.filename,
        _columns(),
        findings,
        as_of=timezone.localdate(checked.checked_at),
        synthetic=bool(known and known.synthetic),
    )
    return content, XLSX_TYPE


def _columns() -> list[Column]:
    return [
        Column(_("No."), lambda one: str(one.position)),
        Column(_("Class"), lambda one: one.get_grade_display()),
        Column(_("Kind"), _kind),
        Column(
            _("Place"), lambda one: "、".join(where or str(line) for line, _s, _e, _t, where in one.quotes)
        ),
        Column(_("Words of the report"), lambda one: "、".join(text for _l, _s, _e, text, _w in one.quotes)),
        Column(_("Stated"), "stated"),
        Column(_("Computed"), "computed"),
        Column(_("What is wrong"), "message"),
        Column(_("Answer"), lambda one: one.newest.get_answer_display() if one.newest else ""),
        Column(_("Reason"), lambda one: one.newest.reason if one.newest else ""),
        Column(_("By"), lambda one: str(one.newest.by) if one.newest else ""),
        Column(_("Answered at"), lambda one: local_time(one.newest.at) if one.newest else ""),
    ]
