"""The part of a day's pack that the counter's journal fills: services, group orders with their prices, today's entries, the till."""

from datetime import datetime

from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.apps.services import queries as services
from cuntong.apps.services.kinds import DENOMINATIONS, SERVICES
from cuntong.apps.services.models import GroupOrder, ServiceEntry

MOST_ENTRIES = 200


def rows(user: User, station: Station, at: datetime) -> dict[str, dict]:
    """What a keeper's counter needs for a day, by key; people masked."""
    if not user.may(Right.SERVE) or not services.counters_of(user).filter(pk=station.pk).exists():
        return {}
    today = timezone.localdate(at)
    offers = services.offers_visible_to(user).filter(station=station, to_date=None)
    offered = set(offers.values_list("kind", flat=True))
    entries = services.entries_of_day(user, station, today)
    standing = set(services.live_services(entries).values_list("pk", flat=True))
    return {
        "till": {
            "day": f"{today:%F}",
            "expected": f"{services.cash_on(station, today):.2f}",
            "open_from": f"{services.first_open_day(station, today):%F}",
            "notes": [f"{one}" for one in DENOMINATIONS],
        },
        **{
            f"service:{kind.value}": {"kind": kind.value, "offered": kind.value in offered, "place": place}
            for place, kind in enumerate(SERVICES)
        },
        **{f"group:{one.pk}": _group(one) for one in services.open_groups(station, at)},
        **{f"journal:{one.pk}": _entry(one, one.pk in standing) for one in entries[:MOST_ENTRIES]},
    }


def _group(one: GroupOrder) -> dict:
    return {
        "group": one.pk,
        "goods": one.goods,
        "price": f"{one.price_yuan:.2f}",
        "until": one.cut_off_at.isoformat(),
        "pick_up": f"{one.pick_up_date:%F}",
    }


def _entry(one: ServiceEntry, is_standing: bool) -> dict:
    return {
        "entry": str(one.pk),
        "number": one.number,
        "kind": one.kind,
        "amount": f"{one.amount_yuan:.2f}",
        "person": one.person,
        "subject": one.subject,
        "made_at": one.made_at.isoformat(),
        "reversible": is_standing,
    }
