"""Webhooks: what becomes of parcels is told to whoever an officer entered, signed, until it is taken or given up.

Note [Outgoing messages]
A message is a row written in the transaction that moves the parcels, with the job that carries it: it exists exactly
when the movement exists. The job tries what waits for a subscription, oldest first, and stops at the first that is
not taken, so that messages arrive in order. What still waits after the last try of a job is tried again with the next
movement, or when somebody asks for it; after `DELIVERY_TRIES` it is given up. A listener may get a message twice
(its answer was lost) and tells by the id.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt, encrypt
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.jobs.operations import Progress
from cuntong.rulebooks import load_parcel_rules

from ..models import Delivery, Subscription
from ..outgoing import Answer, check_url
from ._states import Move

DELIVER = "parcels.deliver"
Send = Callable[[str, bytes, dict[str, str]], Answer]


@transaction.atomic
def subscribe(*, name: str, url: str, by: User, at: datetime) -> tuple[Subscription, str]:
    """Enters an address that hears of every movement, and returns it with its secret, which nobody can read again.

    Raises:
        ValidationError: the name is empty or taken; the address is none, or no address of the outside world.
    """
    require(by, Right.MANAGE_DEVICES)
    check_url(url)
    secret = secrets.token_urlsafe(32)
    subscription = Subscription(
        name=name.strip(), url=url, secret_encrypted=encrypt(secret), added_by=by, added_at=at
    )
    subscription.full_clean(exclude=["added_by"], validate_unique=False)
    try:
        with transaction.atomic():
            subscription.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"name": _("Another subscription has this name.")}) from None
    evidence.record(verb="register", record=subscription, change={"url": url}, by=by, at=at)
    return subscription, secret


@transaction.atomic
def end_subscription(*, subscription: Subscription, by: User, at: datetime) -> Subscription:
    """Sends nothing more there; what waits is given up. Doing it again changes nothing."""
    require(by, Right.MANAGE_DEVICES)
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.ended_at is None:
        _waiting(subscription).update(given_up_at=at)
        subscription.ended_at = at
        subscription.save(update_fields=["ended_at"])
        evidence.record(verb="withdraw", record=subscription, change={"url": subscription.url}, by=by, at=at)
    return subscription


def tell(moves: Sequence[Move], *, by: User, at: datetime) -> None:
    """Queues what has moved for every subscription, in the caller's transaction."""
    if not moves:
        return
    listening = list(Subscription.objects.filter(ended_at=None).values_list("pk", flat=True))
    if not listening:
        return
    body = json.dumps({"parcels": [_said(move) for move in moves]}, ensure_ascii=False)
    Delivery.objects.bulk_create(
        Delivery(subscription_id=subscription, body=body, queued_at=at) for subscription in listening
    )
    _carry(listening, by, at)


def _carry(subscriptions: Iterable[int], by: User, at: datetime) -> None:
    """Starts a job for each subscription that has none waiting.

    A waiting job is locked until our commit, so it cannot begin before it sees what was queued here.
    """
    queued = Job.objects.select_for_update().filter(kind=DELIVER, state=Job.State.QUEUED)
    carried = {job.arguments["subscription_id"] for job in queued}
    for subscription in set(subscriptions) - carried:
        jobs.start(kind=DELIVER, arguments={"subscription_id": subscription}, by=by, at=at)


@transaction.atomic
def deliver_again(*, subscription: Subscription, by: User, at: datetime) -> None:
    """Tries what waits for a subscription now."""
    require(by, Right.MANAGE_DEVICES)
    if _waiting(subscription).exists():
        _carry([subscription.pk], by, at)


def _said(move: Move) -> dict:
    """What outsiders learn of a parcel: its number and where it stands, nothing of its recipient."""
    moved_at = move.position.moved_at
    return {
        "carrier": move.parcel.carrier,
        "number": move.parcel.number,
        "state": str(move.position.state),
        "place": move.position.place,
        "moved_at": moved_at.isoformat() if moved_at else None,
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256, in hexadecimal, over the timestamp, a full stop and the body."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()


def deliver(
    *,
    subscription_id: int,
    progress: Progress,
    send: Send,
    pause: Callable[[float], object],
    pauses: Iterable[float] = (),
) -> dict:
    """Sends what waits for a subscription, in order; after a failure it pauses and tries on, as often as `pauses` says.

    Each try is one transaction that leaves its mark, so that a job done twice sends twice at most what was under way.
    """
    sent, left = 0, list(pauses)
    while True:
        delivery = _waiting(Subscription(pk=subscription_id)).select_related("subscription").first()
        if delivery is None:
            return {"sent": sent}
        if _try(delivery, progress, send):
            sent += 1
        elif left:
            pause(left.pop(0))
        else:
            return {"sent": sent, "waiting": _waiting(delivery.subscription).count()}


def _waiting(subscription: Subscription):
    return Delivery.objects.filter(
        subscription=subscription.pk, delivered_at=None, given_up_at=None, subscription__ended_at=None
    )


def _try(delivery: Delivery, progress: Progress, send: Send) -> bool:
    """One try; True where the listener took the message, or where it was the last and the next may follow."""
    now = progress.clock()
    body, timestamp = delivery.body.encode(), str(int(now.timestamp()))
    secret = decrypt(delivery.subscription.secret_encrypted)
    headers = {
        "Content-Type": "application/json",
        "Cuntong-Delivery": str(delivery.key),
        "Cuntong-Timestamp": timestamp,
        "Cuntong-Signature": f"sha256={signature(secret, timestamp, body)}",
    }
    answer = send(delivery.subscription.url, body, headers)
    most = load_parcel_rules(now.date()).limit("DELIVERY_TRIES").count
    with progress.hold():
        kept = Delivery.objects.select_for_update().get(pk=delivery.pk)
        kept.attempts += 1
        kept.last_answer = answer.words[:200]
        if answer.taken:
            kept.delivered_at = now
        elif kept.attempts >= most:
            kept.given_up_at = now
        kept.save(update_fields=["attempts", "last_answer", "delivered_at", "given_up_at"])
    return answer.taken or kept.given_up_at is not None
