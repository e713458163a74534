from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Parcel

declare(
    RecordKind(
        code="parcels.parcel",
        label=_("parcel"),
        model=Parcel,
        visible_to=queries.visible_to,
        read=Right.READ_PARCELS,
        write=Right.WRITE_PARCELS,
    )
)
