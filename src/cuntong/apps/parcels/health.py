from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.desk.formats import Mark, local_date
from cuntong.apps.places.health import HealthSign, Reading, declare
from cuntong.apps.places.models import Station
from cuntong.rulebooks import load_parcel_rules

from .models import Scan


def _last_scans(station_ids: Sequence[int], today: date) -> dict[int, Reading]:
    scans = Scan.objects.filter(place=OuterRef("pk")).order_by("-occurred_at")
    stations = Station.objects.filter(pk__in=station_ids).annotate(
        last=Subquery(scans.values("occurred_at")[:1])
    )
    quiet_days = load_parcel_rules(today).limit("QUIET_STATION").count
    return {
        key: _reading(timezone.localdate(last), today, quiet_days)
        for key, last in stations.values_list("pk", "last")
        if last is not None
    }


def _reading(day: date, today: date, quiet_days: int) -> Reading:
    fresh = (today - day).days <= quiet_days
    return Reading(
        _("last on %(day)s") % {"day": local_date(day)},
        Mark.DONE if fresh else Mark.LOOK,
        reverse("parcels:parcels"),
        day,
    )


declare(HealthSign("parcels.last_scan", gettext_lazy("Parcel scans"), _last_scans, is_activity=True))
