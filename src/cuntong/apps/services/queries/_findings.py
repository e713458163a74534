"""What in the ledgers deserves a look, found anew from the entries, with what was said to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.apps.places.queries import operating
from cuntong.domain.ledgers import Finding, Hours, LedgerLine, Thresholds, examine, idle
from cuntong.domain.sealing import canonical_json
from cuntong.rulebooks import load_service_rules

from ..models import FindingAnswer, ServiceEntry
from ._entries import live_services, stations_visible_to


@dataclass(frozen=True)
class Found:
    """A finding with its station and the answers to it, newest first."""

    finding: Finding
    station: Station
    key: str
    answers: Sequence[FindingAnswer]


def thresholds(on: date) -> Thresholds:
    """What the rulebook sets on a day."""
    rules = load_service_rules(on)

    def count(code: str) -> int:
        return rules.limit(code).count

    return Thresholds(
        hours=Hours(time(count("OPENS")), time(count("CLOSES"))),
        least=count("FINDING_LEAST"),
        same_amounts_percent=count("SAME_AMOUNTS"),
        sitting_minutes=count("SITTING_MINUTES"),
        sitting_percent=count("SITTING"),
        outside_hours_percent=count("OUTSIDE_HOURS"),
        same_totals_months=count("SAME_TOTALS"),
        round_yuan=count("ROUND_UNIT"),
        round_percent=count("ROUND_SUMS"),
        sequence_entries=count("SEQUENCE_ENTRIES"),
        sequence_days=count("SEQUENCE_DAYS"),
        idle_days=count("IDLE"),
    )


def find(
    user: User, *, from_date: date, to_date: date, as_of: date, last_activity: Mapping[str, date]
) -> list[Found]:
    """The findings in the ledgers that the person may read, between two days, and the stations idle on `as_of`.

    `last_activity` gives by station code the last day on which any room saw the station used, parcels among them.
    """
    stations = {one.code: one for one in stations_visible_to(user)}
    limits = thresholds(to_date)
    entries = live_services().filter(day__range=(from_date, to_date), station__in=stations.values())
    found = examine(_lines(entries), limits)
    found += idle(_operating_since(stations), last_activity, as_of, limits)
    answers = _answers([finding_key(one) for one in found])
    return [
        Found(one, stations[one.station], key, answers.get(key, ()))
        for one in found
        if (key := finding_key(one))
    ]


def _lines(entries: QuerySet[ServiceEntry]) -> Iterable[LedgerLine]:
    rows = entries.order_by().values_list(
        "pk", "station__code", "kind", "day", "made_at", "amount_yuan", "import_batch"
    )
    for key, station, kind, day, made_at, amount, batch in rows.iterator(chunk_size=5_000):
        written = None if batch else timezone.localtime(made_at)
        yield LedgerLine(str(key), station, kind, day, written, amount)


def _operating_since(stations: Mapping[str, Station]) -> dict[str, date]:
    """Since when each station operates; the centre has no counter."""
    found = operating(Station.objects.filter(pk__in=[one.pk for one in stations.values()]))
    return dict(found.exclude(level="CENTRE").values_list("code", "state_date"))


def finding_key(finding: Finding) -> str:
    """Tells a finding from others: what, where, which days and which entries. An entry more makes it another."""
    content = {
        "code": str(finding.code),
        "station": finding.station,
        "from": finding.from_date,
        "entries": sorted(finding.entries),
    }
    return sha256(canonical_json(content)).hexdigest()


def _answers(keys: list[str]) -> dict[str, list[FindingAnswer]]:
    answers: dict[str, list[FindingAnswer]] = {}
    for one in FindingAnswer.objects.filter(finding_key__in=keys).select_related("answered_by"):
        answers.setdefault(one.finding_key, []).append(one)
    return answers


def answers_visible_to(user: User) -> QuerySet[FindingAnswer]:
    if not user.may(Right.READ_SERVICES):
        return FindingAnswer.objects.none()
    return FindingAnswer.objects.filter(scope_of(user).divisions("station__division__code"))
