"""How often the public tracking page is asked: counted in the database, for all server processes together."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cuntong.apps.accounts.protection import keyed_hash
from cuntong.rulebooks import load_parcel_rules

from ..models import LookUpCount


def may_look_up(*, address: str, number: str, at: datetime) -> bool:
    """Counts one look-up and says whether it is still within what one address, and one waybill number, may ask.

    Counted alike whether there is such a parcel or not, so that a refusal tells nothing either.
    """
    rules = load_parcel_rules(timezone.localdate(at))
    window = rules.limit("TRACKING_WINDOW").span
    start = at - (at - datetime.fromtimestamp(0, tz=at.tzinfo)) % window
    LookUpCount.objects.filter(window_start__lt=start - window).delete()
    from_address = _count(f"address {address}", start)
    of_number = _count(f"number {number}", start)
    return (
        from_address <= rules.limit("TRACKING_FROM_ADDRESS").count
        and of_number <= rules.limit("TRACKING_OF_NUMBER").count
    )


def _count(what: str, start: datetime) -> int:
    key = keyed_hash(what, purpose="look-up")
    row = LookUpCount.objects.filter(key=key, window_start=start)
    if not row.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                LookUpCount.objects.create(key=key, window_start=start, count=1)
        except IntegrityError:  # another process made the row meanwhile
            row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get()
