from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Certificate, Course, Outcome, Session

for code, label, model, visible_to, page in (
    ("training.course", _("course"), Course, queries.visible_courses, "training:course"),
    ("training.session", _("training session"), Session, queries.visible_to, "training:session"),
    (
        "training.certificate",
        _("certificate"),
        Certificate,
        queries.visible_certificates,
        "training:certificate",
    ),
    ("training.outcome", _("outcome of training"), Outcome, queries.visible_outcomes, "training:outcome"),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_TRAINING,
            write=Right.WRITE_TRAINING,
            page=page,
            names_people=code != "training.course",
        )
    )
