import base64
import binascii
import io
import re
from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.desk.forms import DayInput, DeskRenderer, Section, Sections
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division, Station
from cuntong.domain.workbooks import Column, Glance

from .carriers import CARRIERS, FIELDS, known_titles, layout_of
from .kinds import CodeFormats, ProblemKind, ProblemOutcome, ScanKind
from .models import PlaceName
from .operations import SENT_BACK_FOR
from .pickup_codes import MOST_LAYERS, MOST_SHELVES
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


def _title(column: Column) -> object:
    if column.name == "carrier":
        return _("Column with the carrier of each parcel")
    return column.en if get_language() == "en" else column.zh


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
                label=_title(column),
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
# --- shelf ---

_PNG = "data:image/png;base64,"
_MOST_SIGNATURE_CHARACTERS = 400_000


class ShelvesForm(Sections, forms.Form):
    sections = [Section(_("Shelves and codes"), ["code_format", "shelf_count", "layer_count"])]
    code_format = forms.ChoiceField(label=_("form of the codes"), choices=CodeFormats)
    shelf_count = forms.IntegerField(label=_("shelves"), min_value=1, max_value=MOST_SHELVES)
    layer_count = forms.IntegerField(label=_("layers of a shelf"), min_value=1, max_value=MOST_LAYERS)


class HandOutForm(forms.Form):
    """By code, or by the end of the phone number; `proof` is the photo, or the signature as a picture."""

    default_renderer = DeskRenderer

    scan_id = forms.UUIDField(widget=forms.HiddenInput)
    typed_code = forms.CharField(
        label=_("pick-up code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": "", "autocomplete": "off", "enterkeyhint": "go"}),
    )
    phone_tail = forms.CharField(
        label=_("last four digits of the phone"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    vouched = forms.BooleanField(
        label=_("I know this person, or I have checked who they are; I answer for it."), required=False
    )
    photo = forms.FileField(label=_("photo"), required=False)
    signature = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_signature(self):
        """The drawing as PNG bytes, or None."""
        text = self.cleaned_data["signature"]
        if not text:
            return None
        try:
            if not text.startswith(_PNG) or len(text) > _MOST_SIGNATURE_CHARACTERS:
                raise ValueError
            return base64.b64decode(text.removeprefix(_PNG), validate=True)
        except (ValueError, binascii.Error):
            raise forms.ValidationError(
                _("The signature did not arrive whole. Let them sign again.")
            ) from None

    @property
    def given(self) -> dict:
        """The arguments of `operations.hand_out` that the form decides."""
        data = self.cleaned_data
        proof, name = data["photo"], getattr(data["photo"], "name", "")
        if proof is None and data["signature"]:
            proof, name = io.BytesIO(data["signature"]), "signature.png"
        return {
            "scan_id": data["scan_id"],
            "typed_code": data["typed_code"],
            "phone_tail": data["phone_tail"],
            "vouched": data["vouched"],
            "proof": proof,
            "proof_name": name,
        }


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class SendBackForm(forms.Form):
    scan_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("reason"), choices=[one for one in ProblemKind.choices if one[0] in SENT_BACK_FOR]
    )


class ProblemForm(Sections, forms.Form):
    sections = [Section(_("What is wrong"), ["kind", "note"])]
    kind = forms.ChoiceField(label=_("problem"), choices=ProblemKind)
    note = forms.CharField(
        label=_("note"),
        max_length=200,
        required=False,
        help_text=_("No names and no phone numbers: the note is kept as it is."),
    )


class RedirectForm(Sections, forms.Form):
    """Which village or township it is; the choices are the county's, given by the page."""

    sections = [Section(_("Where it really goes"), ["division"])]
    division = forms.ModelChoiceField(label=_("village or township"), queryset=Division.objects.none())

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = places


class CloseForm(Sections, forms.Form):
    sections = [Section(_("What came of it"), ["outcome", "note"])]
    outcome = forms.ChoiceField(label=_("outcome"), choices=ProblemOutcome)
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class TrackForm(Sections, forms.Form):
    sections = [Section("", ["number", "tail"])]
    number = forms.CharField(label=_("waybill number"), max_length=40)
    tail = forms.RegexField(
        r"^\s*[0-9]{4}\s*$",
        label=_("last four digits of the recipient's phone"),
        max_length=8,
        error_messages={"invalid": _("Four digits, like 5678.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-private": ""}),
    )


# --- agreements ---


class ContractForm(Sections, forms.Form):
    sections = [Section("", ["carrier", "from_date"])]
    carrier = forms.ChoiceField(label=_("Carrier"), choices=carrier_choices)
    from_date = forms.DateField(label=_("from"), widget=DayInput())


class EndContractForm(forms.Form):
    default_renderer = DeskRenderer
    to_date = forms.DateField(label=_("until"), widget=DayInput(), help_text=_("The last day."))


class CloseMonthForm(Sections, forms.Form):
    sections = [Section("", ["month"])]
    month = forms.DateField(label=_("month"), widget=DayInput(), help_text=_("Any day of the month."))
