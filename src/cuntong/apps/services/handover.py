"""What a replaced keeper hands over of the counter: the cash that the journal says is in the drawer."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.apps.inspections.handover import HandoverItem, declare
from cuntong.domain.ledgers import Account

from . import queries

declare(
    HandoverItem(
        "CASH_IN_DRAWER",
        _("Cash in the drawer"),
        lambda station: queries.balances_of(station)[Account.CASH],
        pgettext_lazy("unit", "yuan"),
    )
)
