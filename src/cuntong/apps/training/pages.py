from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.protection import decrypt, mask_id_number, mask_phone
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import figure_number
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, open_list, render_list
from cuntong.apps.places.models import Division

from . import operations, queries
from .forms import CertificateForm, CourseForm, OutcomeForm, SessionForm, SignInForm
from .models import CertificateKind, CourseKind, Organiser, OutcomeKind
from .persons import Person


def _may_write(request) -> bool:
    return request.user.may(Right.WRITE_TRAINING)


def _may_import(request) -> bool:
    return _may_write(request) and request.user.may(Right.IMPORT)


def _import_action(label, sheet: str) -> Action:
    return Action(label, lambda request: reverse("imports:sheet", args=[sheet]), _may_import)


def _townships(request):
    return Division.objects.filter(kind="TOWNSHIP").order_by("code").values_list("code", "name")


SESSIONS = ListPage(
    title=gettext_lazy("Training sessions"),
    columns=[
        Column(gettext_lazy("Title"), "title", Kind.LINK, sortable=True),
        Column(gettext_lazy("Session code"), "code", sortable=True),
        Column(gettext_lazy("Kind"), lambda session: session.course.get_kind_display()),
        Column(gettext_lazy("Organiser"), lambda session: session.get_organiser_display()),
        Column(gettext_lazy("Township"), "township__name", sortable=True),
        Column(gettext_lazy("Held on"), "held_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Hours"), "hours", Kind.NUMBER, decimals=1),
        Column(
            gettext_lazy("Attendances"),
            "attendance_count",
            Kind.NUMBER,
            sortable=True,
            total="attendance_count",
            unit=gettext_lazy("person-times"),
        ),
    ],
    filters=[
        Filter("kind", gettext_lazy("Kind"), apply="course__kind", choices=CourseKind.choices),
        Filter("organiser", gettext_lazy("Organiser"), choices=Organiser.choices),
        Filter("township", gettext_lazy("Township"), apply="township_id", choices=_townships),
        Filter("held", gettext_lazy("Held on"), FilterKind.DATE_RANGE, apply="held_date"),
    ],
    search=("title", "code", "venue"),
    order=("-held_date",),
    empty=gettext_lazy("No session has been recorded. Import the list of sessions, or record one."),
    empty_action=_import_action(gettext_lazy("Import sessions"), "training.sessions"),
    actions=[
        Action(gettext_lazy("Record a session"), "training:session-new", _may_write),
        _import_action(gettext_lazy("Import sign-in sheets"), "training.roster"),
        _import_action(gettext_lazy("Import sessions"), "training.sessions"),
    ],
)


@require_GET
@needs(Right.READ_TRAINING)
def sessions(request):
    return render_list(
        request,
        SESSIONS,
        queries.with_counts(queries.visible_to(request.user)),
        template="training/list.html",
    )


def _sign_in_list(personal: bool) -> ListPage:
    return ListPage(
        title=gettext_lazy("Sign-in rows"),
        columns=[
            Column(
                pgettext_lazy("person", "Name"),
                (lambda row: decrypt(row.trainee.name_encrypted)) if personal else "trainee__label",
                Kind.LINK,
                url=lambda row: row.trainee.get_absolute_url(),
            ),
            Column(gettext_lazy("Phone"), lambda row: mask_phone(decrypt(row.trainee.phone_encrypted))),
            Column(gettext_lazy("Row of the sheet"), "sheet_row", Kind.NUMBER, sortable=True),
        ],
        order=("sheet_row",),
        empty=gettext_lazy("No sign-in row yet. Import the sheet, or add a person below."),
        saved_views=False,
        key="sign-ins",
    )


@require_GET
@needs(Right.READ_TRAINING)
def session(request, session_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=session_id)
    page = _sign_in_list(request.user.may(Right.READ_PERSONAL))
    listing = open_list(request, page, found.attendances.select_related("trainee"))
    context = {
        "title": found.title,
        "record": found,
        "record_kind": "training.session",
        "facts": _session_facts(found),
        "page": page,
        "listing": listing,
        "sign_in_form": SignInForm(),
        "may_write": _may_write(request),
    }
    return render(
        request, "components/list.html" if listing.asked_for_part else "training/session.html", context
    )


def _session_facts(session) -> list[Fact]:
    answers = session.answers.count()
    return [
        Fact(_("Session code"), session.code),
        Fact(_("Course"), session.course, session.course.get_absolute_url()),
        Fact(_("Kind"), session.course.get_kind_display()),
        Fact(_("Organiser"), session.get_organiser_display()),
        Fact(_("Training body"), session.organisation or "—"),
        Fact(_("Held on"), session.held_date),
        Fact(_("Hours"), figure_number(session.hours, 1)),
        Fact(_("Township"), session.township.name if session.township else "—"),
        Fact(_("Venue"), session.venue or "—"),
        Fact(_("Teacher"), session.teacher or "—"),
        Fact(_("Questionnaires"), figure_number(answers)),
    ]


