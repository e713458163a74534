from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import DayClose, FindingAnswer, GroupOrder, ServiceEntry, ServiceOffer

for code, label, model, visible_to, write, page in (
    ("entry", _("entry at the counter"), ServiceEntry, queries.visible_to, Right.SERVE, "entry"),
    ("day_close", _("day close"), DayClose, queries.closes_visible_to, Right.SERVE, "close-record"),
    ("group_order", _("group order"), GroupOrder, queries.groups_visible_to, Right.SERVE, "group"),
    ("offer", _("service offered"), ServiceOffer, queries.offers_visible_to, Right.SERVE, ""),
    ("finding_answer", _("answer to a finding"), FindingAnswer, queries.answers_visible_to, Right.WRITE_SERVICES, ""),
):  # fmt: skip
    declare(
        RecordKind(
            code=f"services.{code}",
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_SERVICES,
            write=write,
            page=f"services:{page}" if page else "",
            names_people=code == "entry",
        )
    )
