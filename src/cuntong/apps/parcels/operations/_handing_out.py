"""A parcel is given to its recipient, with proof; by mistake, and it is taken back."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station
from cuntong.rulebooks import load_parcel_rules

from .. import queries
from ..kinds import HandOutMeans, ProblemOutcome, ScanKind
from ..models import HandOut, Parcel, PickupCode, Scan
from ..pickup_codes import normalised
from ._codes import take_off_shelf
from ._correcting import annul_scan
from ._counter import lock_parcel, open_counter, scan_once
from ._learning import learn_from_hand_out, unlearn_hand_out
from ._problems import settle_problems

PARCEL_KIND = "parcels.parcel"


@transaction.atomic
def hand_out(
    *,
    parcel: Parcel,
    station: Station,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
    typed_code: str = "",
    phone_tail: str = "",
    vouched: bool = False,
    proof: BinaryIO | Document | None = None,
    proof_name: str = "",
) -> HandOut:
    """Gives a parcel out: by its pick-up code, or by the end of the phone number where the keeper answers for the person.

    The second way needs a photo or a signature; both keep one that is given as evidence of the parcel. The same tap
    (`scan_id`) sent again changes nothing. `proof` is the file, or the document where a phone sent it ahead.

    Raises:
        ValidationError: by field: the code or the number is not this parcel's, the keeper does not answer for the person,
            the proof is missing; or the parcel does not lie here.
        PermissionDenied: not at this station.
    """
    open_counter(station, by)
    if done := HandOut.objects.filter(pk=scan_id, parcel=parcel).first():
        return done
    lock_parcel(parcel)
    if parcel.place_id != station.pk or parcel.state in queries.ENDED:
        raise ValidationError(
            _("This parcel does not lie at “%(station)s” (%(state)s).")
            % {"station": station, "state": parcel.get_state_display()}
        )
    means = _proven_by(parcel, typed_code, phone_tail, vouched, proof)
    settle_problems(parcel=parcel, outcome=ProblemOutcome.COLLECTED, by=by, at=at)
    moment = made_at or at
    code = take_off_shelf(parcel, moment)
    document = _keep_proof(parcel, proof, proof_name, by, at) if proof is not None else None
    kind = ScanKind.PICKED_UP
    scan_once(scan_id=scan_id, parcel=parcel, station=station, kind=kind, by=by, at=at, made_at=made_at)
    done = HandOut.objects.create(
        scan_id=scan_id,
        parcel=parcel,
        station=station,
        means=means,
        pickup_code=code,
        document=document,
        handed_by=by,
        handed_at=moment,
    )
    learn_from_hand_out(done, at)
    change = {"station": station.code, "means": str(means), "scan": str(scan_id)}
    evidence.record(verb="hand_out", record=parcel, change=change, by=by, at=at)
    return done


def _proven_by(
    parcel: Parcel, typed_code: str, phone_tail: str, vouched: bool, proof: BinaryIO | Document | None
) -> HandOutMeans:
    if typed_code.strip():
        code = PickupCode.objects.filter(parcel=parcel, released_at=None).first()
        if code is None or normalised(typed_code) not in (code.code, f"{code.number:04d}"):
            raise ValidationError({"typed_code": _("This is not the parcel's pick-up code. Read it again.")})
        return HandOutMeans.CODE
    if not queries.is_phone_tail(parcel, phone_tail):
        raise ValidationError(
            {"phone_tail": _("These are not the last four digits of the recipient's phone number.")}
        )
    if not vouched:
        raise ValidationError(
            {"vouched": _("Without the code you answer for it that this is the recipient, or sent by them.")}
        )
    if proof is None:
        raise ValidationError({"signature": _("Without the code, take a photo or let them sign.")})
    return HandOutMeans.PHONE_TAIL


def _keep_proof(parcel: Parcel, proof: BinaryIO | Document, name: str, by: User, at: datetime) -> Document:
    document = (
        proof if isinstance(proof, Document) else evidence.upload(file=proof, filename=name, by=by, at=at)
    )
    if not document.media_type.startswith("image/"):
        raise ValidationError({"photo": _("The proof is a picture.")})
    evidence.attach(document=document, record_kind=PARCEL_KIND, record_id=parcel.pk, by=by, at=at)
    return document


@transaction.atomic
def undo_hand_out(*, hand_out: HandOut, reason: str, by: User, at: datetime) -> HandOut:
    """Takes a hand-out back: its scan is annulled with the reason, and the parcel waits under its code again.

    Raises:
        ValidationError: no reason, or the keeper's time for it is over; then the hub or the bureau does it.
    """
    if not by.may(Right.WRITE_PARCELS):
        open_counter(hand_out.station, by)
    hand_out = HandOut.objects.select_for_update().select_related("station").get(pk=hand_out.pk)
    if hand_out.undone_at is not None:
        return hand_out
    within = load_parcel_rules(timezone.localdate(at)).limit("UNDO_HAND_OUT")
    if not by.may(Right.WRITE_PARCELS) and at - hand_out.handed_at > within.span:
        raise ValidationError(
            _("A hand-out is undone within %(count)s minutes. Ask the hub.") % {"count": within.count}
        )
    scan = Scan.objects.select_related("place", "parcel").get(pk=hand_out.scan_id)
    annul_scan(scan=scan, reason=reason, by=by, at=at)
    hand_out.undone_by, hand_out.undone_at = by, max(at, hand_out.handed_at)
    hand_out.save(update_fields=["undone_by", "undone_at"])
    unlearn_hand_out(hand_out)
    _put_back_on_shelf(hand_out, at)
    return hand_out


def _put_back_on_shelf(hand_out: HandOut, at: datetime) -> None:
    """The old code lives again while its number still rests; later the parcel is shelved anew."""
    PickupCode.objects.filter(pk=hand_out.pickup_code_id, free_from__gt=at).update(
        released_at=None, free_from=None
    )
