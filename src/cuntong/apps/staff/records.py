from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries

declare(
    RecordKind(
        code="staff.account",
        label=_("account"),
        model=User,
        visible_to=queries.visible_to,
        read=Right.MANAGE_ACCOUNTS,
        write=Right.MANAGE_ACCOUNTS,
        page="staff:person",
    )
)
