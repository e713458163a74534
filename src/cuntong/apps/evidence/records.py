from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right

from . import queries
from .kinds import RecordKind, declare
from .models import Document

declare(
    RecordKind(
        code="evidence.document",
        label=_("document"),
        model=Document,
        visible_to=queries.visible_to,
        read=Right.READ_EVIDENCE,
        write=Right.WRITE_EVIDENCE,
        page="evidence:document",
    )
)
