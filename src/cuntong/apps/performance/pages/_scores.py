from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact, Tab
from cuntong.domain.scoring import FLAG_TEXT, MISSING_TEXT, ScoredRow, ScoreSheet
from cuntong.rulebooks import describe_scorecard, load_scorecard

from .. import operations, queries, scores
from ..forms import AssessmentForm, CauseForm
from ..models import Snapshot
from ._figures import figure_url, in_language


def _snapshot(request) -> Snapshot | None:
    asked = request.GET.get("snapshot", "")
    frozen = queries.visible_to(request.user).filter(state=Snapshot.State.FROZEN)
    if asked:
        return frozen.filter(pk=asked).first() if len(asked) == 36 else None
    return frozen.order_by("-as_of", "-frozen_at").first()


@require_GET
@needs(Right.READ_PERFORMANCE)
def latest(request):
    """Leads to the latest snapshot on the scorecard that the county's report quotes."""
    snapshot = _snapshot(request)
    if snapshot is None:
        return render(request, "performance/scores_empty.html", {})
    return redirect("performance:score-sheet", snapshot.pk, scores.scorecard_codes()[0])


def _frozen(request, snapshot_id, scorecard_code) -> Snapshot:
    if scorecard_code not in scores.scorecard_codes():
        raise Http404(_("The county does not use this scorecard."))
    return get_object_or_404(
        queries.visible_to(request.user).filter(state=Snapshot.State.FROZEN), pk=snapshot_id
    )


@require_GET
@needs(Right.READ_PERFORMANCE)
def score_sheet(request, snapshot_id, scorecard_code):
    """One scorecard: every row with its points and the reason beside them; what is missing stands there too."""
    snapshot = _frozen(request, snapshot_id, scorecard_code)
    sheet = scores.score_one(snapshot, scorecard_code)
    judged = {one.row_code: one.pk for one in snapshot.assessments.filter(scorecard_code=scorecard_code)}
    book = describe_scorecard(scorecard_code, snapshot.as_of)
    context = {
        "title": in_language(sheet.scorecard.title),
        "state": _grade(sheet),
        "snapshot": snapshot,
        "sheet": sheet,
        "scorecard_code": scorecard_code,
        "tabs": [_tab(snapshot, code, scorecard_code) for code in scores.scorecard_codes()],
        "blocks": [_block(block, snapshot, judged) for block in sheet.blocks],
        "unverified": book.status == "unverified",
        "may_write": request.user.may(Right.WRITE_PERFORMANCE),
        "as_of": snapshot.as_of,
    }
    return render(request, "performance/score_sheet.html", context)


def _tab(snapshot: Snapshot, code: str, current: str) -> Tab:
    title = in_language(load_scorecard(code, snapshot.as_of).title)
    return Tab(title, reverse("performance:score-sheet", args=[snapshot.pk, code]), code == current)


def _grade(sheet: ScoreSheet) -> State | None:
    if sheet.grade is None:
        return None
    name = in_language(sheet.grade.name)
    return (
        State(_("%(grade)s (provisional)") % {"grade": name}, Mark.LOOK)
        if sheet.is_provisional
        else State(name, Mark.DONE)
    )


def _block(block, snapshot: Snapshot, judged: dict) -> dict:
    return {
        "name": in_language(block.name),
        "points": block.points,
        "weight": block.weight,
        "rows": [_row(row, snapshot, judged) for row in block.rows],
    }


def _row(scored: ScoredRow, snapshot: Snapshot, judged: dict) -> dict:
    row = scored.row
    return {
        "code": row.code,
        "level2": in_language(row.levels[1]),
        "name": in_language(row.levels[2]),
        "weight": row.weight,
        "points": scored.points,
        "scored": scored.is_scored,
        "reason": in_language(scored.reason),
        "missing": [in_language(MISSING_TEXT[one]) for one in scored.missing],
        "flags": [in_language(FLAG_TEXT[one]) for one in scored.flags],
        "cause": scored.cause,
        "asks": scored.asks_for_cause,
        "figure_url": figure_url(row.indicator_code, snapshot, frozen=True) if row.indicator_code else "",
        "judged_by_person": row.indicator_code is None,
        "assessment": judged.get(row.code),
    }


