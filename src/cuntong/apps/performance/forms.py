from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.forms import DayInput, FilesField
from cuntong.domain.indicators import CATALOGUE, TOPIC_OF
from cuntong.rulebooks import list_outlines

from . import queries
from .models import Cause, FindingAnswer, Snapshot, Target


def indicator_choices() -> list:
    """The catalogue as grouped choices: topic → indicators."""
    groups: dict[str, list] = {}
    for code, indicator in CATALOGUE.items():
        groups.setdefault(_words(TOPIC_OF[code]), []).append((code, _words(indicator.title)))
    return list(groups.items())


def _words(text) -> str:
    return text.en if get_language() == "en" else text.zh


class TargetForm(forms.ModelForm):
    indicator_code = forms.ChoiceField(label=_("Indicator"), choices=indicator_choices)

    class Meta:
        model = Target
        fields = ("indicator_code", "value", "period_end", "document_no", "document_date")
        widgets = {"period_end": DayInput(), "document_date": DayInput()}
        help_texts = {
            "value": _("In the unit of the figure; per cent as 50, not 0.5."),
            "document_no": _("The plan or notice that sets the target."),
            "document_date": _(
                "If the document is older than today, the page will show that the seal came later."
            ),
        }


class FreezeForm(forms.ModelForm):
    outline_code = forms.ChoiceField(
        label=_("Report outline"), choices=lambda: [(one.code, _words(one.name)) for one in list_outlines()]
    )

    class Meta:
        model = Snapshot
        fields = ("title", "project_start", "year_start", "as_of", "outline_code")
        widgets = {"project_start": DayInput(), "year_start": DayInput(), "as_of": DayInput()}
        help_texts = {"as_of": _("Everything up to this day counts. Later changes will appear as drift.")}


class AssessmentForm(forms.Form):
    band = forms.ChoiceField(label=_("Band"))
    percent = forms.DecimalField(
        label=_("Share of the points (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args, scorecard, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["band"].choices = [
            (band.code, f"{_words(band.name)} {band.lower * 100:.0f}–{band.upper * 100:.0f}%")
            for band in scorecard.bands
        ]


class CauseForm(forms.ModelForm):
    class Meta:
        model = Cause
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class SectionForm(forms.Form):
    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 14}), max_length=20_000
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """Reports to be read back: files, or pasted text."""

    files = FilesField(label=_("Reports"), required=False)
    title = forms.CharField(label=_("Title"), required=False, max_length=80)
    text = forms.CharField(
        label=_("Text of the report"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    snapshot = forms.ModelChoiceField(
        label=_("Compare with the frozen figures of"),
        queryset=Snapshot.objects.none(),
        required=False,
        empty_label=_("do not compare"),
    )

    def __init__(self, *args, reader, single=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.single = single
        frozen = queries.visible_to(reader).filter(state=Snapshot.State.FROZEN)
        if reader.may(Right.READ_PERFORMANCE) and frozen.exists():
            self.fields["snapshot"].queryset = frozen
        else:
            del self.fields["snapshot"]
        if single:
            self.fields["files"].widget = forms.FileInput()

    def clean(self):
        cleaned = super().clean()
        given = len(cleaned.get("files") or []) + bool((cleaned.get("text") or "").strip())
        if not self.errors and given == 0:
            self.add_error("files", _("Choose a file, or paste the text of a report."))
        elif self.single and given > 1:
            self.add_error("files", _("A new version is one file. Upload the others by themselves."))
        return cleaned


class CompareForm(forms.Form):
    snapshot = forms.ModelChoiceField(
        label=_("Compare with the frozen figures of"), queryset=Snapshot.objects.none()
    )

    def __init__(self, *args, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["snapshot"].queryset = queries.visible_to(reader).filter(state=Snapshot.State.FROZEN)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=FindingAnswer.Answer.choices)
    reason = forms.CharField(required=False, max_length=2000)
