from django import forms
from django.utils.translation import gettext_lazy as _


class SettleForm(forms.Form):
    """How an entry that was not accepted was dealt with."""

    note = forms.CharField(
        label=_("How was it settled?"),
        max_length=200,
        help_text=_("For example: asked the keeper; the parcel had been handed out the day before."),
    )
