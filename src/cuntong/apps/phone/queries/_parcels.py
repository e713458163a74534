"""The part of a day's pack that parcels fill: what comes, what waits, the shelves, and the carriers' number patterns."""

from datetime import datetime
from itertools import chain

from django.db.models import Prefetch, QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.parcels import queries as parcels
from cuntong.apps.parcels.carriers import CARRIERS
from cuntong.apps.parcels.models import Notice, Parcel, PickupCode, ShelfPlan
from cuntong.apps.places.models import Station

MOST_PARCELS = 1_500
_STATIONS_SHOWN = 200


def stations(user: User) -> QuerySet[Station]:
    return parcels.counters_of(user).select_related("division").order_by("level", "code")[:_STATIONS_SHOWN]


def rows(user: User, station: Station, at: datetime) -> dict[str, dict]:
    """Parcels of a station and what their counter needs, by key; recipients masked."""
    if not user.may(Right.SCAN) or not scope_of(user).covers(station.division_id):
        return {}
    shelf = ShelfPlan.objects.filter(station=station).first() or ShelfPlan(station=station)
    plan = {
        "format": shelf.code_format,
        "shelves": shelf.shelf_count,
        "layers": shelf.layer_count,
        "last_shelf": shelf.last_shelf,
        "last_layer": shelf.last_layer,
        "level": station.level,
    }
    return {
        "shelf": plan,
        **{f"carrier:{code}": _carrier(code) for code in CARRIERS},
        **_parcel_rows(station, at),
    }


def _carrier(code: str) -> dict:
    carrier = CARRIERS[code]
    return {
        "code": code,
        "zh": carrier.name.zh,
        "en": carrier.name.en,
        "patterns": list(carrier.number_patterns),
    }


def _parcel_rows(station: Station, at: datetime) -> dict[str, dict]:
    overdue = set(parcels.return_list(at).filter(station=station).values_list("parcel_id", flat=True))
    lists = (
        ("COMING", parcels.on_the_way_to(station)),
        ("ELSEWHERE", parcels.not_here_yet(station)),
        ("HERE", parcels.lying_at(station).order_by("-moved_at", "pk")),
    )
    found = [
        (where, parcel) for where, query in lists for parcel in _with_codes(query, station)[:MOST_PARCELS]
    ]
    agreed = parcels.agreed_phones([parcel for _where, parcel in found], station)
    return {
        f"parcel:{parcel.pk}": _row(parcel, where, parcel.pk in overdue, parcel.phone_hash in agreed)
        for where, parcel in found
    }


def _with_codes(query: QuerySet[Parcel], station: Station) -> QuerySet[Parcel]:
    notices = Prefetch("notices", queryset=Notice.objects.order_by("queued_at", "pk"), to_attr="told")
    live = PickupCode.objects.filter(released_at=None, station=station).prefetch_related(notices)
    return query.select_related("station").prefetch_related(
        Prefetch("pickup_codes", queryset=live, to_attr="live_codes")
    )


def _row(parcel: Parcel, where: str, is_overdue: bool, agreed: bool) -> dict:
    code = next(iter(parcel.live_codes), None)
    told = list(chain.from_iterable([[one.kind, one.state] for one in code.told])) if code else []
    row = {
        "carrier": parcel.carrier,
        "number": parcel.number,
        "where": where,
        "direction": parcel.direction,
        "recipient": parcel.recipient,
        "phone": parcel.phone,
        "code": code.code if code else "",
        "since": (code.given_at if code else parcel.moved_at or parcel.registered_at).isoformat(),
        "told": told,
        "overdue": is_overdue,
        "agreed": agreed,
    }
    return {key: value for key, value in row.items() if value not in ("", [], False)}
