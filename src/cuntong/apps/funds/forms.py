from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.desk.formats import yuan
from cuntong.apps.desk.forms import DayInput, FilesField, Section, Sections
from cuntong.domain.values import Ratio
from cuntong.rulebooks import FundsRules

from . import queries
from .models import Contract, Direction, Milestone, Source, Tranche

BLANK = ("", gettext_lazy("Choose one"))
YUAN = {"amount_yuan": gettext_lazy("yuan")}


def amount(label, **more) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=2, min_value=Decimal("0.01"), **more)


def day(label, **more) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def long_text(label, rows=3, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class SentOnce(forms.Form):
    """Carries a key made when the form was opened, so that sending it twice is one act."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"request_key": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class ReleaseForm(Sections, forms.Form):
    """The document that released money, as it lies on the desk."""

    document_no = forms.CharField(label=gettext_lazy("Document number"), max_length=80)
    title = forms.CharField(label=gettext_lazy("Name of the fund"), max_length=120, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source of money"), choices=[BLANK, *Source.choices])
    tranche = forms.ChoiceField(label=gettext_lazy("Tranche"), choices=[BLANK, *Tranche.choices])
    amount_yuan = amount(gettext_lazy("Amount released"))
    released_date = day(gettext_lazy("Date released"))
    units = YUAN
    sections = [
        Section(gettext_lazy("Document"), ["document_no", "title"]),
        Section(gettext_lazy("Money"), ["source", "tranche", "amount_yuan", "released_date"]),
    ]


class AllotForm(forms.Form):
    """A part of an appropriation for one direction."""

    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=[BLANK, *Direction.choices])
    title = forms.CharField(label=gettext_lazy("Budget item"), max_length=120)
    amount_yuan = amount(gettext_lazy("Amount allotted"))
    approved_date = day(
        gettext_lazy("Date approved"),
        required=False,
        help_text=gettext_lazy("Without a date, the day of the release stands."),
    )
    units = YUAN

    def __init__(self, appropriation, *args):
        super().__init__(*args)
        room = yuan(queries.room_in_appropriation(appropriation))
        self.fields["amount_yuan"].help_text = _("%(room)s yuan are not yet allotted.") % {"room": room}


class LineField(forms.ModelChoiceField):
    """Budget lines by document, item and what is left of them."""

    def label_from_instance(self, line):
        left = yuan(line.amount_yuan - line.bound_yuan)
        return _("%(line)s, %(room)s yuan left") % {"line": line, "room": left}


def _item_types(rules: FundsRules) -> list[tuple]:
    """The rulebook's types of item in groups, as the directions have them."""
    language = get_language()
    groups = [(one.code, one.name.in_language(language)) for one in rules.directions]
    found = [
        (
            name,
            [(one.code, one.name.in_language(language)) for one in rules.item_types if one.direction == code],
        )
        for code, name in [*groups, (None, _("All directions"))]
    ]
    return [(name, types) for name, types in found if types]


class ContractForm(Sections, forms.Form):
    """A signed contract; decision and publicity may follow later, payments wait for them."""

    contract_no = forms.CharField(label=gettext_lazy("Contract number"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Project title"), max_length=160)
    contractor = forms.ModelChoiceField(
        label=gettext_lazy("Contractor"),
        queryset=Organisation.objects.exclude(kind=Organisation.Kind.BUREAU),
        empty_label=BLANK[1],
    )
    procurement = forms.ChoiceField(
        label=gettext_lazy("Procurement"), choices=[BLANK, *Contract.Procurement.choices]
    )
    signed_date = day(gettext_lazy("Date signed"))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=[BLANK, *Direction.choices])
    item_type = forms.ChoiceField(label=gettext_lazy("Type of item"))
    scope = long_text(
        gettext_lazy("What is paid for"),
        required=False,
        help_text=gettext_lazy("The negative list is held against these words."),
    )
    amount_yuan = amount(gettext_lazy("Contract amount"))
    budget_line = LineField(
        label=gettext_lazy("Budget line"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("None yet"),
        help_text=gettext_lazy(
            "The line binds the whole contract; bind several lines one by one on its page."
        ),
    )
    units = YUAN
    sections = [
        Section(
            gettext_lazy("Contract"), ["contract_no", "title", "contractor", "procurement", "signed_date"]
        ),
        Section(gettext_lazy("What it is for"), ["direction", "item_type", "scope"]),
        Section(gettext_lazy("Money"), ["amount_yuan", "budget_line"]),
    ]

    def __init__(self, user, today, *args):
        super().__init__(*args)
        self.fields["item_type"].choices = [BLANK, *_item_types(queries.rules_on(today))]
        self.fields["budget_line"].queryset = queries.visible_lines(user)

    def terms(self) -> dict:
        """The values as `sign_contract` takes them."""
        values = dict(self.cleaned_data)
        line = values.pop("budget_line")
        return values | {"funding": [(line, values["amount_yuan"])] if line else []}


class FundingForm(forms.Form):
    """A further line for a contract."""

    budget_line = LineField(label=gettext_lazy("Budget line"), queryset=None, empty_label=BLANK[1])
    amount_yuan = amount(gettext_lazy("Amount bound"))
    units = YUAN

    def __init__(self, user, contract, *args):
        super().__init__(*args)
        self.fields["budget_line"].queryset = queries.visible_lines(user).filter(direction=contract.direction)
        left = yuan(queries.unfunded(contract))
        self.fields["amount_yuan"].help_text = _("%(room)s yuan of the contract have no line yet.") % {
            "room": left
        }


class DecisionForm(forms.Form):
    """Who decided to use the money, and by which document."""

    decision_body = forms.CharField(label=gettext_lazy("Body or person that decided"), max_length=120)
    decision_document_no = forms.CharField(
        label=gettext_lazy("Decision document"),
        max_length=80,
        help_text=gettext_lazy("Add the document itself as evidence on the contract's page."),
    )

    def __init__(self, contract, *args):
        super().__init__(*args, initial={name: getattr(contract, name) for name in self.base_fields})


class PublicityForm(forms.Form):
    """Where and when the contract was publicised, and what was said against it."""

    publicity_url = forms.URLField(
        label=gettext_lazy("Publicity address"), max_length=500, assume_scheme="https"
    )
    publicity_start_date = day(gettext_lazy("Publicity from"))
    publicity_end_date = day(gettext_lazy("Publicity to"))
    publicity_objection = long_text(
        gettext_lazy("Open objection"),
        rows=2,
        required=False,
        help_text=gettext_lazy("Only while it is open; it stops every payment of the contract."),
    )

    def __init__(self, contract, *args):
        super().__init__(*args, initial={name: getattr(contract, name) for name in self.base_fields})


class MilestoneForm(forms.Form):
    """One milestone, by amount or by its part of the contract."""

    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=120)
    condition = forms.ChoiceField(
        label=gettext_lazy("Condition"), choices=[BLANK, *Milestone.Condition.choices]
    )
    share_percent = forms.DecimalField(
        label=gettext_lazy("Part of the contract"),
        max_digits=6,
        decimal_places=3,
        min_value=Decimal("0.001"),
        max_value=100,
        required=False,
        help_text=gettext_lazy("Part or amount, one of the two. A part is rounded half-up to the cent."),
    )
    amount_yuan = amount(gettext_lazy("Amount of the milestone"), required=False)
    due_date = day(gettext_lazy("Due date"), required=False)
    units = YUAN | {"share_percent": "%"}

    def __init__(self, contract, *args):
        self.contract = contract
        super().__init__(*args)
        left = yuan(queries.without_milestone(contract))
        self.fields["amount_yuan"].help_text = _("%(room)s yuan of the contract are in no milestone yet.") % {
            "room": left
        }

    def clean(self):
        cleaned = super().clean()
        share, given = cleaned.get("share_percent"), cleaned.get("amount_yuan")
        if (share is None) == (given is None) and not self.errors:
            self.add_error("amount_yuan", _("Give the part of the contract or the amount, one of the two."))
        elif share is not None:
            cleaned["amount_yuan"] = Ratio(share, 100).scaled(self.contract.amount_yuan, 2)
        cleaned.pop("share_percent", None)
        return cleaned


class MetForm(forms.Form):
    """The day on which the condition was fulfilled, with the papers that prove it."""

    met_date = day(gettext_lazy("Met on"))
    files = FilesField(
        label=gettext_lazy("Documents that prove it"),
        required=False,
        help_text=gettext_lazy("Acceptance form, minutes, photographs; what is attached already counts too."),
    )

    def proof(self) -> dict:
        """The values as `mark_milestone_met` takes them."""
        files = [(file, file.name) for file in self.cleaned_data["files"]]
        return {"met_date": self.cleaned_data["met_date"], "files": files}


class ReasonForm(forms.Form):
    reason = long_text(gettext_lazy("Reason"))


class ApproveForm(forms.Form):
    reason = long_text(
        gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Needed where a rule asks a person to look: say why the payment may go on."),
    )


class ApplyForm(SentOnce):
    """What a contractor asks for; one invoice stands behind one application."""

    amount_yuan = amount(gettext_lazy("Amount applied for"))
    invoice_no = forms.CharField(label=gettext_lazy("Invoice number"), max_length=40)
    note = long_text(gettext_lazy("Note"), required=False)
    units = YUAN

    def __init__(self, milestone, *args):
        room = queries.room_in_milestone(milestone)
        super().__init__(*args, initial={"amount_yuan": room})
        self.fields["amount_yuan"].help_text = _(
            "%(room)s yuan of this milestone are neither paid nor applied for."
        ) % {"room": yuan(room)}


class FundingChoice(forms.ModelChoiceField):
    """Lines that feed the contract, by what they still have for it."""

    def label_from_instance(self, funding):
        return _("%(line)s, %(room)s yuan left for this contract") % {
            "line": funding.budget_line,
            "room": yuan(funding.room_yuan),
        }


class PayForm(Sections, SentOnce):
    """A payment that was made, copied from its voucher; the payee is typed, so that it is really compared."""

    payee = forms.CharField(
        label=gettext_lazy("Payee"),
        max_length=120,
        help_text=gettext_lazy(
            "The full name as it stands on the voucher; it is compared with the contract."
        ),
    )
    funding = FundingChoice(label=gettext_lazy("Paid from"), queryset=None, empty_label=None)
    voucher_no = forms.CharField(label=gettext_lazy("Voucher number"), max_length=60)
    paid_date = day(gettext_lazy("Date paid"))
    sections = [
        Section(gettext_lazy("Who is paid"), ["payee"]),
        Section(gettext_lazy("From the voucher"), ["funding", "voucher_no", "paid_date"]),
    ]

    def __init__(self, application, *args):
        super().__init__(*args)
        self.contractor = application.milestone.contract.contractor
        self.fields["funding"].queryset = queries.fundings_with_room(application.milestone.contract)

    def clean_payee(self) -> Organisation:
        typed = " ".join(self.cleaned_data["payee"].split())
        payee = Organisation.objects.filter(name=typed).first()
        if payee is None:
            raise ValidationError(
                _("“%(typed)s” is not the contractor, which is “%(contractor)s”.")
                % {"typed": typed, "contractor": self.contractor}
            )
        return payee

    def voucher(self) -> dict:
        """The values as `pay` takes them."""
        values = dict(self.cleaned_data)
        return values | {"budget_line": values.pop("funding").budget_line}


class ReverseForm(SentOnce):
    """A payment taken back."""

    reason = long_text(gettext_lazy("Reason"))
    reversed_date = day(
        gettext_lazy("Day of the reversal"),
        help_text=gettext_lazy(
            "The day the money came back. For a wrong entry, the day of that entry, so that no day counts it."
        ),
    )
    voucher_no = forms.CharField(
        label=gettext_lazy("Voucher of the reversal"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Without one of its own it carries the number of the payment."),
    )
