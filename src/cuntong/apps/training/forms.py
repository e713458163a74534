from django import forms
from django.utils.translation import gettext_lazy as _

from cuntong.apps.desk.forms import DayInput
from cuntong.apps.places.models import Division

from .models import Certificate, Course, CourseKind, Outcome, Session


class CourseForm(forms.ModelForm):
    public_url = forms.URLField(
        label=_("public address"), required=False, max_length=300, assume_scheme="https"
    )

    class Meta:
        model = Course
        fields = ("code", "title", "kind", "syllabus", "is_public", "published_date", "public_url")
        widgets = {"published_date": DayInput(), "syllabus": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "code": _("Short and fixed; sheets refer to it, for example KC-001."),
            "published_date": _("Only for a course that anybody can watch free of charge."),
        }


class SessionForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = (
            "code",
            "course",
            "title",
            "organiser",
            "organisation",
            "held_date",
            "hours",
            "township",
            "venue",
            "teacher",
        )
        widgets = {"held_date": DayInput()}
        help_texts = {"code": _("The number on the sign-in sheet, for example PX-2023-001.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.exclude(kind=CourseKind.ONLINE)
        self.fields["township"].queryset = Division.objects.filter(kind="TOWNSHIP").order_by("code")


class SignInForm(forms.Form):
    """One person at the session, when a sheet is not worth a workbook."""

    name = forms.CharField(label=_("name"), max_length=40)
    phone = forms.RegexField(
        label=_("mobile number"),
        regex=r"^1[3-9]\d{9}$",
        error_messages={"invalid": _("A mobile number has 11 digits and begins with 13 to 19.")},
    )


class OutcomeForm(forms.ModelForm):
    class Meta:
        model = Outcome
        fields = ("kind", "outcome_date", "note")
        widgets = {"outcome_date": DayInput()}
        help_texts = {
            "note": _("What shows it: shop address, labour contract, business licence. Add the file below.")
        }


class CertificateForm(forms.ModelForm):
    class Meta:
        model = Certificate
        fields = ("kind", "number", "issued_date")
        widgets = {"issued_date": DayInput()}
