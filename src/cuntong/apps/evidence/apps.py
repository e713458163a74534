from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "cuntong.apps.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self):
        autodiscover_modules("records")
