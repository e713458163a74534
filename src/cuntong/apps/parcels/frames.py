"""The list from which villagers are drawn for a call-back: whoever was handed a parcel at a station, by its township."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.inspections.frames import Person, SampleFrame, declare
from cuntong.apps.inspections.kinds import Subject
from cuntong.apps.places.models import Division
from cuntong.domain.sampling import Unit

from .models import HandOut

KEY_LENGTH = 20
"""So many digits of the keyed hash of a phone number name a person on the published list: they tell nobody who it is."""


def _recipients(on: date) -> list[Unit]:
    """Whoever collected a parcel by that day, once each, at the station where they did so last."""
    rows = HandOut.objects.filter(undone_at=None, handed_at__date__lte=on).exclude(parcel__phone_hash="")
    last = dict(rows.order_by("handed_at", "pk").values_list("parcel__phone_hash", "station__division__code"))
    names = dict(Division.objects.filter(level="TOWNSHIP").values_list("code", "name"))
    return [
        Unit(f"V{phone_hash[:KEY_LENGTH]}", names.get(f"{division[:9]}000", division))
        for phone_hash, division in last.items()
    ]


def _person(unit_id: str) -> Person | None:
    found = HandOut.objects.filter(parcel__phone_hash__startswith=unit_id.removeprefix("V"), undone_at=None)
    last = found.select_related("parcel", "station").order_by("-handed_at").first()
    if last is None or not last.parcel.phone_encrypted:
        return None
    return Person(
        name=last.parcel.recipient,
        phone=decrypt(last.parcel.phone_encrypted),
        about=f"{last.station} {last.handed_at:%F}",
        township_code=f"{last.station.division_id[:9]}000",
    )


declare(
    SampleFrame(
        "VILLAGERS",
        _("Villagers who collected a parcel, by township"),
        _recipients,
        Subject.VILLAGER,
        _person,
    )
)
