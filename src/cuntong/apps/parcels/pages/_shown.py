"""How parcels are shown on every page of this room: their states' marks, carriers' names, and their lives."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Event
from cuntong.domain import custody

from .. import queries
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
    known = queries.network()
    journey = queries.journeys([parcel.pk], known)[parcel.pk]
    language = "zh" if in_chinese() else "en"
    odd: dict[str, list[str]] = {}
    for oddity in journey.oddities:
        odd.setdefault(oddity.scan, []).append(known.explain(oddity, language))
    scans = sorted(parcel.scans.select_related("place", "annulment"), key=_order)
    return [_event(scan, odd.get(scan.pk.hex, [])) for scan in scans]


def _order(scan: Scan) -> tuple:
    return scan.occurred_at, custody.STAGES[custody.ScanKind(scan.kind)], scan.place.code, scan.pk.hex


def _annulment(scan: Scan):
    return getattr(scan, "annulment", None)


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
