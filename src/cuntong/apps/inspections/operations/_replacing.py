"""A keeper replaced: every item is counted by both sides and balances before the old keeper is released."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.places import operations as places
from cuntong.apps.places.kinds import State
from cuntong.apps.places.models import Station
from cuntong.apps.staff import operations as staff

from ..handover import ITEMS, HandoverItem, keepers_of
from ..kinds import ReplacementKind, ReplacementState
from ..models import HandoverCount, Replacement
from ._once import reach, same_entry

REPLACEMENT_KIND = "inspections.replacement"


@dataclass(frozen=True)
class HandoverLine:
    """An item of a handover: what the records hold now, how it was counted last, and what still speaks against it."""

    item: HandoverItem
    on_record: Decimal | None
    count: HandoverCount | None

    @property
    def is_stale(self) -> bool:
        """Whether the records have moved since the count: then it has to be counted again."""
        return self.count is not None and self.count.expected != self.on_record

    @property
    def is_balanced(self) -> bool:
        return self.count is not None and not self.is_stale


def handover_lines(replacement: Replacement) -> list[HandoverLine]:
    """Every declared item as it stands; a replacement may be ended when all are balanced.

    Of one that has ended they say what was handed over then.
    """
    last = {count.item: count for count in replacement.counts.order_by("recorded_at", "pk")}
    if replacement.state != ReplacementState.COUNTING:
        return [
            HandoverLine(ITEMS[code], count.expected, count) for code, count in last.items() if code in ITEMS
        ]
    return [
        HandoverLine(item, _on_record(item, replacement.station), last.get(code))
        for code, item in sorted(ITEMS.items())
    ]


def _on_record(item: HandoverItem, station: Station) -> Decimal | None:
    number = item.count_of(station)
    return None if number is None else Decimal(number).quantize(Decimal("0.01"))


@transaction.atomic
def begin_replacement(
    *,
    entry_id: UUID,
    station: Station,
    kind: str,
    reason: str,
    made_at: datetime,
    by: User,
    at: datetime,
    old_keeper: User | None = None,
    new_keeper: User | None = None,
) -> Replacement:
    """Begins the handing over of a station, of which there is one at a time.

    Raises:
        ValidationError: by field: no reason, a keeper who is none of this station, no new keeper, one is under way.
        PermissionDenied: without the right to manage inspections.
    """
    reach(station, by, Right.WRITE_INSPECTIONS)
    content = {
        "station_id": station.pk,
        "kind": kind,
        "reason": reason.strip(),
        "old_keeper_id": old_keeper and old_keeper.pk,
        "new_keeper_id": new_keeper and new_keeper.pk,
    }
    if known := Replacement.objects.filter(pk=entry_id).first():
        return same_entry(known, **content)
    _check_beginning(station, kind, content["reason"], old_keeper, new_keeper)
    replacement = Replacement.objects.create(id=entry_id, **content, opened_by=by, opened_at=at)
    change = {
        "station": station.code,
        "kind": kind,
        "old_keeper": content["old_keeper_id"],
        "new_keeper": content["new_keeper_id"],
    }
    evidence.record(verb="replace", record=replacement, change=change, by=by, at=at)
    return replacement


def _check_beginning(
    station: Station, kind: str, reason: str, old_keeper: User | None, new_keeper: User | None
) -> None:
    wrong = {}
    if not reason:
        wrong["reason"] = _("Say why the keeper is replaced.")
    if old_keeper is not None and old_keeper not in keepers_of(station):
        wrong["old_keeper"] = _("This person is no keeper of the station.")
    if kind == ReplacementKind.KEEPER and new_keeper is None:
        wrong["new_keeper"] = _("Choose who takes over.")
    if new_keeper is not None and (new_keeper.role != Role.STATION_KEEPER or new_keeper == old_keeper):
        wrong["new_keeper"] = _("Choose another person, with the role of a station keeper.")
    if Replacement.objects.filter(station=station, state=ReplacementState.COUNTING).exists():
        wrong["station"] = _("A replacement of this station is under way. End that one first.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def count_item(
    *,
    entry_id: UUID,
    replacement: Replacement,
    item: str,
    counted: Decimal,
    made_at: datetime,
    by: User,
    at: datetime,
    settlement: str = "",
) -> HandoverCount:
    """Keeps how many of an item both sides counted. What differs from the records says how it is settled.

    Raises:
        ValidationError: by field: no such item, a difference without settlement; or the replacement has ended.
        PermissionDenied: without the right to inspect, or not at this station.
    """
    replacement = _held(replacement, by, Right.INSPECT)
    settlement = settlement.strip()
    if known := HandoverCount.objects.filter(pk=entry_id).first():
        return same_entry(
            known, replacement_id=replacement.pk, item=item, counted=counted, settlement=settlement
        )
    _check_counting(replacement)
    expected = _expected(replacement.station, item, counted, settlement)
    count = HandoverCount.objects.create(
        id=entry_id,
        replacement=replacement,
        item=item,
        expected=expected,
        counted=counted,
        settlement=settlement,
        made_at=made_at,
        recorded_by=by,
        recorded_at=at,
    )
    change = {"item": item, "expected": expected, "counted": counted, "settled": bool(settlement)}
    evidence.record(verb="count", record=replacement, change=change, by=by, at=at)
    return count


def _expected(station: Station, item: str, counted: Decimal, settlement: str) -> Decimal | None:
    """What the records hold of an item; refused where another number was counted and nobody says how that is settled."""
    if item not in ITEMS:
        raise ValidationError({"item": _("Nothing of this kind is handed over.")})
    expected = _on_record(ITEMS[item], station)
    if expected is not None and expected != counted and not settlement:
        raise ValidationError(
            {
                "settlement": _("On record are %(expected)s. Say how the difference is settled.")
                % {"expected": f"{expected.normalize():f}"}
            }
        )
    return expected


@transaction.atomic
def release_keeper(
    *, entry_id: UUID, replacement: Replacement, made_at: datetime, by: User, at: datetime
) -> Replacement:
    """Ends a handover: every item is balanced and the signed sheet is there; the old keeper's places go to the new one.

    Where the station itself ends, its life says so (replaced), and another may be registered in its place.

    Raises:
        ValidationError: naming every item that is not counted, or has moved since; the sheet is missing.
        PermissionDenied: without the right to manage inspections and accounts.
    """
    replacement = _held(replacement, by, Right.WRITE_INSPECTIONS)
    if replacement.end_entry == entry_id:
        return same_entry(replacement, state=ReplacementState.RELEASED)
    _check_counting(replacement)
    _check_balance(replacement)
    _hand_over_places(replacement, by, at)
    if replacement.kind == ReplacementKind.STATION:
        places.record_event(
            station=replacement.station,
            state=State.REPLACED,
            event_date=timezone.localdate(at),
            note=replacement.reason,
            by=by,
            at=at,
        )
    _end(replacement, ReplacementState.RELEASED, entry_id, "", by, at)
    change = {"station": replacement.station.code, "items": len(ITEMS)}
    evidence.record(verb="let_go", record=replacement, change=change, by=by, at=at)
    return replacement


def _check_balance(replacement: Replacement) -> None:
    problems = []
    for line in handover_lines(replacement):
        if line.count is None:
            problems.append(_("%(item)s: not counted yet.") % {"item": line.item.label})
        elif line.is_stale:
            problems.append(
                _("%(item)s: the records have moved since the count. Count again.")
                % {"item": line.item.label}
            )
    if not evidence_of(REPLACEMENT_KIND, replacement.pk).exists():
        problems.append(_("The handover sheet with both signatures is missing. Attach it as evidence."))
    if problems:
        raise ValidationError(problems)


def _hand_over_places(replacement: Replacement, by: User, at: datetime) -> None:
    """The old keeper's account loses the station's place; the new keeper's gains it."""
    code = replacement.station.division_id
    if replacement.old_keeper is not None:
        _change_places(replacement.old_keeper, by, at, drop=code)
    if replacement.new_keeper is not None:
        _change_places(replacement.new_keeper, by, at, add=code)


