"""What is handed over when a keeper is replaced: rooms above declare their items in a module of this name."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Responsibility, User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.places.models import Station


@dataclass(frozen=True)
class HandoverItem:
    """One thing that both keepers count. `count_of` says what the records hold at the station; None: nothing is recorded.

    What no record counts is counted all the same, and what was counted stands as it is.
    """

    code: str
    label: str | Promise
    count_of: Callable[[Station], int | Decimal | None]
    unit: str | Promise = ""


ITEMS: dict[str, HandoverItem] = {}


def declare(item: HandoverItem) -> HandoverItem:
    ITEMS[item.code] = item
    return item


def keepers_of(station: Station):
    """The keepers with an account whose places hold the station's division itself."""
    codes = Responsibility.objects.filter(division_code=station.division_id).values("user")
    return User.objects.filter(pk__in=codes, role=Role.STATION_KEEPER, is_active=True).order_by("pk")


DATA_RIGHTS = declare(
    HandoverItem(
        "DATA_RIGHTS",
        _("Accounts that may enter and see the station's records"),
        lambda station: keepers_of(station).count(),
        _("accounts"),
    )
)
EQUIPMENT = declare(
    HandoverItem("EQUIPMENT", _("Pieces of equipment of the programme"), lambda station: None, _("pieces"))
)