def _form_page(request, form, *, title, save, back):
    """Shows a form; a valid one is saved by `save`, whose refusals come back to their fields."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(saved)
    context = {"form": form, "title": title, "back_url": back, "submit_label": _("Save")}
    return render(request, "desk/form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_TRAINING)
def session_new(request):
    return _form_page(
        request,
        SessionForm(request.POST or None),
        title=_("Record a session"),
        save=lambda values: operations.hold_session(**values, by=request.user, at=timezone.now()),
        back=reverse("training:sessions"),
    )


@require_POST
@needs(Right.WRITE_TRAINING)
def sign_in(request, session_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=session_id)
    form = SignInForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(found)
    person = Person(name=form.cleaned_data["name"], phone=form.cleaned_data["phone"])
    try:
        operations.sign_in(rows=[operations.SignIn(found, person)], by=request.user, at=timezone.now())
        messages.success(request, _("Signed in."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(found)


COURSES = ListPage(
    title=gettext_lazy("Courses"),
    columns=[
        Column(gettext_lazy("Title"), "title", Kind.LINK, sortable=True),
        Column(gettext_lazy("Course code"), "code", sortable=True),
        Column(gettext_lazy("Kind"), lambda course: course.get_kind_display()),
        Column(gettext_lazy("Free and public"), lambda course: _("yes") if course.is_public else "—"),
        Column(gettext_lazy("Published on"), "published_date", Kind.DATE, sortable=True),
        Column(pgettext_lazy("training", "Sessions"), "session_count", Kind.NUMBER, sortable=True),
    ],
    filters=[Filter("kind", gettext_lazy("Kind"), choices=CourseKind.choices)],
    search=("title", "code"),
    order=("code",),
    empty=gettext_lazy("No course yet."),
    actions=[
        Action(gettext_lazy("Add a course"), "training:course-new", _may_write),
        _import_action(gettext_lazy("Import courses"), "training.courses"),
    ],
)


@require_GET
@needs(Right.READ_TRAINING)
def courses(request):
    return render_list(request, COURSES, queries.visible_courses(request.user), template="training/list.html")


@require_GET
@needs(Right.READ_TRAINING)
def course(request, course_id):
    found = get_object_or_404(queries.visible_courses(request.user), pk=course_id)
    held = queries.with_counts(queries.visible_to(request.user).filter(course=found))
    facts = [
        Fact(_("Course code"), found.code),
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Free and public"), _("yes") if found.is_public else _("no")),
        Fact(_("Published on"), found.published_date or "—"),
        Fact(_("Public address"), found.public_url or "—", found.public_url),
    ]
    context = {
        "title": found.title,
        "record": found,
        "record_kind": "training.course",
        "facts": facts,
        "sessions": held,
    }
    return render(request, "training/course.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_TRAINING)
def course_new(request):
    return _form_page(
        request,
        CourseForm(request.POST or None),
        title=_("Add a course"),
        save=lambda values: operations.create_course(**values, by=request.user, at=timezone.now()),
        back=reverse("training:courses"),
    )


TRAINEES = ListPage(
    title=gettext_lazy("Trainees"),
    columns=[
        Column(pgettext_lazy("person", "Name"), "label", Kind.LINK),
        Column(
            gettext_lazy("Attendances"),
            "attendance_count",
            Kind.NUMBER,
            sortable=True,
            total="attendance_count",
            unit=gettext_lazy("person-times"),
        ),
        Column(gettext_lazy("First session"), "first_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Latest session"), "latest_date", Kind.DATE, sortable=True),
    ],
    note=gettext_lazy("Each person stands here once, however many sessions they came to."),
    order=("-attendance_count",),
    empty=gettext_lazy("Nobody has signed in yet."),
)


@require_GET
@needs(Right.READ_TRAINING)
def trainees(request):
    return render_list(
        request, TRAINEES, queries.visible_trainees(request.user), template="training/list.html"
    )


@require_GET
@needs(Right.READ_TRAINING)
def trainee(request, trainee_id):
    found = get_object_or_404(queries.visible_trainees(request.user), pk=trainee_id)
    attended = queries.visible_attendances(request.user).filter(trainee=found).order_by("-session__held_date")
    name = decrypt(found.name_encrypted) if request.user.may(Right.READ_PERSONAL) else found.label
    facts = [
        Fact(pgettext("person", "Name"), name),
        Fact(_("Phone"), mask_phone(decrypt(found.phone_encrypted)) or "—"),
        Fact(_("ID number"), mask_id_number(decrypt(found.id_number_encrypted)) or "—"),
        Fact(_("Attendances"), figure_number(found.attendance_count)),
    ]
    context = {
        "title": name,
        "actions": _trainee_actions(request, found),
        "facts": facts,
        "attended": attended[:200],
        "neighbours": [
            *[Fact(one, one.outcome_date, one.get_absolute_url()) for one in found.outcomes.all()],
            *[Fact(one, one.issued_date, one.get_absolute_url()) for one in found.certificates.all()],
        ],
    }
    return render(request, "training/trainee.html", context)


def _trainee_actions(request, trainee) -> list:
    if not _may_write(request):
        return []
    addresses = {
        "training:outcome-new": gettext_lazy("Record an outcome"),
        "training:certificate-new": gettext_lazy("Record a certificate"),
    }
    return [(Action(label, name), reverse(name, args=[trainee.pk])) for name, label in addresses.items()]


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_TRAINING)
def outcome_new(request, trainee_id):
    found = get_object_or_404(queries.visible_trainees(request.user), pk=trainee_id)
    return _form_page(
        request,
        OutcomeForm(request.POST or None),
        title=_("Record an outcome of training: %(name)s") % {"name": found.label},
        save=lambda values: operations.record_outcome(
            trainee=found, **values, by=request.user, at=timezone.now()
        ),
        back=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_TRAINING)
def certificate_new(request, trainee_id):
    found = get_object_or_404(queries.visible_trainees(request.user), pk=trainee_id)
    return _form_page(
        request,
        CertificateForm(request.POST or None),
        title=_("Record a certificate: %(name)s") % {"name": found.label},
        save=lambda values: operations.record_certificate(
            trainee=found, **values, by=request.user, at=timezone.now()
        ),
        back=found.get_absolute_url(),
    )


OUTCOMES = ListPage(
    title=gettext_lazy("Outcomes of training"),
    columns=[
        Column(pgettext_lazy("person", "Name"), "trainee__label", Kind.LINK),
        Column(gettext_lazy("Kind"), lambda outcome: outcome.get_kind_display()),
        Column(gettext_lazy("Date"), "outcome_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Proof and particulars"), "note"),
    ],
    filters=[
        Filter("kind", gettext_lazy("Kind"), choices=OutcomeKind.choices),
        Filter("date", gettext_lazy("Date"), FilterKind.DATE_RANGE, apply="outcome_date"),
    ],
    order=("-outcome_date",),
    empty=gettext_lazy("No outcome yet. Open a trainee and record what they did with what they learnt."),
    actions=[_import_action(gettext_lazy("Import outcomes"), "training.outcomes")],
)


@require_GET
@needs(Right.READ_TRAINING)
def outcomes(request):
    return render_list(
        request, OUTCOMES, queries.visible_outcomes(request.user), template="training/list.html"
    )


@require_GET
@needs(Right.READ_TRAINING)
def outcome(request, outcome_id):
    found = get_object_or_404(queries.visible_outcomes(request.user), pk=outcome_id)
    facts = [
        Fact(_("Trainee"), found.trainee, found.trainee.get_absolute_url()),
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Date"), found.outcome_date),
        Fact(_("Proof and particulars"), found.note),
    ]
    context = {
        "title": found.get_kind_display(),
        "record": found,
        "record_kind": "training.outcome",
        "facts": facts,
    }
    return render(request, "training/record.html", context)


CERTIFICATES = ListPage(
    title=gettext_lazy("Certificates"),
    columns=[
        Column(gettext_lazy("Certificate number"), "number", Kind.LINK),
        Column(gettext_lazy("Kind"), lambda certificate: certificate.get_kind_display()),
        Column(pgettext_lazy("person", "Name"), "trainee__label"),
        Column(gettext_lazy("Issued on"), "issued_date", Kind.DATE, sortable=True),
    ],
    filters=[Filter("kind", gettext_lazy("Kind"), choices=CertificateKind.choices)],
    search=("number",),
    order=("-issued_date",),
    empty=gettext_lazy("No certificate yet."),
    actions=[_import_action(gettext_lazy("Import certificates"), "training.certificates")],
)


@require_GET
@needs(Right.READ_TRAINING)
def certificates(request):
    return render_list(
        request, CERTIFICATES, queries.visible_certificates(request.user), template="training/list.html"
    )


@require_GET
@needs(Right.READ_TRAINING)
def certificate(request, certificate_id):
    found = get_object_or_404(queries.visible_certificates(request.user), pk=certificate_id)
    facts = [
        Fact(_("Certificate number"), found.number),
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Trainee"), found.trainee, found.trainee.get_absolute_url()),
        Fact(_("Issued on"), found.issued_date),
    ]
    context = {"title": found, "record": found, "record_kind": "training.certificate", "facts": facts}
    return render(request, "training/record.html", context)
