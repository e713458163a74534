import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.desk.forms import DayInput
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division, Station
from cuntong.domain.workbooks import Glance

from .carriers import CARRIERS, FIELDS, known_titles, layout_of
from .kinds import ScanKind
from .models import PlaceName
from .queries import stations_visible_to

# --- intake ---


def carrier_choices() -> list[tuple[str, str]]:
    english = get_language() == "en"
    return [(code, one.name.en if english else one.name.zh) for code, one in CARRIERS.items()]


class CarrierFileForm(forms.Form):
    """A carrier's file and whose it is."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=carrier_choices)
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose it again, or check whether it was copied completely."),
        },
    )


class ColumnsForm(forms.Form):
    """For each field of a parcel the column that holds it; guesses stand there already."""

    carrier = forms.ChoiceField(
        label=_("Carrier"),
        choices=carrier_choices,
        help_text=_("“Other carrier” where the file holds parcels of several."),
    )

    def __init__(self, *args, seen: Glance, carrier: str, **kwargs):
        super().__init__(*args, **kwargs)
        guessed = layout_of(seen, known_titles(CARRIERS[carrier])).columns
        titles = [("", _("– not in this file –")), *((title, title) for title in seen.titles if title)]
        self.fields["carrier"].initial = carrier
        for name, column in FIELDS.items():
            self.fields[name if name != "carrier" else "carrier_column"] = forms.ChoiceField(
                label=column.en if get_language() == "en" else column.zh,
                choices=titles,
                required=column.required,
                initial=guessed.get(name, ""),
            )

    @property
    def columns(self) -> Mapping[str, str]:
        """Field → title, for the fields that the file has."""
        named = {name: self.cleaned_data["carrier_column" if name == "carrier" else name] for name in FIELDS}
        return {name: title for name, title in named.items() if title}


class PlaceNameForm(forms.ModelForm):
    """A name and where it lies; the person's own villages and townships only."""

    class Meta:
        model = PlaceName
        fields = ("name", "kind", "division")
        help_texts = {"name": _("As people write it on parcels: 老屋场, 廊田中学, a village's former name.")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["division"]
        field.queryset = (
            Division.objects.filter(scope_of(user).divisions("code"))
            .filter(level__in=(DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE))
            .select_related("parent")
        )
        field.label_from_instance = lambda division: (
            f"{division.parent} · {division.short_name}"
            if division.level == DivisionLevel.VILLAGE
            else division.name
        )


# --- scans ---

MOST_CHUTES = 500


class DayForm(forms.Form):
    """The day of a balance."""

    day = forms.DateField(label=_("Day"), widget=DayInput())


class DeviceForm(forms.Form):
    """A device and where it stands."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What is written on it: Scanner 3, Sorter.")
    )
    station = forms.ModelChoiceField(label=_("Station"), queryset=Station.objects.none())

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations_visible_to(user)


class SubscriptionForm(forms.Form):
    """Who hears of movements, and where."""

    name = forms.CharField(label=_("Who listens"), max_length=60)
    url = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_("https://… of the other system"),
    )


class ScanForm(forms.Form):
    """One scan by hand or by a scanner that types: what is done, where, and the number."""

    kind = forms.ChoiceField(label=_("What is done"), choices=ScanKind.choices)
    place = forms.ModelChoiceField(label=_("Place"), queryset=Station.objects.none(), to_field_name="code")
    number = forms.CharField(label=_("Waybill number"), max_length=40)
    id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = stations_visible_to(user)
        self.fields["number"].widget.attrs |= {"autofocus": True, "autocomplete": "off", "inputmode": "text"}

    def clean_number(self) -> str:
        return self.cleaned_data["number"].strip().upper()


class AnnulScanForm(forms.Form):
    """Why a scan is wrong."""

    reason = forms.CharField(label=_("Why it is wrong"), max_length=200)


class SortingForm(forms.Form):
    """The day, the chutes, and when the vans leave."""

    sorting_date = forms.DateField(label=_("Day of sorting"), widget=DayInput())
    chutes = forms.IntegerField(
        label=_("Chutes"),
        min_value=2,
        max_value=MOST_CHUTES,
        help_text=_("All of them; one is kept for rejects."),
    )
    departures = forms.CharField(
        label=_("Departures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One route a line with its time, for every township: 廊田镇 13:30. Leave it empty to pool freely."
        ),
    )

    def clean_departures(self) -> dict[str, int]:
        """Minutes after midnight by route."""
        found = {}
        for number, line in enumerate(self.cleaned_data["departures"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _DEPARTURE.fullmatch(line.strip())
            if match is None:
                raise forms.ValidationError(
                    _("Line %(number)s: write the route and its time, as in 廊田镇 13:30."),
                    params={"number": number},
                )
            found[match["route"]] = int(match["hours"]) * 60 + int(match["minutes"])
        return found


_DEPARTURE = re.compile(r"(?P<route>\S.*?)[\s,，]+(?P<hours>[01]?\d|2[0-3])[:：](?P<minutes>[0-5]\d)")
