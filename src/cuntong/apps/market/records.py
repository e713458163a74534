from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Exhibit, Fair, Firm, Livestream, Shop, Tenancy

for code, label, model, visible_to, page in (
    ("market.firm", _("firm"), Firm, queries.visible_firms, "market:firm"),
    ("market.tenancy", _("tenancy"), Tenancy, queries.visible_tenancies, "market:tenancy"),
    ("market.shop", _("shop"), Shop, queries.visible_shops, "market:shop"),
    ("market.livestream", _("livestream"), Livestream, queries.visible_livestreams, "market:livestream"),
    ("market.fair", _("fair"), Fair, queries.visible_fairs, "market:fair"),
    ("market.exhibit", _("product shown"), Exhibit, queries.visible_exhibits, "market:exhibit"),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_MARKET,
            write=Right.WRITE_MARKET,
            page=page,
        )
    )
