"""Scans, batches and devices as a person may see them."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from ..models import Device, Parcel, PushedStatus, Scan, ScanBatch, Subscription
from ._parcels import visible_to


def scans_visible_to(user: User) -> QuerySet[Scan]:
    """Scans made at the person's places; for the county's offices all of them."""
    scans = Scan.objects.select_related("place", "parcel", "batch__device", "batch__sent_by", "annulment")
    if not user.may(Right.READ_PARCELS):
        return scans.none()
    return scans.filter(scope_of(user).divisions("place__division__code"))


def batches_visible_to(user: User) -> QuerySet[ScanBatch]:
    """Batches that the person sent or that a device at their places sent."""
    batches = ScanBatch.objects.select_related("device__station", "sent_by")
    if not user.may(Right.READ_PARCELS):
        return batches.none()
    if scope_of(user).everywhere:
        return batches
    return batches.filter(sent_by=user) | batches.filter(
        scope_of(user).divisions("device__station__division__code")
    )


def devices_visible_to(user: User) -> QuerySet[Device]:
    """Devices at the person's places, for whoever manages or reads them."""
    devices = Device.objects.select_related("station", "issued_by")
    if not user.may(Right.READ_PARCELS):
        return devices.none()
    return devices.filter(scope_of(user).divisions("station__division__code"))


def device_with_key_hash(key_hash: str) -> Device | None:
    """The device with this key; revoked ones too, so that they can be told why they are refused."""
    return Device.objects.select_related("station", "issued_by").filter(key_hash=key_hash).first()


def subscriptions_visible_to(user: User) -> QuerySet[Subscription]:
    """Who hears of movements is the matter of whoever manages devices."""
    subscriptions = Subscription.objects.select_related("added_by")
    return subscriptions if user.may(Right.MANAGE_DEVICES) else subscriptions.none()


def with_waiting(subscriptions: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """With the number of messages that wait for each."""
    waits = Q(deliveries__delivered_at=None, deliveries__given_up_at=None, deliveries__isnull=False)
    return subscriptions.annotate(waiting_count=Count("deliveries", filter=waits))


def numbers_of(parcels: Iterable[int]) -> dict[int, str]:
    """The waybill numbers of parcels that a finding names: whoever may count a place may know what it counts."""
    return dict(Parcel.objects.filter(pk__in=list(parcels)).values_list("pk", "number"))


def parcels_meant(user: User, scan: Scan) -> QuerySet[Parcel]:
    """The parcels that a scan which waits for its parcel may mean."""
    return visible_to(user).filter(number=scan.number).order_by("carrier")


def pushed_statuses(parcel: Parcel) -> QuerySet[PushedStatus]:
    """What tracking services say of a parcel; where a push names no carrier that is known, the number decides."""
    told = PushedStatus.objects.filter(number=parcel.number, carrier__in=("", parcel.carrier))
    return told.select_related("message")
