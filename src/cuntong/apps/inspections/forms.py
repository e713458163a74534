"""Forms of inspections; each carries the id of its entry, so that a second click writes nothing twice."""

import base64
import binascii
import io
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.desk.forms import DayInput
from cuntong.apps.places.models import Station

from .frames import FRAMES
from .kinds import CallOutcome, Owner, ReplacementKind, Severity

_PNG = "data:image/png;base64,"
_MOST_SIGNATURE = 400_000


class EntryForm(forms.Form):
    """A form whose entry has an id from the moment it is shown."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"entry_id": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class PlanForm(EntryForm):
    station = forms.ModelChoiceField(label=_("Station"), queryset=Station.objects.none())
    inspector = forms.ModelChoiceField(label=_("Inspector"), queryset=User.objects.none())
    planned_date = forms.DateField(label=_("Day of the visit"), widget=DayInput())

    def __init__(self, *args, stations, inspectors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset, self.fields["inspector"].queryset = stations, inspectors


class DrawForm(EntryForm):
    frame = forms.ChoiceField(label=_("Draw from"))
    title = forms.CharField(label=_("Title of the sample"), max_length=120)
    size = forms.IntegerField(
        label=_("How many are checked"),
        min_value=1,
        help_text=_("Shared out to the strata by their size, at least one to each."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frame"].choices = [(one.code, one.label) for one in FRAMES.values()]


class PlanDrawnForm(forms.Form):
    inspector = forms.ModelChoiceField(label=_("Inspector"), queryset=User.objects.none())
    planned_date = forms.DateField(label=_("Day of the visits"), widget=DayInput())

    def __init__(self, *args, inspectors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inspector"].queryset = inspectors


class ReasonForm(EntryForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))


class _PhotoInput(forms.ClearableFileInput):
    def __init__(self):
        super().__init__({"accept": "image/*", "capture": "environment"})


class RepairForm(EntryForm):
    note = forms.CharField(label=_("What was done"), max_length=200)
    photo = forms.FileField(label=_("Photo that shows it"), widget=_PhotoInput())


class RecheckForm(EntryForm):
    passed = forms.TypedChoiceField(
        label=_("Is it mended?"),
        choices=[("YES", _("Yes, it holds")), ("NO", _("No, not mended"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "YES",
    )
    note = forms.CharField(label=_("What was seen"), max_length=200)
    photo = forms.FileField(label=_("Photo"), required=False, widget=_PhotoInput())


class ProblemForm(EntryForm):
    station = forms.ModelChoiceField(label=_("Station"), queryset=Station.objects.none())
    text = forms.CharField(label=pgettext_lazy("problem", "What is wrong"), max_length=200)
    severity = forms.ChoiceField(label=_("How grave it is"), choices=Severity)
    owner = forms.ChoiceField(label=_("To be mended by"), choices=Owner)

    def __init__(self, *args, stations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations


class CallForm(EntryForm):
    """How a call ended; where it was answered, yes or no to each question, and a rating."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CallOutcome, widget=forms.RadioSelect)

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = [code for code, _text in questions]
        for code, text in questions:
            self.fields[code] = forms.ChoiceField(
                label=text,
                required=False,
                choices=[("YES", _("Yes")), ("NO", _("No"))],
                widget=forms.RadioSelect,
            )
        self.fields["rating"] = forms.TypedChoiceField(
            label=_("How satisfied, from 1 (not at all) to 5 (very)"),
            required=False,
            choices=[(str(one), str(one)) for one in range(1, 6)],
            widget=forms.RadioSelect,
            coerce=int,
            empty_value=None,
        )
        self.fields["note"] = forms.CharField(label=_("Note"), required=False, max_length=200)

    @property
    def given(self) -> dict:
        values = self.cleaned_data
        answers = {code: values[code] for code in self.questions if values[code]}
        return {
            "entry_id": values["entry_id"],
            "outcome": values["outcome"],
            "answers": answers,
            "rating": values["rating"],
            "note": values["note"],
        }


class AssessForm(EntryForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    from_date = forms.DateField(label=_("From"), widget=DayInput())
    to_date = forms.DateField(label=_("Until"), widget=DayInput())


class ReplaceForm(EntryForm):
    kind = forms.ChoiceField(label=_("What is replaced"), choices=ReplacementKind, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    old_keeper = forms.ModelChoiceField(label=_("Old keeper"), queryset=User.objects.none(), required=False)
    new_keeper = forms.ModelChoiceField(label=_("New keeper"), queryset=User.objects.none(), required=False)

    def __init__(self, *args, keepers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_keeper"].queryset = keepers
        self.fields["new_keeper"].queryset = User.objects.filter(role=Role.STATION_KEEPER, is_active=True)


class CountForm(EntryForm):
    item = forms.CharField(widget=forms.HiddenInput)
    counted = forms.DecimalField(
        label=_("Counted and taken over"), min_value=0, max_digits=14, decimal_places=2
    )
    settlement = forms.CharField(label=_("How a difference is settled"), required=False, max_length=200)


class FinishForm(EntryForm):
    """The end of a visit: the keeper's signature as drawn on the screen, or why there is none."""

    signature = forms.CharField(widget=forms.HiddenInput, required=False)
    refusal = forms.CharField(label=_("Why the keeper does not sign"), required=False, max_length=200)

    def clean_signature(self) -> io.BytesIO | None:
        drawn = self.cleaned_data["signature"]
        if not drawn:
            return None
        try:
            if not drawn.startswith(_PNG) or len(drawn) > _MOST_SIGNATURE:
                raise ValueError(drawn[:20])
            return io.BytesIO(base64.b64decode(drawn.removeprefix(_PNG), validate=True))
        except (ValueError, binascii.Error):
            raise forms.ValidationError(_("The signature cannot be read. Let them sign again.")) from None
