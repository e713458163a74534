from django.conf import settings
from django.urls import path

from . import pages

app_name = "desk"
urlpatterns = [
    path("views/save/", pages.save_view, name="save_view"),
    path("views/<int:pk>/forget/", pages.delete_view, name="delete_view"),
]
if settings.DEBUG:
    urlpatterns += [
        path("gallery/", pages.gallery, name="gallery"),
        path("gallery/<str:part>/", pages.gallery, name="gallery_part"),
    ]
