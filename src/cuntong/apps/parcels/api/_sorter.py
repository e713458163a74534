"""The sorter's protocol: parcel detected → chute; sorting completed → scans."""

from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import P, PathEx, Query, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from .. import operations, queries
from ..kinds import Completed, NoChute, Outcome
from ..models import Device
from ._doors import DEVICE_OR_PERSON, REFUSALS, answered, body_of, json_body, router, sender

Carrier = Annotated[str, Field(pattern=r"^[0-9A-Z_]{0,12}$")]
Number = PathEx[str, P(pattern=r"^[0-9A-Za-z-]{1,40}$")]
SortPass = Annotated[int, Field(ge=1, le=9)]


class ChuteOut(Schema):
    number: str
    chute: int
    station: str
    passes: int
    refusal: Literal[tuple(NoChute.values)] | None
    reason: str


class ChuteQuery(Schema):
    carrier: Carrier = ""
    sort_pass: SortPass = 1


@router.get(
    "/chutes/{number}", auth=DEVICE_OR_PERSON, response={200: ChuteOut, 409: REFUSALS[400], **REFUSALS}
)
@answered
def chute(request, number: Number, query: Query[ChuteQuery]):
    """The chute of a parcel in a pass. What nobody can place goes to the reject chute, with the reason; 409 without a plan."""
    if isinstance(request.auth, Device):
        operations.check_sorter(request.auth)
    else:
        require(request.auth, Right.WRITE_PARCELS)
    found = queries.chutes_of_today(timezone.now()).answer(number.upper(), query.carrier, query.sort_pass)
    if found is None:
        raise HttpError(409, _("No sort plan has been made for today."))
    return {
        "number": number,
        "chute": found.chute,
        "station": found.station,
        "passes": found.passes,
        "refusal": found.refusal.value if found.refusal else None,
        "reason": str(found.refusal.label) if found.refusal else "",
    }


class CompletedIn(BaseModel):
    """What became of one parcel; without a chute it fell into none."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: UUID
    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,40}$")]
    chute: Annotated[int, Field(ge=1, le=9999)] | None
    occurred_at: AwareDatetime
    carrier: Carrier = ""
    sort_pass: SortPass = 1
    place: Annotated[str, Field(pattern=r"^[^\x00-\x1f]{0,40}$")] = ""


class CompletedBatchIn(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    id: UUID
    completed: Annotated[list[CompletedIn], Field(min_length=1, max_length=1000)]


class WrongOut(Schema):
    id: UUID
    number: str
    belongs_into: int


class CompletedOut(Schema):
    id: UUID
    counted: int
    aside: int
    refused: int
    wrong: list[WrongOut]


@router.post(
    "/sorted",
    auth=DEVICE_OR_PERSON,
    response={200: CompletedOut, **REFUSALS},
    openapi_extra=json_body(CompletedBatchIn),
)
@answered
def sorting_completed(request):
    """Takes in what the sorter did: what fell into its chute was sorted; what fell elsewhere is a problem and is named."""
    batch = body_of(request, CompletedBatchIn)
    completed = [
        Completed(
            one.id, one.number.upper(), one.chute, one.occurred_at, one.carrier, one.sort_pass, one.place
        )
        for one in batch.completed
    ]
    receipt, wrong = operations.complete_sorting(
        batch_id=batch.id, completed=completed, at=timezone.now(), **sender(request)
    )
    return {
        "id": receipt.batch_id,
        "counted": receipt.count(Outcome.COUNTED),
        "aside": receipt.count(Outcome.ASIDE),
        "refused": receipt.count(Outcome.REFUSED),
        "wrong": [
            {"id": one.id, "number": one.number, "belongs_into": wrong[one.id].chute}
            for one in completed
            if one.id in wrong
        ],
    }
