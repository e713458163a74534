from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.desk.forms import DayInput, DeskRenderer, Section, Sections
from cuntong.apps.parcels.forms import HandOutForm, carrier_choices
from cuntong.apps.parcels.kinds import Direction
from cuntong.apps.places.models import Station

from .kinds import DisputeOutcome, ExceptionKind, Tier, VehicleKind
from .models import Driver, Vehicle
from .operations import AgreedPrice
from .queries import in_service

MONEY = {"max_digits": 12, "decimal_places": 2, "min_value": 0}
PRICE = {"max_digits": 8, "decimal_places": 4, "min_value": 0}


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


# --- Fleet -------------------------------------------------------------------------------------------------------


class VehicleForm(Sections, forms.Form):
    sections = [
        Section(_("The vehicle"), ["plate", "kind"]),
        Section(
            _("What it takes"),
            ["capacity_kg", "capacity_litres", "capacity_pieces"],
            help=_("A bus or mail vehicle: what it lends of its room."),
        ),
        Section(_("When it may be on the road"), ["shift_from", "shift_to", "reloads"]),
    ]
    units = {"capacity_kg": _("kg"), "capacity_litres": _("litres"), "capacity_pieces": _("pcs")}

    plate = forms.CharField(label=_("plate"), max_length=20)
    kind = forms.ChoiceField(label=_("kind"), choices=VehicleKind.choices)
    capacity_kg = forms.DecimalField(label=_("takes (kg)"), max_digits=7, decimal_places=1, min_value=1)
    capacity_litres = forms.DecimalField(
        label=_("takes (litres)"), max_digits=7, decimal_places=1, min_value=1
    )
    capacity_pieces = forms.IntegerField(label=_("takes (pieces)"), min_value=1, max_value=100_000)
    shift_from = forms.TimeField(label=_("on the road from"), widget=ClockInput())
    shift_to = forms.TimeField(label=_("back by"), widget=ClockInput())
    reloads = forms.IntegerField(
        label=_("further loads a day"),
        help_text=_("How often it may come back to the centre for more."),
        min_value=0,
        max_value=20,
        initial=0,
    )


class RateForm(Sections, forms.Form):
    sections = [
        Section(
            _("What it costs from a day on"),
            [
                "from_date",
                "hire_yuan_per_day",
                "fuel_yuan_per_km",
                "upkeep_yuan_per_km",
                "wage_yuan_per_hour",
            ],
        )
    ]
    units = {
        "hire_yuan_per_day": _("yuan a day"),
        "fuel_yuan_per_km": _("yuan a km"),
        "upkeep_yuan_per_km": _("yuan a km"),
        "wage_yuan_per_hour": _("yuan an hour"),
    }

    from_date = forms.DateField(label=_("from"), widget=DayInput())
    hire_yuan_per_day = forms.DecimalField(label=_("hire or depreciation a day"), **PRICE)
    fuel_yuan_per_km = forms.DecimalField(label=_("fuel a kilometre"), **PRICE)
    upkeep_yuan_per_km = forms.DecimalField(label=_("upkeep and tolls a kilometre"), **PRICE)
    wage_yuan_per_hour = forms.DecimalField(label=_("wages an hour"), **PRICE)


class RetireForm(forms.Form):
    retired_date = forms.DateField(label=_("retired on"), widget=DayInput())


class DriverForm(Sections, forms.Form):
    sections = [
        Section(
            _("Who drives"),
            ["name", "user", "usual_vehicle"],
            help=_("With an account they see their trips on the phone and sign for them."),
        )
    ]

    name = forms.CharField(label=_("name"), max_length=40)
    user = forms.ModelChoiceField(
        label=_("account"), queryset=User.objects.filter(role=Role.DRIVER, is_active=True), required=False
    )
    usual_vehicle = forms.ModelChoiceField(
        label=_("usual vehicle"), queryset=Vehicle.objects.filter(retired_date=None), required=False
    )


class AssignForm(forms.Form):
    driver = forms.ModelChoiceField(label=_("driver"), queryset=Driver.objects.filter(left_date=None))


