"""Pushes of the two tracking services, each in its own form, signature and answer.

What their documents say, as far as it was read second-hand, and what is unverified: docs/parcels-interface.md.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone as clock

from .. import operations
from ..kinds import PushService
from ..operations import Pushed
from ._doors import check_rate, check_size, router

MOST_STEPS = 2_000
_CHINA = timezone(timedelta(hours=8))


def _form(*fields: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(fields),
        "properties": {field: {"type": "string"} for field in fields},
    }
    return {
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": schema}},
        }
    }


@router.post(
    "/pushes/kuaidi100", auth=None, openapi_extra=_form("param", "sign"), response={200: dict, 400: dict}
)
def kuaidi100(request):
    """A push of 快递100: form fields `param` (JSON) and `sign`, the MD5 of param and salt in capitals."""
    check_size(request)
    text = request.POST.get("param", "")
    secret = settings.PUSH_SECRETS["kuaidi100"]
    expected = hashlib.md5((text + secret).encode()).hexdigest().upper()
    if not _is_signed(request, request.POST.get("sign", ""), expected, secret):
        return _answer_100(False, "500", "签名错误", status=400)
    try:
        steps = list(_steps_100(_object(text)))[:MOST_STEPS]
    except _Malformed as fault:
        return _answer_100(False, "500", f"内容有误：{fault}", status=400)
    _keep(PushService.KUAIDI100, text, steps)
    return _answer_100(True, "200", "成功")


@router.post(
    "/pushes/kuaidiniao",
    auth=None,
    openapi_extra=_form("RequestData", "DataSign"),
    response={200: dict, 400: dict},
)
def kuaidiniao(request):
    """A push of 快递鸟: form fields `RequestData` (JSON) and `DataSign`, Base64 of the MD5 of data and key."""
    check_size(request)
    text = request.POST.get("RequestData", "")
    secret = settings.PUSH_SECRETS["kuaidiniao"]
    digest = hashlib.md5((text + secret).encode()).hexdigest()
    expected = base64.b64encode(digest.encode()).decode()
    if not _is_signed(request, request.POST.get("DataSign", ""), expected, secret):
        return _answer_niao("", False, "签名错误", status=400)
    try:
        message = _object(text)
        steps = list(_steps_niao(message))[:MOST_STEPS]
    except _Malformed as fault:
        return _answer_niao("", False, f"内容有误：{fault}", status=400)
    _keep(PushService.KUAIDINIAO, text, steps)
    return _answer_niao(_text(message, "EBusinessID"), True, "")


def _is_signed(request, given: str, expected: str, secret: str) -> bool:
    """Without a secret nothing is signed; whoever signs wrongly too often is turned away."""
    if secret and hmac.compare_digest(given.encode(), expected.encode()):
        return True
    check_rate(f"push {request.META.get('REMOTE_ADDR', '')}", "WRONG_KEYS_A_MINUTE")
    return False


def _keep(service: PushService, text: str, steps: list[Pushed]) -> None:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    operations.keep_push(service=service, sha256=sha256, statuses=steps, at=clock.now())


def _answer_100(taken: bool, code: str, message: str, status: int = 200) -> HttpResponse:
    return _json({"result": taken, "returnCode": code, "message": message}, status)


def _answer_niao(business_id: str, taken: bool, reason: str, status: int = 200) -> HttpResponse:
    updated = clock.localtime(clock.now(), _CHINA).strftime("%Y-%m-%d %H:%M:%S")
    body = {"EBusinessID": business_id, "UpdateTime": updated, "Success": taken, "Reason": reason}
    return _json(body, status)


def _json(body: dict, status: int) -> HttpResponse:
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json", status=status)


# --- reading what they send ------------------------------------------------------------------------------------------


class _Malformed(ValueError):
    """The content is not of the service's form; the text says what was expected."""


def _object(text: str) -> dict:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _Malformed("JSON") from None
    if not isinstance(found, dict):
        raise _Malformed("JSON object")
    return found


def _text(holder: dict, name: str) -> str:
    """A text or number as clean text; whatever else stands there is nothing."""
    found = holder.get(name, "")
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return "".join(one for one in str(found)[:200] if one.isprintable())


def _list(holder: dict, name: str) -> list[dict]:
    found = holder.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _Malformed(name)
    return found


def _moment(text: str) -> datetime | None:
    """A time of the services' own clock, which shows Chinese time; None where it is none."""
    try:
        found = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_CHINA)
    except ValueError:
        return None
    return found if found.year >= 2000 else None


def _steps_100(message: dict) -> Iterator[Pushed]:
    result = message.get("lastResult")
    if not isinstance(result, dict):
        raise _Malformed("lastResult")
    carrier, number = _text(result, "com"), _text(result, "nu").strip().upper()
    if not number:
        raise _Malformed("nu")
    steps = _list(result, "data")
    for step in steps:
        if code := _text(step, "statusCode"):
            yield Pushed(carrier, number, code, _moment(_text(step, "ftime") or _text(step, "time")))
    latest = max((at for step in steps if (at := _moment(_text(step, "ftime")))), default=None)
    yield Pushed(carrier, number, _text(result, "state"), latest)


def _steps_niao(message: dict) -> Iterator[Pushed]:
    for waybill in _list(message, "Data"):
        carrier, number = _text(waybill, "ShipperCode"), _text(waybill, "LogisticCode").strip().upper()
        if not number:
            raise _Malformed("LogisticCode")
        steps = _list(waybill, "Traces")
        for step in steps:
            if code := _text(step, "Action"):
                yield Pushed(carrier, number, code, _moment(_text(step, "AcceptTime")))
        latest = max((at for step in steps if (at := _moment(_text(step, "AcceptTime")))), default=None)
        yield Pushed(carrier, number, _text(waybill, "StateEx") or _text(waybill, "State"), latest)
