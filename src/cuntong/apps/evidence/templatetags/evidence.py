"""What every record page shows about proof: its documents, and the trail of what was done to it."""

from django import template

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.kinds import TrailLine
from cuntong.apps.evidence import queries
from cuntong.apps.evidence.kinds import RECORD_KINDS
from cuntong.apps.evidence.verbs import verb_label

register = template.Library()


@register.inclusion_tag("evidence/panel.html", takes_context=True)
def evidence_panel(context, record_kind: str, record_id):
    request = context["request"]
    kind = RECORD_KINDS[record_kind]
    return {
        "links": queries.evidence_of(record_kind, record_id),
        "record_kind": record_kind,
        "record_id": record_id,
        "may_read": request.user.may(Right.READ_EVIDENCE),
        "may_attach": request.user.may(Right.WRITE_EVIDENCE) and request.user.may(kind.read),
        "names_people": kind.names_people,
        "may_take_off_all": request.user.may(kind.write),
        "back": request.get_full_path(),
        "request": request,
    }


@register.inclusion_tag("evidence/trail_panel.html", takes_context=True)
def trail(context, record_kind: str, record_id):
    if not context["request"].user.may(Right.READ_TRAIL):
        return {"trail": []}
    entries = queries.trail_of(record_kind, record_id)[:50]
    return {"trail": [TrailLine(at=entry.at, who=entry.by, what=_what(entry)) for entry in entries]}


def _what(entry) -> str:
    change = " · ".join(f"{name}: {value}" for name, value in queries.change_of(entry).items())
    return f"{verb_label(entry.verb)} {change}"[:300]