# --- Routes and plans --------------------------------------------------------------------------------------------

WEEKDAYS = [(str(day), label) for day, label in enumerate(
    (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")), start=1
)]  # fmt: skip


class RouteForm(Sections, forms.Form):
    """A route; its stations are written one a line, in the order in which they are called at."""

    sections = [
        Section(_("The route"), ["code", "name", "planned_date"]),
        Section(_("When and by what"), ["weekdays", "vehicles"]),
        Section(_("Where it calls"), ["stations"]),
    ]

    code = forms.CharField(label=_("route number"), max_length=20)
    name = forms.CharField(label=_("name"), max_length=60)
    planned_date = forms.DateField(label=_("planned on"), widget=DayInput())
    weekdays = forms.MultipleChoiceField(
        label=_("weekdays"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, initial=[*"1234567"]
    )
    vehicles = forms.ModelMultipleChoiceField(
        label=_("vehicles"),
        queryset=Vehicle.objects.filter(retired_date=None),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Its stops are planned for these alone; without one, any vehicle may come."),
    )
    stations = forms.CharField(
        label=_("stations"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One a line, in order: the station's code or its name."),
    )

    def clean_weekdays(self) -> str:
        return "".join(self.cleaned_data["weekdays"])

    def clean_stations(self) -> list[Station]:
        names = [line.strip() for line in self.cleaned_data["stations"].splitlines() if line.strip()]
        found = {one.code: one for one in Station.objects.filter(code__in=names)}
        for one in Station.objects.filter(name__in=names):
            found.setdefault(one.name, one)
        unknown = [name for name in names if name not in found]
        if unknown:
            raise forms.ValidationError(
                _("No station is called so: %(names)s"), params={"names": ", ".join(unknown[:10])}
            )
        return [found[name] for name in names]


class ChangeRouteForm(RouteForm):
    sections = [
        Section(_("The route"), ["name"]),
        Section(_("When and by what"), ["weekdays", "vehicles"]),
        Section(_("Where it calls"), ["stations"]),
    ]
    code = planned_date = None


class EndRouteForm(forms.Form):
    ended_date = forms.DateField(label=_("ended on"), widget=DayInput())


class PlanForm(Sections, forms.Form):
    sections = [Section(_("The day"), ["day"]), Section(_("What may drive"), ["keep_routes", "without"])]

    day = forms.DateField(label=_("day"), widget=DayInput(), initial=timezone.localdate)
    keep_routes = forms.BooleanField(
        label=_("Each route is driven by its own vehicles"), required=False, initial=True
    )
    without = forms.ModelMultipleChoiceField(
        label=_("Vehicles that cannot drive on this day"),
        queryset=Vehicle.objects.filter(retired_date=None),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RestForm(forms.Form):
    """Which vehicles drop out for the rest of the day."""

    without = forms.ModelMultipleChoiceField(
        label=_("Vehicles that go no further"),
        queryset=Vehicle.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["without"].queryset = in_service(day)


class EditForm(forms.Form):
    """One change of a proposal: which stop, and what becomes of it."""

    ACTS = ("up", "down", "previous", "next", "best", "exclude", "lock", "unlock", "move")

    stop = forms.CharField(max_length=80)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    vehicle = forms.CharField(max_length=80, required=False)
    load = forms.IntegerField(min_value=0, max_value=20, required=False)
    place = forms.IntegerField(min_value=0, max_value=2000, required=False)


class DayForm(forms.Form):
    day = forms.DateField(label=_("day"), widget=DayInput())


# --- Driving -----------------------------------------------------------------------------------------------------


class EntryForm(forms.Form):
    default_renderer = DeskRenderer
    entry_id = forms.UUIDField(widget=forms.HiddenInput)


class HandoverForm(EntryForm):
    """What was counted; why it differs from the scans; the keeper's signature on the driver's phone."""

    counted = forms.IntegerField(
        label=_("Counted"),
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    difference_reason = forms.CharField(
        label=_("Why it differs from the scans"), max_length=200, required=False
    )
    signature = forms.CharField(widget=forms.HiddenInput, required=False)

    clean_signature = HandOutForm.clean_signature


class ExceptionForm(EntryForm):
    kind = forms.ChoiceField(label=_("what happened"), choices=ExceptionKind.choices)
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class FinishForm(EntryForm):
    driven_km = forms.DecimalField(
        label=_("Kilometres by the odometer"),
        max_digits=6,
        decimal_places=1,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )


# --- Settlement --------------------------------------------------------------------------------------------------


class BaselineForm(Sections, forms.Form):
    sections = [
        Section(
            _("What delivery cost before merging"),
            ["carrier", "from_date", "to_date", "parcel_count", "cost_yuan", "source"],
            help=_(
                "From the carriers' books. It is recorded once and never rewritten; attach the proof afterwards."
            ),
        )
    ]
    units = {"parcel_count": _("pcs"), "cost_yuan": _("yuan")}

    carrier = forms.ChoiceField(label=_("Carrier"), required=False)
    from_date = forms.DateField(label=_("from"), widget=DayInput())
    to_date = forms.DateField(label=_("until"), widget=DayInput())
    parcel_count = forms.IntegerField(label=_("parcels"), min_value=1)
    cost_yuan = forms.DecimalField(label=_("cost of delivery"), **MONEY)
    source = forms.CharField(label=_("source"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [("", _("All together")), *carrier_choices()]


KINDS_OF_PRICE = tuple((direction, tier) for direction in Direction for tier in Tier)


class PriceContractForm(Sections, forms.Form):
    """A contract; the price of a kind that is left empty is not agreed."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=carrier_choices)
    number = forms.CharField(label=_("contract number"), max_length=60)
    from_date = forms.DateField(label=_("from"), widget=DayInput())
    to_date = forms.DateField(label=_("until"), widget=DayInput(), required=False)
    minimum_yuan = forms.DecimalField(label=_("at least a month"), initial=0, **MONEY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = []
        self.units = {"minimum_yuan": _("yuan")}
        for direction, tier in KINDS_OF_PRICE:
            label = f"{direction.label} · {tier.label}"
            for part, unit in (("parcel", _("yuan a parcel")), ("kg", _("yuan a kg"))):
                name = f"{direction}_{tier}_{part}".lower()
                self.fields[name] = forms.DecimalField(label=label, required=False, **PRICE)
                self.units[name] = unit
                named.append(name)
        self.sections = [
            Section(_("The contract"), ["carrier", "number", "from_date", "to_date", "minimum_yuan"]),
            Section(_("Prices"), named, help=_("A kind that is left empty has no price.")),
        ]

    def agreed(self) -> list[AgreedPrice]:
        """The prices that were filled in."""
        return list(self._agreed())

    def _agreed(self) -> Iterable[AgreedPrice]:
        for direction, tier in KINDS_OF_PRICE:
            parcel, kg = (
                self.cleaned_data[f"{direction}_{tier}_{part}".lower()] for part in ("parcel", "kg")
            )
            if parcel is not None or kg is not None:
                yield AgreedPrice(direction.value, tier.value, parcel or 0, kg or 0)


class EndContractForm(forms.Form):
    to_date = forms.DateField(label=_("until"), widget=DayInput())


class StatementForm(Sections, forms.Form):
    sections = [
        Section(
            _("For whom and when"),
            ["carrier", "from_date", "to_date"],
            help=_("Parcels billed before are never billed again; days that were not billed yet come along."),
        )
    ]

    carrier = forms.ChoiceField(label=_("Carrier"))
    from_date = forms.DateField(label=_("from"), widget=DayInput())
    to_date = forms.DateField(label=_("until"), widget=DayInput())

    def __init__(self, *args, carriers: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(carrier_choices())
        self.fields["carrier"].choices = [(code, names.get(code, code)) for code in carriers]


class DisputeForm(forms.Form):
    reason = forms.CharField(label=_("what the carrier says"), max_length=200)


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(label=_("outcome"), choices=DisputeOutcome.choices)
    note = forms.CharField(label=_("why"), max_length=200)
