from django.urls import path

from . import pages

app_name = "imports"
urlpatterns = [
    path("", pages.batches, name="batches"),
    path("sheet/<str:code>/", pages.sheet, name="sheet"),
    path("sheet/<str:code>/template", pages.template, name="template"),
    path("batch/<uuid:batch_id>/", pages.batch, name="batch"),
    path("batch/<uuid:batch_id>/annotated", pages.annotated, name="annotated"),
    path("batch/<uuid:batch_id>/commit/", pages.commit, name="commit"),
    path("batch/<uuid:batch_id>/undo/", pages.undo, name="undo"),
    path("batch/<uuid:batch_id>/abandon/", pages.abandon, name="abandon"),
]
