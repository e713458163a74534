"""The inspector's rounds on a phone: today's visits, one part of the checklist a screen, and the keeper's signature."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.domain.inspecting import Position
from cuntong.rulebooks import ChecklistQuestion

from .. import operations, queries
from ..forms import EntryForm, FinishForm
from ..kinds import VisitState
from ..lists import in_language, problem_text
from ..models import Visit
from ..operations import GivenAnswer
from ._form import acting, posted, put, refuse


@require_GET
@needs(Right.INSPECT)
def rounds(request):
    today = timezone.localdate()
    waiting = list(queries.today_of(request.user, today)[:60])
    re_checks = queries.problems_visible_to(request.user).filter(state="REPAIRED")[:30]
    context = {
        "title": _("My rounds"),
        "due": [one for one in waiting if one.planned_date <= today],
        "coming": [one for one in waiting if one.planned_date > today],
        "re_checks": [(one, problem_text(one)) for one in re_checks],
    }
    return render(request, "inspections/rounds.html", context)


def _own(request: HttpRequest, visit_id) -> Visit:
    return get_object_or_404(queries.today_of(request.user, timezone.localdate()), pk=visit_id)


@require_POST
@needs(Right.INSPECT)
def begin(request, visit_id):
    found, form = _own(request, visit_id), EntryForm(request.POST)
    if form.is_valid():
        try:
            operations.begin_visit(
                entry_id=form.cleaned_data["entry_id"],
                visit=found,
                position=_position(request),
                **acting(request),
            )
        except ValidationError as refusal:
            refuse(request, refusal)
    return redirect("inspections:part", found.pk)


def _position(request: HttpRequest) -> Position | None:
    """Where the browser says the phone is; None where it does not say, or says what no place on Earth is."""
    try:
        longitude, latitude, accuracy = (
            float(request.POST[name]) for name in ("longitude", "latitude", "accuracy")
        )
    except (KeyError, ValueError):
        return None
    measured_at = _moment(request.POST.get("measured_at"))
    known = measured_at and -180 <= longitude <= 180 and -90 <= latitude <= 90 and 0 <= accuracy < 1e6
    return Position(longitude, latitude, accuracy, measured_at) if known else None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def part(request, visit_id):
    """One part of the checklist; sent, its answers and pictures are kept and the next part follows."""
    found = _own(request, visit_id)
    if found.state == VisitState.PLANNED:
        context = {"visit": found, "title": found.station.name, "begin_form": EntryForm()}
        return render(request, "inspections/begin.html", context)
    parts = _parts(found)
    codes = [one["code"] for one in parts]
    current = request.GET.get("part", "")
    current = current if current in codes else next((p["code"] for p in parts if not p["done"]), codes[0])
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _keep(request, found, current)
        if not wrong:
            follows = codes.index(current) + 1
            if follows == len(codes):
                return redirect("inspections:finish", found.pk)
            return redirect(f"{reverse('inspections:part', args=[found.pk])}?part={codes[follows]}")
    context = {
        "visit": found,
        "title": found.station.name,
        "parts": parts,
        "current": next(one for one in parts if one["code"] == current),
        "place": codes.index(current) + 1,
        "questions": _questions(request, found, current, wrong),
        "wrong": wrong,
    }
    return render(request, "inspections/part.html", context)


def _parts(found: Visit) -> list[dict]:
    given, asked = queries.answers_of(found), queries.checklist_of(found)
    parts = []
    for dimension in queries.rules_of(found).dimensions:
        codes = [one.code for one in asked if one.dimension == dimension.code]
        if codes:
            answered = sum(code in given for code in codes)
            parts.append(
                {
                    "code": dimension.code,
                    "name": in_language(dimension.name),
                    "answered": answered,
                    "asked": len(codes),
                    "done": answered == len(codes),
                }
            )
    return parts


def _asked(found: Visit, dimension: str) -> list[ChecklistQuestion]:
    return [one for one in queries.checklist_of(found) if one.dimension == dimension]


def _questions(request: HttpRequest, found: Visit, dimension: str, wrong: dict[str, str]) -> list[dict]:
    given = queries.answers_of(found)
    taken = set(found.photos.values_list("question", flat=True))
    return [
        {
            "asked": one,
            "text": in_language(one.text),
            "unit": in_language(one.unit) if one.unit else "",
            "choices": _choices(one),
            "value": request.POST.get(one.code, given[one.code].value if one.code in given else ""),
            "note": request.POST.get(f"note-{one.code}", given[one.code].note if one.code in given else ""),
            "has_photo": one.code in taken,
            "entry_id": uuid4(),
            "photo_id": uuid4(),
            "wrong": wrong.get(one.code, ""),
        }
        for one in _asked(found, dimension)
    ]


def _choices(question: ChecklistQuestion) -> list[tuple[str, str]]:
    if question.kind == "YES_NO":
        return [("YES", _("Yes")), ("NO", _("No"))]
    if question.kind == "PHOTO":
        return [("TAKEN", _("Photo taken")), ("NO", _("Not possible"))]
    return [(choice.code, in_language(choice.label)) for choice in question.choices]


def _keep(request: HttpRequest, found: Visit, dimension: str) -> dict[str, str]:
    """Keeps a part's pictures and answers; what is wrong, by question. Only what has changed becomes a new answer."""
    wrong: dict[str, str] = {}
    for question in _asked(found, dimension):
        try:
            _keep_photo(request, found, question)
            _keep_answer(request, found, question)
        except ValidationError as refusal:
            wrong[question.code] = " ".join(refusal.messages)
    return wrong


