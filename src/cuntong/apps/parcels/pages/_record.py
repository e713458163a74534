"""The page of one parcel: facts, why it goes there, its problems and codes, its life, what may be done with it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action
from cuntong.rulebooks import load_parcel_rules

from .. import queries
from ..models import HandOut, Parcel
from ._shown import life_of, state_of


def render_parcel(request, parcel: Parcel, *, facts: list[Fact], reasons: list[str]):
    problems = parcel.problems.select_related("owner").order_by("closed_at", "due_at")
    hand_out = (
        parcel.hand_outs.select_related("station", "handed_by", "document").filter(undone_at=None).first()
    )
    context = {
        "title": parcel.number,
        "state": state_of(parcel),
        "crumbs": [(_("Parcels"), reverse("parcels:parcels"))],
        "record": parcel,
        "facts": facts + _codes(parcel) + _handed_out(hand_out),
        "reasons": reasons,
        "problems": [
            (one, State((one.outcome and one.get_outcome_display()) or _("open"), _mark(one)))
            for one in problems
        ],
        "events": life_of(parcel),
        "actions": _actions(request, parcel),
        "undo": _undo_address(request, hand_out),
    }
    return render(request, "parcels/parcel.html", context)


def _mark(problem) -> Mark:
    return Mark.DONE if problem.closed_at else Mark.LOOK


def _codes(parcel: Parcel) -> list[Fact]:
    live = parcel.pickup_codes.select_related("station").filter(released_at=None).first()
    if live is None:
        return []
    notices = "、".join(f"{one.get_kind_display()}: {one.get_state_display()}" for one in live.notices.all())
    return [
        Fact(_("Pick-up code"), f"{live.code} · {live.station}"),
        Fact(_("On the shelf since"), live.given_at),
        *([Fact(_("Notices"), notices)] if notices else []),
    ]


def _handed_out(hand_out: HandOut | None) -> list[Fact]:
    if hand_out is None:
        return []
    proof = hand_out.document
    return [
        Fact(_("Handed out by"), hand_out.handed_by),
        Fact(_("Proved by"), hand_out.get_means_display()),
        *(
            [Fact(_("Photo or signature"), proof.filename, reverse("evidence:document", args=[proof.pk]))]
            if proof
            else []
        ),
    ]


def _actions(request, parcel: Parcel) -> list[tuple[Action, str]]:
    user, actions = request.user, []
    at = parcel.place or parcel.station
    if at is not None and queries.counters_of(user).filter(pk=at.pk).exists():
        counter = reverse("parcels:counter", args=[at.pk])
        actions.append((Action(_("Open at the counter"), ""), f"{counter}?q={parcel.number}"))
    if user.may(Right.WRITE_PARCELS) or actions:
        actions.append((Action(_("Report a problem"), ""), reverse("parcels:report", args=[parcel.pk])))
    return actions


def _undo_address(request, hand_out: HandOut | None) -> str:
    """Where a hand-out is undone, for whoever still may; empty for the others."""
    if hand_out is None:
        return ""
    user, now = request.user, timezone.now()
    within = load_parcel_rules(timezone.localdate(now)).limit("UNDO_HAND_OUT").span
    own = queries.counters_of(user).filter(pk=hand_out.station_id).exists()
    if not (user.may(Right.WRITE_PARCELS) or (own and now - hand_out.handed_at <= within)):
        return ""
    return reverse("parcels:undo-hand-out", args=[hand_out.station_id, hand_out.parcel_id])