def _change_places(person: User, by: User, at: datetime, *, drop: str = "", add: str = "") -> None:
    held = set(person.responsibilities.values_list("division_code", flat=True))
    kept = sorted((held | {add}) - {drop, ""})
    if not kept:
        staff.close_account(user=person, by=by, at=at)
        return
    staff.change_account(
        user=person,
        role=person.role,
        display_name=person.display_name,
        organisation_name=person.organisation.name if person.organisation else "",
        division_codes=kept,
        by=by,
        at=at,
    )


@transaction.atomic
def call_off_replacement(
    *, entry_id: UUID, replacement: Replacement, reason: str, made_at: datetime, by: User, at: datetime
) -> Replacement:
    """Calls a handover off, with the reason: the keeper stays.

    Raises:
        ValidationError: no reason, or it has ended.
        PermissionDenied: without the right to manage inspections.
    """
    replacement = _held(replacement, by, Right.WRITE_INSPECTIONS)
    if replacement.end_entry == entry_id:
        return same_entry(replacement, state=ReplacementState.CANCELLED, end_reason=reason.strip())
    _check_counting(replacement)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the replacement is called off.")})
    _end(replacement, ReplacementState.CANCELLED, entry_id, reason.strip(), by, at)
    evidence.record(verb="cancel", record=replacement, change={"reason": reason.strip()}, by=by, at=at)
    return replacement


def _held(replacement: Replacement, by: User, right: Right) -> Replacement:
    require(by, right)
    reach(replacement.station, by, right)
    rows = Replacement.objects.select_for_update(of=("self",)).select_related(
        "station", "old_keeper__organisation", "new_keeper__organisation"
    )
    return rows.get(pk=replacement.pk)


def _check_counting(replacement: Replacement) -> None:
    if replacement.state != ReplacementState.COUNTING:
        raise ValidationError(_("This replacement has ended."))


def _end(replacement: Replacement, state: str, entry_id: UUID, reason: str, by: User, at: datetime) -> None:
    replacement.state, replacement.end_entry, replacement.end_reason = state, entry_id, reason
    replacement.ended_by, replacement.ended_at = by, max(at, replacement.opened_at)
    replacement.save(update_fields=["state", "end_entry", "end_reason", "ended_by", "ended_at"])
