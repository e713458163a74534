from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.desk.formats import Mark, local_date
from cuntong.apps.places.health import HealthSign, Reading, declare
from cuntong.rulebooks import load_service_rules

from . import queries


def _last_entries(station_ids: Sequence[int], today: date) -> dict[int, Reading]:
    quiet_days = load_service_rules(today).limit("QUIET_STATION").count
    return {
        key: Reading(
            _("last on %(day)s") % {"day": local_date(day)},
            Mark.DONE if (today - day).days <= quiet_days else Mark.LOOK,
            reverse("services:month", args=[key, f"{day:%Y-%m}"]),
            day,
        )
        for key, day in queries.last_days(list(station_ids)).items()
    }


declare(HealthSign("services.last_entry", gettext_lazy("Services"), _last_entries, is_activity=True))
