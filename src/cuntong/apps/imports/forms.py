from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook"),
        error_messages={
            "required": _("Choose a workbook first."),
            "empty": _("The file is empty. Choose it again, or check whether it was copied completely."),
        },
    )
