from django.urls import path

from . import pages

app_name = "desk"
urlpatterns = [
    path("views/save/", pages.save_view, name="save_view"),
    path("views/<int:pk>/forget/", pages.delete_view, name="delete_view"),
]
