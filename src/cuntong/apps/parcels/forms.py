from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division
from cuntong.domain.workbooks import Glance

from .carriers import CARRIERS, FIELDS, known_titles, layout_of
from .models import PlaceName

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
