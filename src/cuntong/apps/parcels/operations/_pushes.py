"""What tracking services push is kept: each message once, its codes in the house's words, no free text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from ..carriers import PUSHED_STATUSES, carrier_named
from ..kinds import PushService
from ..models import PushedMessage, PushedStatus

_NUMBER = re.compile(r"[0-9A-Z-]{1,40}")


@dataclass(frozen=True, slots=True)
class Pushed:
    """One step of one waybill as a service tells it."""

    carrier_named: str
    number: str
    code: str
    occurred_at: datetime | None


@transaction.atomic
def keep_push(*, service: PushService, sha256: str, statuses: Iterable[Pushed], at: datetime) -> bool:
    """Keeps a message and what it says, and returns whether it is new; an equal one changes nothing.

    A number that is not registered is kept as well; what is no waybill number is not. Services send a waybill's whole
    story with every push: a step that is known already is not written again.
    """
    try:
        with transaction.atomic():
            message = PushedMessage.objects.create(service=service, sha256=sha256, received_at=at)
    except IntegrityError:
        return False
    meant = {_status(message, one) for one in statuses if _NUMBER.fullmatch(one.number)}
    told = PushedStatus.objects.filter(
        number__in={fields[2] for fields in meant}, message__service=service
    ).values_list(*_FIELDS)
    fresh = meant - set(told)
    PushedStatus.objects.bulk_create(
        PushedStatus(message=message, **dict(zip(_FIELDS, fields, strict=True)))
        for fields in sorted(fresh, key=str)
    )
    return True


_FIELDS = ("carrier", "carrier_named", "number", "code", "kind", "problem", "occurred_at")


def _status(message: PushedMessage, one: Pushed) -> tuple:
    carrier = carrier_named(one.carrier_named)
    known = PUSHED_STATUSES[message.service].get(one.code)
    return (
        carrier.code if carrier else "",
        one.carrier_named[:40],
        one.number,
        one.code[:10],
        str(known.kind or "") if known else "",
        str(known.problem or "") if known else "",
        one.occurred_at,
    )
