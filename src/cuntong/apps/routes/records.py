from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import (
    Baseline,
    DayPlan,
    Dispute,
    Driver,
    PriceContract,
    Route,
    Statement,
    Study,
    Trip,
    Vehicle,
)

_READ, _WRITE, _SETTLE = Right.READ_ROUTES, Right.WRITE_ROUTES, Right.SETTLE

for code, label, model, visible_to, write, page in (
    ("vehicle", _("vehicle"), Vehicle, queries.vehicles_visible_to, _WRITE, "vehicle"),
    ("driver", _("driver"), Driver, queries.drivers_visible_to, _WRITE, "driver"),
    ("route", _("route"), Route, queries.routes_visible_to, _WRITE, "route"),
    ("plan", _("day plan"), DayPlan, queries.plans_visible_to, _WRITE, "plan"),
    ("trip", _("trip"), Trip, queries.trips_visible_to, _WRITE, "trip"),
    ("study", _("study"), Study, queries.studies_visible_to, _WRITE, "study"),
    ("price_contract", _("price contract"), PriceContract, queries.price_contracts_visible_to, _SETTLE, "contract"),
    ("statement", _("statement"), Statement, queries.statements_visible_to, _SETTLE, "statement"),
    ("dispute", _("dispute"), Dispute, queries.disputes_visible_to, _SETTLE, "dispute"),
    ("baseline", _("baseline before merging"), Baseline, queries.baselines_visible_to, _SETTLE, "baseline"),
):  # fmt: skip
    declare(
        RecordKind(
            code=f"routes.{code}",
            label=label,
            model=model,
            visible_to=visible_to,
            read=_READ,
            write=write,
            page=f"routes:{page}",
        )
    )