def _row_form(request, form, *, title, save, snapshot, scorecard_code, facts=()):
    back = reverse("performance:score-sheet", args=[snapshot.pk, scorecard_code])
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as refusal:
            _place_errors(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(back)
    context = {"form": form, "title": title, "submit_label": _("Save"), "back_url": back, "facts": facts}
    return render(request, "desk/form.html", context)


def _place_errors(form, refusal: ValidationError) -> None:
    """Each error at its field; what belongs to no field of this form stands at the head."""
    for field, errors in getattr(refusal, "message_dict", {"__all__": refusal.messages}).items():
        name = {"share": "percent"}.get(field, field)
        for error in errors:
            form.add_error(name if name in form.fields else None, error)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PERFORMANCE)
def assess(request, snapshot_id, scorecard_code, row_code):
    snapshot = _frozen(request, snapshot_id, scorecard_code)
    scorecard = load_scorecard(scorecard_code, snapshot.as_of)
    if row_code not in scorecard.row_by_code:
        raise Http404(_("The scorecard has no such row."))
    known = snapshot.assessments.filter(scorecard_code=scorecard_code, row_code=row_code).first()
    initial = {"band": known.band, "percent": known.share * 100, "reason": known.reason} if known else {}
    return _row_form(
        request,
        AssessmentForm(request.POST or None, initial=initial, scorecard=scorecard),
        title=in_language(scorecard.row_by_code[row_code].name),
        save=lambda values: operations.assess(
            snapshot=snapshot,
            scorecard_code=scorecard_code,
            row_code=row_code,
            band=values["band"],
            share=values["percent"] / 100,
            reason=values["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        snapshot=snapshot,
        scorecard_code=scorecard_code,
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PERFORMANCE)
def explain(request, snapshot_id, scorecard_code, row_code):
    snapshot = _frozen(request, snapshot_id, scorecard_code)
    scorecard = load_scorecard(scorecard_code, snapshot.as_of)
    if row_code not in scorecard.row_by_code:
        raise Http404(_("The scorecard has no such row."))
    known = snapshot.causes.filter(scorecard_code=scorecard_code, row_code=row_code).first()
    return _row_form(
        request,
        CauseForm(request.POST or None, instance=known),
        title=_("Cause of the deviation: %(row)s")
        % {"row": in_language(scorecard.row_by_code[row_code].name)},
        save=lambda values: operations.explain_deviation(
            snapshot=snapshot,
            scorecard_code=scorecard_code,
            row_code=row_code,
            text=values["text"],
            by=request.user,
            at=timezone.now(),
        ),
        snapshot=snapshot,
        scorecard_code=scorecard_code,
    )


@require_GET
@needs(Right.READ_PERFORMANCE)
def assessment(request, assessment_id):
    """A judgement with its evidence: a row judged by a person counts only when a document stands behind it."""
    found = get_object_or_404(queries.visible_assessments(request.user), pk=assessment_id)
    scorecard = load_scorecard(found.scorecard_code, found.snapshot.as_of)
    band = scorecard.band_by_code[found.band]
    facts = [
        Fact(
            _("Scorecard"),
            in_language(scorecard.title),
            reverse("performance:score-sheet", args=[found.snapshot_id, found.scorecard_code]),
        ),
        Fact(_("Band"), in_language(band.name)),
        Fact(_("Share of the points (%)"), f"{found.share * 100:.2f}"),
        Fact(_("Reason"), found.reason),
        Fact(_("Judged by"), found.by),
    ]
    context = {
        "title": in_language(scorecard.row_by_code[found.row_code].name),
        "record": found,
        "record_kind": "performance.assessment",
        "facts": facts,
    }
    return render(request, "performance/record.html", context)
