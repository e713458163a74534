from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "cuntong.apps.inspections"
    label = "inspections"
    verbose_name = _("Inspections")

    def ready(self):
        autodiscover_modules("handover", "frames")
