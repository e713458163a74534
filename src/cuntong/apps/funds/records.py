from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Appropriation, BudgetLine, Contract, Milestone, Payment, PaymentApplication


def _declare(code, label, model, visible_to, page, write=Right.WRITE_FUNDS):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_FUNDS,
            write=write,
            page=page,
        )
    )


_declare(
    "funds.appropriation",
    _("appropriation"),
    Appropriation,
    queries.visible_appropriations,
    "funds:appropriation",
)
_declare("funds.budget_line", _("budget line"), BudgetLine, queries.visible_lines, "funds:line")
_declare("funds.contract", _("contract"), Contract, queries.visible_contracts, "funds:contract")
_declare("funds.milestone", _("milestone"), Milestone, queries.visible_milestones, "funds:milestone")
_declare(
    "funds.application",
    _("payment application"),
    PaymentApplication,
    queries.visible_applications,
    "funds:application",
    write=Right.APPLY_FOR_PAYMENT,
)
_declare("funds.payment", _("payment"), Payment, queries.visible_payments, "funds:payment", write=Right.PAY)
