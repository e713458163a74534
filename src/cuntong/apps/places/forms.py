from django import forms
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.desk.forms import DayInput, Section, Sections

from .kinds import DivisionLevel, PositionSource, State, StationLevel
from .models import County, Division


def _places() -> list:
    """Every place a station may stand in: the county, and the villages grouped by township."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for division in Division.objects.filter(level__in=list(DivisionLevel)[2:]).select_related("parent"):
        township = division.township
        groups.setdefault(township.name if township else division.name, []).append(
            (division.pk, division.name)
        )
    return [("", "—"), *groups.items()]


class FactsForm(Sections, forms.Form):
    """The facts of a station that may be corrected later."""

    name = forms.CharField(label=_("Name"), max_length=80)
    division = forms.ChoiceField(
        label=_("Place"),
        choices=_places,
        help_text=_(
            "The county for the centre, the township for its station, the village for a village point."
        ),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    area_m2 = forms.DecimalField(
        label=_("Area"), max_digits=8, decimal_places=2, min_value=0, required=False,
        help_text=_("Leave it blank where it was not measured."),
    )  # fmt: skip
    residents = forms.IntegerField(
        label=_("Residents served"), min_value=0, required=False,
        help_text=_("The required area of a village point depends on it."),
    )  # fmt: skip
    operator = forms.ModelChoiceField(
        label=_("Operator"), queryset=Organisation.objects.all(), required=False, empty_label="—"
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), max_digits=9, decimal_places=6, required=False,
        help_text=_("WGS84, decimal degrees, such as 113.350410; together with the latitude."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Latitude"), max_digits=9, decimal_places=6, required=False,
        help_text=_("WGS84, decimal degrees, such as 25.128000."),
    )  # fmt: skip
    position_source = forms.ChoiceField(
        label=_("Source of the position"), choices=[("", "—"), *PositionSource.choices], required=False
    )
    units = {"area_m2": "m²", "residents": _("persons"), "longitude": "°", "latitude": "°"}
    sections = [
        Section(_("Station"), ["name", "division", "address"]),
        Section(_("Size and operator"), ["area_m2", "residents", "operator"]),
        Section(_("Position"), ["longitude", "latitude", "position_source"]),
    ]

    def clean_division(self) -> Division:
        return Division.objects.get(pk=self.cleaned_data["division"])


class StationForm(FactsForm):
    field_order = ("code", "name", "level")
    code = forms.CharField(
        label=_("Station code"), max_length=40, help_text=_("It never changes once registered.")
    )
    level = forms.ChoiceField(label=_("Level"), choices=[("", "—"), *StationLevel.choices])
    sections = [
        Section(_("Station"), ["code", "name", "level", "division", "address"]),
        *FactsForm.sections[1:],
    ]


class EventForm(forms.Form):
    state = forms.ChoiceField(label=_("What happened"), choices=[("", "—"), *State.choices])
    event_date = forms.DateField(
        label=_("On"), widget=DayInput(), help_text=_("The day it happened, as the document says.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The event stays on record as annulled, with this reason."),
    )


class CountyForm(forms.ModelForm):
    class Meta:
        model = County
        fields = ("code", "name", "project_start_date", "division_edition", "synthetic")
        widgets = {"project_start_date": DayInput()}
