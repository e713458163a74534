"""The router, and what its endpoints may refuse with."""

from ninja import Router, Schema

router = Router(tags=["routes"])


class RefusalOut(Schema):
    detail: str


REFUSALS = dict.fromkeys((400, 401, 403, 404, 422, 429), RefusalOut)