def _keep_photo(request: HttpRequest, found: Visit, question: ChecklistQuestion) -> None:
    photo = request.FILES.get(f"photo-{question.code}")
    entry_id = _uuid(request.POST.get(f"photo-id-{question.code}"))
    if photo and entry_id:
        operations.photograph(
            entry_id=entry_id,
            visit=found,
            question=question.code,
            file=photo,
            filename=photo.name,
            **acting(request),
        )


def _keep_answer(request: HttpRequest, found: Visit, question: ChecklistQuestion) -> None:
    value = request.POST.get(question.code, "").strip()
    note = request.POST.get(f"note-{question.code}", "").strip()[:200]
    entry_id = _uuid(request.POST.get(f"entry-{question.code}"))
    if not value or entry_id is None:
        raise ValidationError(_("Answer this question."))
    known = queries.answers_of(found).get(question.code)
    if known and (known.value, known.note) == (value, note):
        return
    seconds = request.POST.get(f"seconds-{question.code}", "")
    given = GivenAnswer(
        entry_id=entry_id,
        question=question.code,
        value=value,
        seconds=min(int(seconds), 86_400) if seconds.isdecimal() and len(seconds) < 9 else 0,
        made_at=timezone.now(),
        note=note,
    )
    operations.answer(visit=found, answers=[given], by=request.user, at=timezone.now())


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def finish(request, visit_id):
    """The end of a visit: what failed, read out to the keeper, who signs or says why not."""
    found = _own(request, visit_id)
    form = posted(request, FinishForm)
    if request.method == "POST" and form.is_valid():
        try:
            done = operations.finish_visit(visit=found, **form.cleaned_data, **acting(request))
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(
                request,
                _("The visit is finished: %(score)s points.") % {"score": f"{done.score.normalize():f}"},
            )
            return redirect(done)
    parts = _parts(found)
    context = {
        "visit": found,
        "title": found.station.name,
        "form": form,
        "parts": parts,
        "missing": [one for one in parts if not one["done"]],
        "failing": [
            (in_language(one.problem), f"{one.points.normalize():f}") for one in queries.failing(found)
        ],
    }
    return render(request, "inspections/finish.html", context)
