from datetime import datetime, time
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cuntong.apps.desk.forms import DayInput, DeskRenderer

from .kinds import (
    DENOMINATIONS,
    KINDS_OF,
    SERVICE_CHOICES,
    AnswerOutcome,
    Button,
    Deed,
    EntryKind,
    PaidBy,
    Person,
)

MONEY = {"max_digits": 10, "decimal_places": 2, "min_value": Decimal("0")}
_SUBJECTS = {
    Button.TRADE: _("Goods"),
    Button.BILLS: _("What is paid"),
    Button.GROUP: _("Goods"),
    Button.ADVICE: _("Question or job"),
    Button.PRODUCE: _("Produce and quantity"),
}
_WITHOUT = {
    Button.SMALL_CASH: ("subject", "paid_by", "group_order"),
    Button.ADVICE: ("amount_yuan", "commission_yuan", "paid_by", "group_order"),
    Button.PRODUCE: ("commission_yuan", "paid_by", "group_order"),
    Button.TRADE: ("group_order",),
    Button.BILLS: ("group_order",),
}


class EntryForm(forms.Form):
    """The short form behind one of the six buttons; what the last entry said stands there already."""

    default_renderer = DeskRenderer

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Service"), widget=forms.RadioSelect)
    group_order = forms.TypedChoiceField(
        label=_("Group order"), coerce=int, required=False, empty_value=None, choices=()
    )
    subject = forms.CharField(label=_("Particulars"), max_length=120, required=False)
    amount_yuan = forms.DecimalField(label=_("Amount (yuan)"), **MONEY)
    commission_yuan = forms.DecimalField(label=_("Commission (yuan)"), required=False, **MONEY)
    paid_by = forms.ChoiceField(label=_("Paid by"), choices=PaidBy, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Villager's name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Villager's phone"), max_length=20, required=False)
    day = forms.DateField(label=_("Day of the service"), widget=DayInput, required=False)
    late_reason = forms.CharField(label=_("Why it is written later"), max_length=120, required=False)

    def __init__(self, *args, button: Button, groups=(), **kwargs):
        super().__init__(*args, **kwargs)
        kinds = KINDS_OF[button]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        for name in _WITHOUT.get(button, ()):
            del self.fields[name]
        if "subject" in self.fields:
            self.fields["subject"].label = _SUBJECTS[button]
            self.fields["subject"].required = button not in (Button.BILLS, Button.GROUP)
        if button is Button.PRODUCE:
            self.fields["amount_yuan"].label = _("Price agreed (yuan)")
        if button is Button.SMALL_CASH:
            self.fields["phone"].required = True
        if "group_order" in self.fields:
            self.fields["group_order"].choices = [("", _("none")), *((one.pk, str(one)) for one in groups)]
        for name in ("amount_yuan", "commission_yuan"):
            if name in self.fields:
                self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    @property
    def deed(self) -> Deed:
        """What the form says."""
        given = self.cleaned_data
        return Deed(
            kind=given["kind"],
            amount_yuan=given.get("amount_yuan") or Decimal("0.00"),
            commission_yuan=given.get("commission_yuan") or Decimal("0.00"),
            paid_by=given.get("paid_by") or PaidBy.CASH,
            subject=given.get("subject") or "",
            person=Person(given["name"], given["phone"]),
            group_order=given.get("group_order"),
            late_reason=given["late_reason"],
        )


class ReversalForm(forms.Form):
    """Why an entry is taken back."""

    default_renderer = DeskRenderer

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=120,
        help_text=_("The entry stays; another with the opposite amounts is written."),
    )


class CloseForm(forms.Form):
    """Notes and coins in the drawer."""

    default_renderer = DeskRenderer

    close_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason of a difference"), max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for one in DENOMINATIONS:
            self.fields[_piece(one)] = forms.IntegerField(
                label=f"{one.normalize():f}",
                min_value=0,
                max_value=10_000,
                required=False,
                widget=forms.NumberInput(
                    attrs={"inputmode": "numeric", "data-yuan": f"{one}", "placeholder": "0"}
                ),
            )

    @property
    def pieces(self) -> list[forms.BoundField]:
        return [self[_piece(one)] for one in DENOMINATIONS]

    @property
    def counts(self) -> dict[str, int]:
        """Pieces by denomination in yuan, as `operations.close_day` takes them."""
        return {f"{one}": self.cleaned_data[_piece(one)] or 0 for one in DENOMINATIONS}


def _piece(denomination: Decimal) -> str:
    return f"pieces_{int(denomination * 100)}"


class FloatForm(forms.Form):
    """Change that the keeper puts into the drawer, or cash taken out."""

    default_renderer = DeskRenderer

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Service"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (EntryKind.FLOAT_IN, EntryKind.FLOAT_OUT)],
        initial=EntryKind.FLOAT_IN,
    )
    amount_yuan = forms.DecimalField(label=_("Amount (yuan)"), **MONEY)

    @property
    def deed(self) -> Deed:
        return Deed(kind=self.cleaned_data["kind"], amount_yuan=self.cleaned_data["amount_yuan"])


class GroupForm(forms.Form):
    """A group order with its leader."""

    default_renderer = DeskRenderer

    open_id = forms.UUIDField(widget=forms.HiddenInput)
    goods = forms.CharField(label=_("Goods"), max_length=80)
    leader = forms.CharField(label=_("Leader"), max_length=40, help_text=_("Shown masked afterwards."))
    price_yuan = forms.DecimalField(label=_("Price of one (yuan)"), **MONEY)
    cut_off_date = forms.DateField(label=_("Last day for orders"), widget=DayInput)
    pick_up_date = forms.DateField(label=_("Day of pick-up"), widget=DayInput)

    @property
    def cut_off_at(self) -> datetime:
        """The end of the last day for orders."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["cut_off_date"], time.max))


class OfferForm(forms.Form):
    """A service offered from a day on."""

    default_renderer = DeskRenderer

    kind = forms.ChoiceField(label=_("Service"), choices=SERVICE_CHOICES)
    from_date = forms.DateField(label=_("Offered from"), widget=DayInput)


class AnswerForm(forms.Form):
    """What was said to a finding."""

    default_renderer = DeskRenderer

    outcome = forms.ChoiceField(label=_("Outcome"), choices=AnswerOutcome, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What was said or seen"), max_length=300, widget=forms.Textarea)
