"""The choices of parcels: direction, state, how the address was resolved, and why a scan stands aside."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cuntong.domain import custody


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

    NATURAL_VILLAGE = "NATURAL_VILLAGE", _("Natural village")
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
