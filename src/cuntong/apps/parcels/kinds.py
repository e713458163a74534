"""The choices of parcels: direction, state, how the address was resolved, and why a scan stands aside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places.kinds import StationLevel
from cuntong.domain import custody

from . import pickup_codes


class Direction(TextChoices):
    DOWN = "DOWN", _("Down to the village")
    UP = "UP", _("Up from the village")


class ParcelState(TextChoices):
    EXPECTED = custody.State.EXPECTED.value, _("Expected")
    AT_STATION = custody.State.AT_STATION.value, _("Taken in at a station")
    AT_HUB = custody.State.AT_HUB.value, _("At the hub")
    SORTED = custody.State.SORTED.value, _("Sorted")
    ON_THE_WAY = custody.State.ON_THE_WAY.value, _("On the way")
    AT_TOWNSHIP = custody.State.AT_TOWNSHIP.value, _("At the township station")
    AT_VILLAGE = custody.State.AT_VILLAGE.value, _("At the village point")
    HANDED_OUT = custody.State.HANDED_OUT.value, _("Handed out")
    RETURNED = custody.State.RETURNED.value, _("Returned to the carrier")
    WITH_CARRIER = custody.State.WITH_CARRIER.value, _("Handed to the carrier")


class ScanKind(TextChoices):
    COLLECTED = custody.ScanKind.COLLECTED.value, _("Taken in at a station")
    ARRIVED_HUB = custody.ScanKind.ARRIVED_HUB.value, _("Arrived at the hub")
    SORTED = custody.ScanKind.SORTED.value, _("Sorted")
    LOADED = custody.ScanKind.LOADED.value, _("Loaded")
    ARRIVED_TOWNSHIP = custody.ScanKind.ARRIVED_TOWNSHIP.value, _("Arrived at the township station")
    ARRIVED_VILLAGE = custody.ScanKind.ARRIVED_VILLAGE.value, _("Arrived at the village point")
    PICKED_UP = custody.ScanKind.PICKED_UP.value, _("Picked up")
    DELIVERED = custody.ScanKind.DELIVERED.value, _("Delivered to the door")
    RETURNED = custody.ScanKind.RETURNED.value, _("Returned to the carrier")
    HANDED_TO_CARRIER = custody.ScanKind.HANDED_TO_CARRIER.value, _("Handed to the carrier")
    PROBLEM = custody.ScanKind.PROBLEM.value, _("Problem")


class Resolution(TextChoices):
    """Who decided where a parcel goes."""

    AUTO = "AUTO", _("Decided by the address")
    REVIEW = "REVIEW", _("A person has to look")
    PERSON = "PERSON", _("Decided by a person")
    ELSEWHERE = "ELSEWHERE", _("Not for this county")


class Aside(TextChoices):
    """Why a scan is kept but does not count."""

    UNKNOWN_PARCEL = "UNKNOWN_PARCEL", _("No such parcel yet")
    AMBIGUOUS_NUMBER = "AMBIGUOUS_NUMBER", _("Two carriers have this number; scan says not which")
    CLOCK_AHEAD = "CLOCK_AHEAD", _("The device's clock runs ahead")
    CLOCK_BEHIND = "CLOCK_BEHIND", _("The device's clock is far behind")
    WRONG_TIER = "WRONG_TIER", _("This kind of scan is not made at such a place")


class PlaceNameKind(TextChoices):
    """What sort of name a station adds to the gazetteer."""

    HAMLET = "HAMLET", _("Natural village")
    ALIAS = "ALIAS", _("Other or former name")
    POINT = "POINT", _("Shop, school, road or estate")


class LandmarkKind(TextChoices):
    """What an address says where it names no village; the codes are those of domain/addresses."""

    RECIPIENT = "RECIPIENT", _("Recipient")
    ESTATE = "ESTATE", _("Estate")
    PLACE_OF_INTEREST = "PLACE_OF_INTEREST", _("Known place")
    HAMLET = "HAMLET", _("Natural village")
    ROAD = "ROAD", _("Road")


class LessonSource(TextChoices):
    EXPLICIT = "EXPLICIT", _("A person's answer")
    LEARNT = "LEARNT", _("An address that names its village")


WAITS_FOR_PARCEL = frozenset({Aside.UNKNOWN_PARCEL, Aside.AMBIGUOUS_NUMBER})
"""A scan that stands aside for one of these counts as soon as its parcel is known."""

_TIER_OF_ARRIVAL = {
    ScanKind.ARRIVED_HUB: StationLevel.CENTRE,
    ScanKind.SORTED: StationLevel.CENTRE,
    ScanKind.ARRIVED_TOWNSHIP: StationLevel.TOWNSHIP,
    ScanKind.ARRIVED_VILLAGE: StationLevel.VILLAGE,
}


def fits_tier(kind: str, level: str) -> bool:
    """Whether such a scan is made at a station of that level; what only one tier does is named, the rest all do."""
    return _TIER_OF_ARRIVAL.get(kind, level) == level


class PushService(TextChoices):
    """Tracking services that push what carriers say of their parcels."""

    KUAIDI100 = "kuaidi100", _("Kuaidi100")
    KUAIDINIAO = "kuaidiniao", _("Kuaidiniao")


class NoChute(TextChoices):
    """Why the sorter gets the reject chute."""

    UNKNOWN = "UNKNOWN", _("No such parcel yet")
    AMBIGUOUS = "AMBIGUOUS", _("Two carriers have this number")
    UNRESOLVED = "UNRESOLVED", _("A person has to look")
    ELSEWHERE = "ELSEWHERE", _("Not for this county")
    NO_STATION = "NO_STATION", _("No station serves its village")
    NOT_PLANNED = "NOT_PLANNED", _("Its station is not in today's plan")


class Outcome(TextChoices):
    """What became of a scan that was sent in."""

    COUNTED = "COUNTED", _("Counted")
    REPEATED = "REPEATED", _("Known already")
    ASIDE = "ASIDE", _("Kept aside")
    REFUSED = "REFUSED", _("Refused")


@dataclass(frozen=True, slots=True)
class SentScan:
    """A scan as a device or a person sends it in.

    place    the station's code; empty for the place of the device itself
    carrier  its code where the sender knows it; needed only for a number that two carriers have
    """

    id: UUID
    number: str
    kind: str
    occurred_at: datetime
    carrier: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one scan; `aside` says why it does not count, `reason` why it was refused."""

    id: UUID
    outcome: Outcome
    aside: Aside | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answers to a batch, in the order in which its scans were sent."""

    batch_id: UUID
    answers: tuple[Answer, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(answer.outcome == outcome for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Completed:
    """What the sorter did with one parcel: into which chute it fell, or None where it fell into none."""

    id: UUID
    number: str
    chute: int | None
    occurred_at: datetime
    carrier: str = ""
    sort_pass: int = 1
    place: str = ""


# --- shelf ---


class CodeFormats(TextChoices):
    """How a station writes its pick-up codes."""

    LETTER = pickup_codes.CodeFormat.LETTER.value, _("A1-03-0731: shelf with a letter, layer, number")
    DIGITS = pickup_codes.CodeFormat.DIGITS.value, _("15-1-0731: numbered shelf, layer, number")
    NUMBER = pickup_codes.CodeFormat.NUMBER.value, _("0731: a number only, for a point without shelves")


class HandOutMeans(TextChoices):
    CODE = "CODE", _("Pick-up code")
    PHONE_TAIL = "PHONE_TAIL", _("End of the phone number, and the keeper answers for it")


class NoticeKind(TextChoices):
    ARRIVED = "ARRIVED", _("Arrived, with the code")
    REMINDER = "REMINDER", _("Reminder")


class NoticeState(TextChoices):
    WAITING = "WAITING", _("Waiting to be sent")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Could not be sent")
    NO_PHONE = "NO_PHONE", _("No number to send to")
    DROPPED = "DROPPED", _("No longer needed")


class ConsentMeans(TextChoices):
    IN_PERSON = "IN_PERSON", _("Said so at the counter")
    BY_PHONE = "BY_PHONE", _("Said so on the phone")
    WRITTEN = "WRITTEN", _("Signed")


class ProblemKind(TextChoices):
    NO_MOVEMENT = "NO_MOVEMENT", _("No movement")
    REFUSED = "REFUSED", _("Refused by the recipient")
    NOT_COLLECTED = "NOT_COLLECTED", _("Not collected in time")
    WRONG_VILLAGE = "WRONG_VILLAGE", _("Wrong village")
    DAMAGED = "DAMAGED", _("Damaged")
    LOST = "LOST", _("Lost")
    ADDRESS_UNCLEAR = "ADDRESS_UNCLEAR", _("Address unclear")
    PHONE_WRONG = "PHONE_WRONG", _("Phone number wrong")


class ProblemOutcome(TextChoices):
    MOVED_ON = "MOVED_ON", _("Moved on")
    REDIRECTED = "REDIRECTED", _("Sent to the right place")
    COLLECTED = "COLLECTED", _("Collected")
    RETURNED = "RETURNED", _("Returned to the carrier")
    COMPENSATED = "COMPENSATED", _("Compensated")
    CORRECTED = "CORRECTED", _("Details corrected")
    NO_PROBLEM = "NO_PROBLEM", _("Was no problem")
