"""How parcels are shown on every page of this room: their states' marks, carriers' names, and their lives."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Event
from cuntong.apps.places.models import Station
from cuntong.domain import custody

from ..carriers import CARRIERS
from ..models import Parcel, Scan

MARKS = {
    "EXPECTED": Mark.PLANNED,
    "AT_STATION": Mark.GOING,
    "AT_HUB": Mark.GOING,
    "SORTED": Mark.GOING,
    "ON_THE_WAY": Mark.GOING,
    "AT_TOWNSHIP": Mark.GOING,
    "AT_VILLAGE": Mark.GOING,
    "HANDED_OUT": Mark.DONE,
    "RETURNED": Mark.OFF,
    "WITH_CARRIER": Mark.DONE,
}


def in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def told(pair) -> str:
    """One of two texts, in the language of the page: a Bilingual, or a dictionary of zh and en."""
    if isinstance(pair, dict):
        return pair["zh" if in_chinese() else "en"]
    return pair.zh if in_chinese() else pair.en


def carrier_name(code: str) -> str:
    return told(CARRIERS[code].name) if code in CARRIERS else code


def carrier_choices(request) -> list[tuple[str, str]]:
    return [(code, told(carrier.name)) for code, carrier in CARRIERS.items()]


def state_of(parcel: Parcel) -> State:
    return State(parcel.get_state_display(), MARKS[parcel.state])


def life_of(parcel: Parcel) -> list[Event]:
    """The parcel's scans in the order of its way, each with what is odd about it."""
    scans = list(parcel.scans.select_related("place", "annulment"))
    counted = [scan for scan in scans if not scan.aside and _annulment(scan) is None]
    journey = custody.follow(
        [custody.Scan(str(s.pk), custody.ScanKind(s.kind), s.place.code, s.occurred_at) for s in counted],
        destination=parcel.station.code if parcel.station else None,
    )
    odd: dict[str, list[str]] = {}
    for oddity in journey.oddities:
        odd.setdefault(oddity.scan, []).append(_named_places(told(oddity.explanation), oddity))
    stages = custody.STAGES
    scans.sort(key=lambda s: (s.occurred_at, stages[custody.ScanKind(s.kind)], str(s.pk)))
    return [_event(scan, odd.get(str(scan.pk), [])) for scan in scans]


def _annulment(scan: Scan):
    return getattr(scan, "annulment", None)


def _named_places(text: str, oddity: custody.Oddity) -> str:
    codes = {oddity.place, oddity.other} - {""}
    for code, name in Station.objects.filter(code__in=codes).values_list("code", "name"):
        text = text.replace(code, name)
    return text


def _event(scan: Scan, odd: list[str]) -> Event:
    local = timezone.localtime(scan.occurred_at)
    text, mark = " ".join(odd), Mark.LOOK if odd else Mark.DONE
    if scan.aside:
        text, mark = scan.get_aside_display(), Mark.OFF
    elif (annulled := _annulment(scan)) is not None:
        text, mark = _("Annulled: %(reason)s") % {"reason": annulled.reason}, Mark.OFF
    return Event(
        title=f"{scan.get_kind_display()} · {scan.place.name}",
        date=local.date(),
        by=f"{local:%H:%M}",
        text=text,
        mark=mark,
    )
