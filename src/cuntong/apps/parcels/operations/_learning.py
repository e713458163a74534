"""What the memory of addresses learns, from people's answers and from parcels that reach their recipient."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.places import queries as places
from cuntong.apps.places.kinds import StationLevel
from cuntong.domain.addresses import LEARNT, Entry

from ..destinations import Destinations, reader_of_addresses
from ..models import AddressMemory, HandOut, Parcel
from ..queries import recipient_hash


def hash_of_recipient(parcel: Parcel) -> str:
    return recipient_hash(decrypt(parcel.recipient_encrypted), decrypt(parcel.phone_encrypted))


def remember(lessons: Sequence[Entry], by: User, at: datetime) -> list[AddressMemory]:
    """Counts each lesson once more, or for the first time."""
    learnt = []
    for entry in lessons:
        lesson, is_new = AddressMemory.objects.get_or_create(
            county_code=entry.county,
            kind=entry.kind,
            name=entry.name,
            division_id=entry.division_code,
            source=entry.source,
            author=by,
            defaults={"count": 1, "last_seen_at": at},
        )
        if not is_new:
            AddressMemory.objects.filter(pk=lesson.pk).update(count=F("count") + 1, last_seen_at=at)
        learnt.append(lesson)
    return learnt


def learn_from_hand_out(done: HandOut, at: datetime) -> None:
    """A parcel collected in a village teaches that addresses with its landmarks belong there.

    An observation and no answer of a person: it decides alone only when it has been seen several times and nearly
    always in the same place. Kept are the landmarks and the keyed hash of the recipient, never the address.
    """
    address = decrypt(done.parcel.address_encrypted)
    if done.station.level != StationLevel.VILLAGE or not address.strip() or places.county() is None:
        return
    reader = reader_of_addresses(timezone.localdate(at))
    village = _village_of(done, reader)
    if village:
        lessons = reader.lessons(
            address,
            hash_of_recipient(done.parcel),
            village,
            author=str(done.handed_by_id),
            day=timezone.localdate(at),
            source=LEARNT,
        )
        done.lessons.set(remember(lessons, done.handed_by, at))


def _village_of(done: HandOut, reader: Destinations) -> str:
    """The parcel's village where this station serves it, the station's own where none was known; else nothing."""
    known, own = done.parcel.division_id or "", done.station.division_id
    if known == own or known[9:] in ("", "000"):
        return own
    return known if reader.station_for(known) == done.station_id else ""


def unlearn_hand_out(undone: HandOut) -> None:
    """A hand-out by mistake taught nothing."""
    undone.lessons.filter(count__gt=0).update(count=F("count") - 1)
