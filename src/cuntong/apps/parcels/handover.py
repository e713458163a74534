"""What a replaced keeper hands over of parcels: everything that the scans say lies at the station."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.apps.inspections.handover import HandoverItem, declare

from . import queries

declare(
    HandoverItem(
        "PARCELS_ON_SHELF",
        _("Parcels at the station"),
        lambda station: queries.lying_at(station).count(),
        pgettext_lazy("unit", "parcels"),
    )
)
