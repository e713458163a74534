from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import County, Division, Station, StationEvent

for code, label, model, visible_to, page in (
    ("places.county", _("county"), County, queries.counties_visible_to, ""),
    ("places.division", _("division"), Division, queries.divisions_visible_to, "places:division"),
    (queries.STATION_KIND, _("station"), Station, queries.visible_to, "places:station"),
    (queries.EVENT_KIND, _("station event"), StationEvent, queries.events_visible_to, "places:event"),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_PLACES,
            write=Right.WRITE_PLACES,
            page=page,
        )
    )
