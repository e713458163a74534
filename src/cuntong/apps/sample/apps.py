from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SampleConfig(AppConfig):
    name = "cuntong.apps.sample"
    label = "sample"
    verbose_name = _("Demo county")
