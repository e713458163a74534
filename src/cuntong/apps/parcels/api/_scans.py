"""Scans from devices and people, and what a sorter asks."""

import json
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Schema
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from .. import operations
from ..kinds import Answer, Aside, Outcome, ScanKind, SentScan
from ._doors import DEVICE_OR_PERSON, REFUSALS, answered, body_of, json_body, router, sender


class ScanIn(BaseModel):
    """One scan. The id is made by whoever scans and stays the same when the scan is sent again."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: UUID
    number: Annotated[
        str, Field(pattern=r"^[0-9A-Za-z-]{1,40}$", description="The waybill number as it was read")
    ]
    kind: Literal[tuple(ScanKind.values)]
    occurred_at: Annotated[
        AwareDatetime, Field(description="When, by the device's clock, with its time zone")
    ]
    carrier: Annotated[
        str, Field(pattern=r"^[0-9A-Z_]{0,12}$", description="Needed for a number that two carriers have")
    ] = ""
    place: Annotated[
        str,
        Field(
            pattern=r"^[^\x00-\x1f]{0,40}$",
            description="The station's code; a device may leave out its own",
        ),
    ] = ""


class BatchIn(BaseModel):
    """Up to 1,000 scans. Sent again under the same id, a batch is answered and changes nothing."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: UUID
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=1000)]


class AnswerOut(Schema):
    id: UUID
    outcome: Literal[tuple(Outcome.values)]
    aside: Literal[tuple(Aside.values)] | None = None
    reason: str = ""


class ReceiptOut(Schema):
    id: UUID
    counted: int
    answers: list[AnswerOut]


@router.post(
    "/scans",
    auth=DEVICE_OR_PERSON,
    response={200: ReceiptOut, **REFUSALS},
    openapi_extra=json_body(BatchIn),
)
@answered
def receive_scans(request):
    """Takes in a batch of scans; each is answered: COUNTED, REPEATED, kept ASIDE or REFUSED, with the reason."""
    batch = body_of(request, BatchIn)
    receipt = operations.receive_scans(
        batch_id=batch.id,
        scans=[
            SentScan(one.id, one.number.upper(), one.kind, one.occurred_at, one.carrier, one.place)
            for one in batch.scans
        ],
        at=timezone.now(),
        **sender(request),
    )
    # Written here: a model for each of a thousand answers would cost more than the scans themselves.
    answers = [_answer(answer) for answer in receipt.answers]
    body = {"id": str(receipt.batch_id), "counted": receipt.count(Outcome.COUNTED), "answers": answers}
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/json")


def _answer(answer: Answer) -> dict:
    if answer.outcome is Outcome.COUNTED or answer.outcome is Outcome.REPEATED:
        return {"id": str(answer.id), "outcome": answer.outcome.value}
    reason = answer.reason or str(answer.aside.label)
    said = {"id": str(answer.id), "outcome": answer.outcome.value, "reason": reason}
    return said | ({"aside": answer.aside.value} if answer.aside else {})
