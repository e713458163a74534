"""The router, and how refusals are said."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from ninja import Router, Schema
from ninja.errors import HttpError

router = Router(tags=["routes"])


class RefusalOut(Schema):
    detail: str


REFUSALS = dict.fromkeys((400, 401, 403, 404, 422, 429), RefusalOut)


def answered(endpoint: Callable) -> Callable:
    """Says refusals of the operations as JSON: 403 for what the caller may not do, 422 for what cannot be."""

    @wraps(endpoint)
    def guarded(request, *args, **kwargs):
        try:
            return endpoint(request, *args, **kwargs)
        except PermissionDenied as refusal:
            raise HttpError(403, str(refusal)) from None
        except ValidationError as refusal:
            raise HttpError(422, "; ".join(refusal.messages)) from None

    return guarded
