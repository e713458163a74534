"""The list from which trainees are drawn for a call-back: everybody who signed in, by where they did so last."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.inspections.frames import Person, SampleFrame, declare
from cuntong.apps.inspections.kinds import Subject
from cuntong.domain.sampling import Unit

from .models import Attendance, Trainee

ELSEWHERE = "其他"
"""The stratum of sessions that no township held."""


def _trainees(on: date) -> list[Unit]:
    """Trainees with a phone number; the published name is the key of the record, which tells nobody who they are."""
    rows = Attendance.objects.filter(session__held_date__lte=on).exclude(trainee__phone_hash="")
    last = {
        trainee: township or ELSEWHERE
        for trainee, township in rows.order_by("session__held_date", "pk").values_list(
            "trainee_id", "session__township__name"
        )
    }
    return [Unit(f"T{trainee}", township) for trainee, township in last.items()]


def _person(unit_id: str) -> Person | None:
    trainee = Trainee.objects.filter(pk=unit_id.removeprefix("T")).first()
    if trainee is None:
        return None
    last = trainee.attendances.select_related("session").order_by("-session__held_date", "-pk").first()
    return Person(
        name=decrypt(trainee.name_encrypted),
        phone=decrypt(trainee.phone_encrypted),
        about=f"{last.session.title} {last.session.held_date:%F}" if last else "",
        township_code=last.session.township_id or "" if last else "",
    )


declare(
    SampleFrame(
        "TRAINEES", _("Trainees, by the township of their last session"), _trainees, Subject.TRAINEE, _person
    )
)
