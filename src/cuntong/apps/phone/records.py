from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Handset, PhoneEntry

for code, label, model, visible_to, page in (
    ("handset", _("phone"), Handset, queries.handsets_visible_to, "phone:handset"),
    ("entry", _("entry of a phone"), PhoneEntry, queries.entries_visible_to, "phone:entry"),
):
    declare(
        RecordKind(
            code=f"phone.{code}",
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.MANAGE_DEVICES,
            write=Right.MANAGE_DEVICES,
            page=page,
        )
    )
