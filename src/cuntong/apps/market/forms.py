from django import forms

from cuntong.apps.desk.forms import DayInput

from .models import Tenancy


class EndTenancyForm(forms.ModelForm):
    """The last day of a firm in the centre; required here, since leaving is what is being recorded."""

    class Meta:
        model = Tenancy
        fields = ("to_date",)
        widgets = {"to_date": DayInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_date"].required = True
