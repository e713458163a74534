from django.urls import path

from . import pages

app_name = "portal"
urlpatterns = [path("", pages.home, name="home")]
