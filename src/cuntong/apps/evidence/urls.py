from django.urls import path

from . import pages

app_name = "evidence"
urlpatterns = [
    path("", pages.documents, name="documents"),
    path("document/<uuid:document_id>/", pages.document, name="document"),
    path("document/<uuid:document_id>/content", pages.content, name="content"),
    path("document/<uuid:document_id>/personal/", pages.mark_personal, name="mark_personal"),
    path("attach/<str:record_kind>/<str:record_id>/", pages.attach, name="attach"),
    path("detach/<int:link_id>/", pages.detach, name="detach"),
    path("trail/", pages.trail, name="trail"),
]
