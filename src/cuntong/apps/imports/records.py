from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import ImportBatch

declare(
    RecordKind(
        code="imports.batch",
        label=_("import"),
        model=ImportBatch,
        visible_to=queries.visible_to,
        read=Right.IMPORT,
        write=Right.IMPORT,
        page="imports:batch",
    )
)
