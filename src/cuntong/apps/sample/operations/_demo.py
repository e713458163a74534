import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cuntong.apps.accounts.models import User
from cuntong.apps.performance.models import Snapshot
from cuntong.apps.performance.queries import latest_frozen
from cuntong.apps.places.queries import county

from ..published import Comparison, compare
from ._counter import plan_counters
from ._inspections import plan_inspections
from ._market import plan_market
from ._money import plan_money
from ._parcels import plan_parcels
from ._people import make_people
from ._performance import freeze_and_report, plan_targets
from ._places import plan_places
from ._plan import Plan
from ._routes import plan_network
from ._training import plan_training

SEED = 440281
Report = Callable[[str, int, int], None]


class SampleRefused(Exception):
    """The demo county cannot be made here, for the reason that it says; nothing was touched."""


@dataclass(frozen=True)
class Demonstration:
    """What the demo made: the comparison with the published figures, and the files by the names people look for."""

    fresh: bool
    comparisons: list[Comparison]
    files: Mapping[str, Path]


def demonstrate(*, password: str, at: datetime, report: Report) -> Demonstration:
    """Makes the demo county where there is none, freezes it, and compares; where it stands already, only compares.

    Raises:
        SampleRefused: the database is in use for something else, or the password is too weak for its accounts.
    """
    fresh = _is_empty()
    with override(settings.LANGUAGE_CODE):
        if fresh:
            _check_password(password)
            _make(password, at, report)
        snapshot = latest_frozen()
    values = dict(snapshot.figures.values_list("indicator_code", "value"))
    return Demonstration(fresh, compare(values), _files(snapshot))


def _is_empty() -> bool:
    """True where there is nobody and no county yet; False where the demo county stands, frozen."""
    known = county()
    if known is None and not User.objects.exists():
        return True
    if known is None or not known.synthetic or latest_frozen() is None:
        raise SampleRefused(
            _("This database is not empty. The demo county is only loaded into an empty one.")
        )
    return False


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as weak:
        raise SampleRefused(" ".join(weak.messages)) from None


@transaction.atomic
def _make(password: str, at: datetime, report: Report) -> None:
    """All of it or nothing: what fails in the middle leaves the database as empty as it was."""
    fill(password=password, report=report)
    report(_("Freezing and writing the report"), 0, 1)
    freeze_and_report(User.objects.get(username="bureau"), at)
    report(_("Freezing and writing the report"), 1, 1)


def fill(*, password: str, report: Report) -> None:
    """Does every act of the plan; acts may add later ones, so the plan is looked at anew until nothing is left."""
    plan = Plan(people=make_people(password), chance=Random(SEED))
    for add in (
        plan_places,
        plan_money,
        plan_training,
        plan_market,
        plan_counters,
        plan_parcels,
        plan_network,
        plan_inspections,
        plan_targets,
    ):
        add(plan)
    done = 0
    while plan.acts:
        moment, do = plan.next()
        do(moment)
        done += 1
        report(_("Recording the county's years"), done, done + len(plan.acts))


def _files(snapshot: Snapshot) -> dict[str, Path]:
    """The bundle, and the report out of it, beside each other in the store of documents."""
    bundle = Path(snapshot.bundle.path)
    folder = bundle.with_suffix("")
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(bundle) as archive:
        for name in ("report/report.docx", "report/report.html"):
            (folder / Path(name).name).write_bytes(archive.read(name))
    stem = f"lechang-{snapshot.as_of:%Y-%m-%d}"
    return {
        f"{stem}.zip": bundle,
        f"{stem}-report.docx": folder / "report.docx",
        f"{stem}-report.html": folder / "report.html",
    }
