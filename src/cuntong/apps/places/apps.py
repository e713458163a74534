from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "cuntong.apps.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self):
        autodiscover_modules("health")
