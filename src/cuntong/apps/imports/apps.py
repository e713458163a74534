from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "cuntong.apps.imports"
    label = "imports"
    verbose_name = _("Imports")

    def ready(self):
        autodiscover_modules("sheets")
