"""What carriers owe: contracts and their prices, parcels that scans count, and how the ledger stands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Min, Q, QuerySet, Sum
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.parcels.kinds import Direction, ScanKind
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.parcels.queries import scans_that_count
from cuntong.domain.freight import Counted, Entry, EntryKind, Price, Prices

from ..kinds import DisputeOutcome, LineKind, Tier
from ..models import Baseline, Dispute, PriceContract, Statement, StatementLine

_SERVICE = Q(
    parcel__direction=Direction.DOWN,
    place=F("parcel__station"),
    kind__in=(ScanKind.ARRIVED_TOWNSHIP, ScanKind.ARRIVED_VILLAGE),
) | Q(parcel__direction=Direction.UP, kind=ScanKind.ARRIVED_HUB)
"""What a carrier pays for: its parcel came to its own station, or up to the hub."""


def _settles(user: User) -> bool:
    """Prices are between the county and its carriers: whoever settles, and auditors."""
    return user.may(Right.SETTLE) or (user.may(Right.READ_ROUTES) and user.may(Right.READ_FUNDS))


def price_contracts_visible_to(user: User) -> QuerySet[PriceContract]:
    contracts = PriceContract.objects.select_related("signed_by")
    return contracts if _settles(user) else contracts.none()


def statements_visible_to(user: User) -> QuerySet[Statement]:
    statements = Statement.objects.select_related("issued_by")
    return statements if _settles(user) else statements.none()


def disputes_visible_to(user: User) -> QuerySet[Dispute]:
    disputes = Dispute.objects.select_related("line__statement", "line__parcel", "opened_by", "decided_by")
    return disputes if _settles(user) else disputes.none()


def baselines_visible_to(user: User) -> QuerySet[Baseline]:
    baselines = Baseline.objects.select_related("recorded_by")
    return baselines if _settles(user) else baselines.none()


def prices_of(carrier: str) -> list[Prices]:
    """The contracts of a carrier as the domain reckons with them."""
    contracts = PriceContract.objects.filter(carrier=carrier).prefetch_related("prices").order_by("from_date")
    return [
        Prices(
            from_date=contract.from_date,
            to_date=contract.to_date,
            minimum_yuan=contract.minimum_yuan,
            by_kind={
                (one.direction, one.tier): Price(one.yuan_per_parcel, one.yuan_per_kg)
                for one in contract.prices.all()
            },
        )
        for contract in contracts
    ]


def counted_parcels(carrier: str, until: date) -> Iterator[Counted]:
    """The carrier's parcels that scans say were brought to their own station, or up to the hub, by the end of a day.

    The first such scan that counts tells the day. A parcel whose charge was contested and the carrier was right is left
    out for good.
    """
    end = datetime.combine(until + timedelta(days=1), time(), timezone.get_default_timezone())
    scans = scans_that_count().filter(_SERVICE, parcel__carrier=carrier, occurred_at__lt=end).order_by()
    done = dict(scans.values_list("parcel").annotate(Min("occurred_at")))
    waived = Dispute.objects.filter(line__carrier=carrier, outcome=DisputeOutcome.UPHELD)
    parcels = Parcel.objects.filter(carrier=carrier, station__level__in=Tier.values).exclude(
        pk__in=waived.filter(line__parcel__isnull=False).values("line__parcel")
    )
    fields = ("pk", "direction", "station__level", "weight_kg")
    for pk, direction, tier, weight in parcels.order_by("pk").values_list(*fields).iterator():
        if pk in done:
            yield Counted(str(pk), timezone.localdate(done[pk]), direction, tier, weight)


def ledger_of(carrier: str) -> list[Entry]:
    """Every entry of a carrier's ledger; a parcel is known by its key, a topped-up month by its name."""
    lines = StatementLine.objects.filter(carrier=carrier).order_by("pk")
    return [
        Entry(
            str(parcel) if parcel else f"{month:%Y-%m}",
            sequence,
            EntryKind(LineKind(kind).value),
            day,
            amount,
        )
        for parcel, month, sequence, kind, day, amount in lines.values_list(
            "parcel_id", "month", "sequence", "kind", "service_date", "amount_yuan"
        )
    ]


def owed(carrier: str) -> Decimal:
    """What all statements of a carrier add up to."""
    found = StatementLine.objects.filter(carrier=carrier).aggregate(sum=Sum("amount_yuan"))
    return found["sum"] or Decimal(0)


def carriers_with_prices() -> Iterable[str]:
    """The carriers that have a price contract."""
    return PriceContract.objects.order_by("carrier").values_list("carrier", flat=True).distinct()
