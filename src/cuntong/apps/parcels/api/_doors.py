"""Who may call, how often, how much, and how a refusal is said: the same for every endpoint of this room."""

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Refusal
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from pydantic import BaseModel, ValidationError

from cuntong.rulebooks import load_parcel_rules

from .. import operations, queries
from ..models import Device

router = Router(tags=["parcels"])
Body = TypeVar("Body", bound=BaseModel)
MOST_BYTES = 512 * 1024
"""A batch of 1,000 scans has about 200 kB."""
_SHOWN_ERRORS = 20


class RefusalOut(Schema):
    detail: str


REFUSALS = dict.fromkeys((400, 401, 403, 413, 422, 429), RefusalOut)


class Limiter:
    """So many calls a minute for each caller, counted in this process in whole minutes.

    Each worker counts for itself: what is meant is to stop a device gone wild, not to bill by the call.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def allows(self, caller: str, most: int) -> bool:
        minute = int(self._clock() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[caller] = self._counts.get(caller, 0) + 1
            return self._counts[caller] <= most


limiter = Limiter()


def check_rate(caller: str, code: str) -> None:
    """Refuses a caller over the rate that the rulebook sets under the code, with 429."""
    most = load_parcel_rules(timezone.localdate()).limit(code).count
    if not limiter.allows(caller, most):
        raise HttpError(
            429, _("Too many requests: at most %(most)s a minute. Wait a minute.") % {"most": most}
        )


class DeviceKey(HttpBearer):
    """`Authorization: Bearer KEY`, the key that was shown when the device was issued."""

    def authenticate(self, request, token: str) -> Device | None:
        device = queries.device_with_key_hash(operations.hash_of_key(token))
        if device is None:
            check_rate(f"stranger {request.META.get('REMOTE_ADDR', '')}", "WRONG_KEYS_A_MINUTE")
            return None
        check_rate(f"device {device.pk}", "REQUESTS_A_MINUTE")
        return device


class SignedIn(SessionAuth):
    """The session of a person who signed in; writing needs the CSRF token as everywhere."""

    def authenticate(self, request, key):
        user = super().authenticate(request, key)
        if user is not None:
            check_rate(f"user {user.pk}", "REQUESTS_A_MINUTE")
        return user


DEVICE_OR_PERSON = [DeviceKey(), SignedIn()]


def sender(request) -> dict[str, Any]:
    """Who sends, as the operations want it: `device=` or `by=`."""
    return {"device": request.auth} if isinstance(request.auth, Device) else {"by": request.auth}


def check_size(request, most_bytes: int = MOST_BYTES) -> None:
    """Refuses a request that says it is larger, with 413, before anything of it is read."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise HttpError(400, _("The request does not say how long it is.")) from None
    if size > most_bytes:
        raise HttpError(
            413,
            _("The request is larger than %(most)s kB. Send fewer at a time.") % {"most": most_bytes // 1024},
        )


def body_of(request, model: type[Body], most_bytes: int = MOST_BYTES) -> Body:
    """The request's JSON as a model.

    Raises:
        HttpError: 413 too large, 400 no JSON, 422 what is wrong where.
    """
    check_size(request, most_bytes)
    try:
        return model.model_validate_json(request.body)
    except ValidationError as refusal:
        errors = refusal.errors(include_url=False, include_input=False, include_context=False)
        if errors[0]["type"] == "json_invalid":
            raise HttpError(400, _("This is not JSON: %(why)s") % {"why": errors[0]["msg"]}) from None
        shown = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors[:_SHOWN_ERRORS]]
        raise HttpError(422, "; ".join(shown)) from None


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """The part of the OpenAPI description that says what an endpoint reads."""
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": _schema_of(model)}}},
    }


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema with what it refers to written out in place."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def written_out(node: Any) -> Any:
        if isinstance(node, list):
            return [written_out(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return written_out(parts[node["$ref"].rpartition("/")[2]])
        return {key: written_out(value) for key, value in node.items()}

    return written_out(schema)


def answered(endpoint: Callable) -> Callable:
    """Says refusals of the operations as JSON: 403 for what the caller may not do, 422 for what cannot be."""

    @wraps(endpoint)
    def guarded(request, *args, **kwargs):
        try:
            return endpoint(request, *args, **kwargs)
        except PermissionDenied as refusal:
            raise HttpError(403, str(refusal)) from None
        except Refusal as refusal:
            raise HttpError(422, "; ".join(refusal.messages)) from None

    return guarded
