"""Messages to recipients: queued with what they tell of, sent by the jobs room, tried again, never in a log."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.places.models import Station
from cuntong.rulebooks import ParcelRules, load_parcel_rules

from .. import gateways, queries
from ..carriers import CARRIERS
from ..gateways import Message, NotSent
from ..kinds import NoticeKind, NoticeState
from ..models import Notice, Parcel, PickupCode
from ._counter import open_counter

SENDING = "parcels.send_notices"


def queue_notice(*, code: PickupCode, kind: NoticeKind, by: User, at: datetime) -> Notice:
    """Puts a message in the queue, in the caller's transaction, and asks the jobs room to send it; once for each code."""
    has_phone = bool(queries.phone_to_write_to(decrypt(code.parcel.phone_encrypted)))
    notice, created = Notice.objects.get_or_create(
        pickup_code=code,
        kind=kind,
        defaults={
            "state": NoticeState.WAITING if has_phone else NoticeState.NO_PHONE,
            "queued_at": at,
            "next_try_at": at if has_phone else None,
        },
    )
    if created and has_phone:
        jobs.start(kind=SENDING, arguments={}, by=by, at=at)
    return notice


def send_notices(*, progress) -> dict:
    """Sends what is due, each message under its own lease: a crash lets it be tried again later, under the same id."""
    sent = failed = 0
    while (notice := _take_due(progress)) is not None:
        done = _send(notice, progress)
        sent, failed = sent + done, failed + (not done)
    return {"sent": sent, "failed": failed}


def _take_due(progress) -> Notice | None:
    at = progress.clock()
    rules = load_parcel_rules(timezone.localdate(at))
    with progress.hold():
        due = Notice.objects.filter(state=NoticeState.WAITING, next_try_at__lte=at).order_by(
            "next_try_at", "pk"
        )
        notice = due.select_for_update(skip_locked=True).first()
        if notice is None:
            return None
        notice.next_try_at = at + rules.limit("NOTICE_RETRY").span * 2**notice.attempts
        notice.attempts += 1
        notice.save(update_fields=["attempts", "next_try_at"])
        return notice


def _send(notice: Notice, progress) -> bool:
    at = progress.clock()
    rules = load_parcel_rules(timezone.localdate(at))
    found = Notice.objects.select_related("pickup_code__parcel", "pickup_code__station").get(pk=notice.pk)
    error = ""
    try:
        gateways.send(message_of(found, rules), at=at)
    except NotSent as refusal:
        error = refusal.code
    with progress.hold():
        _note_result(notice.pk, error, rules, progress.clock())
    return not error


def _note_result(key: int, error: str, rules: ParcelRules, at: datetime) -> None:
    notice = Notice.objects.select_for_update().get(pk=key)
    if notice.state != NoticeState.WAITING:  # the parcel left the shelf meanwhile
        return
    notice.gateway, notice.error = gateways.gateway_name(), error
    if not error:
        notice.state, notice.sent_at, notice.next_try_at = NoticeState.SENT, at, None
    elif notice.attempts >= rules.limit("NOTICE_ATTEMPTS").count:
        notice.state, notice.next_try_at = NoticeState.FAILED, None
    notice.save()


def message_of(notice: Notice, rules: ParcelRules) -> Message:
    """What the recipient reads, in the county's language."""
    code = notice.pickup_code
    carrier = CARRIERS.get(code.parcel.carrier)
    template = rules.notice(notice.kind)
    parameters = {
        "station": code.station.name,
        "code": code.code,
        "carrier": carrier.name.zh if carrier else code.parcel.carrier,
        "tail": code.parcel.number[-4:],
        "days": str(rules.limit("RETURN_AFTER").count),
    }
    return Message(
        id=f"notice-{notice.pk}",
        template=template.template,
        phone=queries.phone_to_write_to(decrypt(code.parcel.phone_encrypted)),
        parameters=parameters,
        text=template.text.zh.format(**parameters),
    )


@transaction.atomic
def remind_recipient(*, parcel: Parcel, station: Station, by: User, at: datetime) -> Notice:
    """Queues a reminder to the recipient of a parcel that waits at the keeper's station; a second one changes nothing.

    Raises:
        PermissionDenied: not at this station.
        ValidationError: the parcel waits under no code here.
    """
    open_counter(station, by)
    code = (
        PickupCode.objects.select_related("parcel")
        .filter(parcel=parcel, station=station, released_at=None)
        .first()
    )
    if code is None:
        raise ValidationError(_("This parcel waits under no code here."))
    if found := Notice.objects.filter(pickup_code=code, kind=NoticeKind.REMINDER).first():
        return found
    notice = queue_notice(code=code, kind=NoticeKind.REMINDER, by=by, at=at)
    evidence.record(verb="remind", record=parcel, change={"reminders": 1}, by=by, at=at)
    return notice


@transaction.atomic
def remind(*, by: User, at: datetime) -> int:
    """Queues one reminder for every parcel that has waited longer than the rulebook says, and returns how many."""
    require(by, Right.WRITE_PARCELS)
    codes = list(queries.to_be_reminded(at).select_related("parcel"))
    for code in codes:
        queue_notice(code=code, kind=NoticeKind.REMINDER, by=by, at=at)
    if codes:
        evidence.record(verb="remind", record=codes[0].parcel, change={"reminders": len(codes)}, by=by, at=at)
    return len(codes)
