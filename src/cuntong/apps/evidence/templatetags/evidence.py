"""What every record page shows about proof: its documents, and the trail of what was done to it."""

from django import template

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import queries
from cuntong.apps.evidence.kinds import RECORD_KINDS

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
        "back": request.get_full_path(),
        "request": request,
    }


@register.inclusion_tag("evidence/trail_panel.html", takes_context=True)
def trail(context, record_kind: str, record_id):
    entries = queries.trail_of(record_kind, record_id)[:50]
    return {
        "entries": [{"entry": entry, "change": queries.change_of(entry)} for entry in entries],
        "may_read": context["request"].user.may(Right.READ_TRAIL),
    }
