from django.urls import path

from . import pages

app_name = "parcels"
urlpatterns = [
    # --- intake ---
    path("hub/", pages.hub, name="hub"),
    path("hub/upload/", pages.upload, name="upload"),
    path("columns/<uuid:batch_id>/", pages.columns, name="columns"),
    path("review/", pages.review, name="review"),
    path("review/again/", pages.ask_again, name="ask-again"),
    path("review/<int:parcel_id>/", pages.decide, name="decide"),
    path("decisions/<int:decision_id>/take-back/", pages.take_back, name="take-back"),
    path("names/", pages.names, name="names"),
    path("names/new/", pages.name_new, name="name-new"),
    path("names/withdraw/", pages.names_withdraw, name="names-withdraw"),
]
