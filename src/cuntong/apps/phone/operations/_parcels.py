"""Entries of the parcels' counter: each calls the operation that the counter's page calls, with the phone's own id and time."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels import queries as parcel_queries
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.places.models import Station

from ..kinds import Body, EntryKind, Made

Number = Annotated[str, Field(pattern=r"^[0-9A-Z-]{1,40}$")]
Carrier = Annotated[str, Field(pattern=r"^[0-9A-Z_]{0,12}$")]
ShelfNumber = Annotated[int, Field(ge=1, le=99)]


class AtStation(Body):
    station: Annotated[int, Field(ge=1)]


class OfParcel(AtStation):
    number: Number
    carrier: Carrier = ""


class CountBody(AtStation):
    counted: Annotated[int, Field(ge=0, le=2000)]


class ShelveBody(OfParcel):
    shelf: ShelfNumber | None = None
    layer: ShelfNumber | None = None
    reserved: Annotated[int, Field(ge=1, le=9999)] | None = None


class HandOutBody(OfParcel):
    """By the code, or by the end of the phone number with the keeper's word and a picture."""

    typed_code: Annotated[str, Field(max_length=20)] = ""
    phone_tail: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    vouched: bool = False
    photo: UUID | None = None


class BackBody(OfParcel):
    reason: Literal[tuple(sorted(str(one) for one in parcels.SENT_BACK_FOR))]
    note: Annotated[str, Field(max_length=200)] = ""


class TakeInBody(AtStation):
    number: Number
    carrier: Annotated[str, Field(pattern=r"^[0-9A-Z_]{1,12}$")]
    weight_kg: Annotated[Decimal, Field(gt=0, max_digits=7, decimal_places=3)] | None = None


def station_of(by: User, key: int) -> Station:
    """The station at whose counter a person acts.

    Raises:
        PermissionDenied: it is not among theirs.
    """
    station = parcel_queries.counters_of(by).filter(pk=key).first()
    if station is None:
        raise PermissionDenied(_("This station is not among your places."))
    return station


def _said(body: AtStation, made: Made) -> dict[str, Any]:
    return {
        "station": station_of(made.by, body.station),
        "by": made.by,
        "at": made.at,
        "made_at": made.made_at,
    }


def _candidates(body: OfParcel) -> list[Parcel]:
    found = parcel_queries.reachable_at_counter().filter(number=body.number)
    return list(found.filter(carrier=body.carrier) if body.carrier else found)


def _parcel(body: OfParcel) -> Parcel:
    found = _candidates(body)
    if not found:
        raise ValidationError(_("No parcel with the number %(number)s is known.") % {"number": body.number})
    if len(found) > 1:
        raise ValidationError(
            _("Two carriers have the number %(number)s. Say which.") % {"number": body.number}
        )
    return found[0]


def _receive(body: OfParcel, made: Made) -> dict:
    said = _said(body, made)
    if _candidates(body):
        parcels.receive_at_station(parcel=_parcel(body), scan_id=made.entry_id, **said)
        return {}
    return _keep_aside(body, said["station"], made)


def _keep_aside(body: OfParcel, station: Station, made: Made) -> dict:
    """A parcel that no carrier has announced yet: its scan waits for it."""
    scan = SentScan(
        made.entry_id, body.number, parcels.arrival_at(station), made.made_at, body.carrier, station.code
    )
    receipt = parcels.receive_scans(batch_id=made.entry_id, scans=[scan], by=made.by, at=made.at)
    answer = receipt.answers[0]
    return {"aside": str(answer.aside.label)} if answer.aside else {}


def _receive_by_count(body: CountBody, made: Made) -> dict:
    return {
        "received": parcels.receive_by_count(counted=body.counted, act_id=made.entry_id, **_said(body, made))
    }


def _shelve(body: ShelveBody, made: Made) -> dict:
    said = _said(body, made)
    reserved = parcel_queries.reserved_number(said["station"], made.handset_id, body.reserved)
    code = parcels.shelve(
        parcel=_parcel(body),
        scan_id=made.entry_id,
        shelf=body.shelf,
        layer=body.layer,
        reserved=reserved,
        **said,
    )
    return {"code": code.code}


def _hand_out(body: HandOutBody, made: Made) -> dict:
    proof = made.photo(body.photo) if body.photo else None
    done = parcels.hand_out(
        parcel=_parcel(body),
        scan_id=made.entry_id,
        typed_code=body.typed_code,
        phone_tail=body.phone_tail,
        vouched=body.vouched,
        proof=proof,
        **_said(body, made),
    )
    return {"means": done.means}


def _send_back(body: BackBody, made: Made) -> dict:
    parcels.send_back(
        parcel=_parcel(body), kind=body.reason, note=body.note, scan_id=made.entry_id, **_said(body, made)
    )
    return {}


def _return(body: OfParcel, made: Made) -> dict:
    parcels.return_to_carrier(parcel=_parcel(body), scan_id=made.entry_id, **_said(body, made))
    return {}


def _take_in(body: TakeInBody, made: Made) -> dict:
    parcels.take_in(
        carrier=body.carrier,
        number=body.number,
        weight_kg=body.weight_kg,
        scan_id=made.entry_id,
        **_said(body, made),
    )
    return {}


def _remind(body: OfParcel, made: Made) -> dict:
    station = station_of(made.by, body.station)
    notice = parcels.remind_recipient(parcel=_parcel(body), station=station, by=made.by, at=made.at)
    return {"notice": notice.state}


KINDS = tuple(
    EntryKind(code, label, body, Right.SCAN, act)
    for code, label, body, act in (
        ("parcels.receive", gettext_lazy("Parcel received"), OfParcel, _receive),
        ("parcels.receive_count", gettext_lazy("Handover received by count"), CountBody, _receive_by_count),
        ("parcels.shelve", gettext_lazy("Parcel put on the shelf"), ShelveBody, _shelve),
        ("parcels.hand_out", gettext_lazy("Parcel handed out"), HandOutBody, _hand_out),
        ("parcels.send_back", gettext_lazy("Parcel sent back"), BackBody, _send_back),
        ("parcels.return", gettext_lazy("Parcel returned to its carrier"), OfParcel, _return),
        ("parcels.take_in", gettext_lazy("Parcel taken in for sending"), TakeInBody, _take_in),
        ("parcels.remind", gettext_lazy("Recipient reminded"), OfParcel, _remind),
    )
)
