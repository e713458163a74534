from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.desk.forms import Section, Sections

from . import queries

ROLES = [("", "—"), *[(role.value, role.label) for role in Role if role != Role.PUBLIC]]


class StandingForm(Sections, forms.Form):
    """Role, name, organisation and places of a person."""

    role = forms.ChoiceField(label=_("role"), choices=ROLES)
    display_name = forms.CharField(
        label=_("displayed name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"data-private": ""}),
    )
    organisation_name = forms.CharField(
        label=_("organisation"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations"}),
        help_text=_("Needed for contractors and trainers. A new name makes a new organisation."),
    )
    organisation_kind = forms.ChoiceField(
        label=_("kind of a new organisation"),
        choices=Organisation.Kind.choices,
        initial=Organisation.Kind.OTHER,
        required=False,
    )
    places = forms.CharField(
        label=_("places they answer for"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for station keepers and inspectors. One a line: name or 12-digit code."),
    )
    sections = (
        Section(_("What they do"), ["role", "display_name"]),
        Section(_("For whom and where"), ["organisation_name", "organisation_kind", "places"]),
    )

    @property
    def organisations(self):
        return Organisation.objects.values_list("name", flat=True)

    def clean_places(self):
        codes, faults = queries.places_meant(self.cleaned_data["places"])
        if faults:
            raise ValidationError(faults)
        return codes

    def clean_organisation_kind(self):
        return self.cleaned_data["organisation_kind"] or Organisation.Kind.OTHER

    def as_arguments(self) -> dict:
        """The form as the operations take it."""
        arguments = dict(self.cleaned_data)
        return arguments | {"division_codes": arguments.pop("places")}


class OpenForm(StandingForm):
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        help_text=_("For signing in: letters, digits and @ . + - _. It stays as it is."),
    )
    sections = (Section(_("How they sign in"), ["username"]), *StandingForm.sections)


class ResetForm(forms.Form):
    clear_second_factor = forms.BooleanField(required=False)
