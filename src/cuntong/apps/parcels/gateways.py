"""Gateways that carry notices to recipients: the console for trying out, and any provider that takes signed JSON.

Note [What a provider gets]
POST, application/json: {"id", "template", "to", "parameters": {…}, "text"}. `id` stays the same when a notice is sent
again, so that a provider sends it once. `X-Cuntong-Timestamp` holds Unix seconds, `X-Cuntong-Signature` the hex
HMAC-SHA256, with the shared key, of timestamp, full stop and body. Any answer 2xx means taken.
"""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
_SECONDS_TO_ANSWER = 10


@dataclass(frozen=True)
class Message:
    """One message; `phone` and `text` are personal and stand in no log."""

    id: str
    template: str
    phone: str
    parameters: Mapping[str, str]
    text: str


class NotSent(Exception):
    """The gateway did not take the message; `code` says why without naming anybody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def send_to_console(message: Message, *, at: datetime) -> None:
    """Says in the log that a message went out, and to nobody."""
    log.warning("notice", id=message.id, template=message.template, sent_at=at.isoformat())


def send_by_http(message: Message, *, at: datetime) -> None:
    """Posts the message to the county's provider.

    Raises:
        NotSent: no connection, no answer in time, or an answer other than 2xx.
    """
    body = json.dumps(
        {
            "id": message.id,
            "template": message.template,
            "to": message.phone,
            "parameters": dict(message.parameters),
            "text": message.text,
        },
        ensure_ascii=False,
    ).encode()
    timestamp = str(int(at.timestamp()))
    request = urllib.request.Request(
        settings.NOTICE_URL,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Cuntong-Timestamp": timestamp,
            "X-Cuntong-Signature": signature(timestamp, body, settings.NOTICE_KEY),
        },
    )
    try:
        with _WITHOUT_DETOURS.open(request, timeout=_SECONDS_TO_ANSWER) as answer:
            status = answer.status
    except urllib.error.HTTPError as refusal:
        with refusal:
            status = refusal.code
    except OSError as failure:
        raise NotSent(f"NO_CONNECTION {type(failure).__name__}"[:60]) from failure
    if not 200 <= status < 300:
        raise NotSent(f"HTTP {status}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A recipient's number goes to the address in the settings and nowhere else."""

    def redirect_request(self, *args, **kwargs):
        return None


_WITHOUT_DETOURS = urllib.request.build_opener(_NoRedirect)


def signature(timestamp: str, body: bytes, key: str) -> str:
    """What a provider compares: it proves who sent the body, and when."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


GATEWAYS: dict[str, Callable[..., None]] = {"console": send_to_console, "http": send_by_http}


def send(message: Message, *, at: datetime) -> None:
    """Hands the message to the gateway that the settings name.

    Raises:
        NotSent: the gateway did not take it.
    """
    GATEWAYS[settings.NOTICE_GATEWAY](message, at=at)


def gateway_name() -> str:
    """The gateway in use, as a notice keeps it."""
    return settings.NOTICE_GATEWAY
