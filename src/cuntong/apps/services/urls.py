from django.urls import path

from . import pages

app_name = "services"
urlpatterns = [
    path("", pages.home, name="home"),
    path("entries/", pages.entries, name="entries"),
    path("entries/<uuid:entry_id>/", pages.entry, name="entry"),
    path("entries/<uuid:entry_id>/receipt/", pages.receipt, name="receipt"),
    path("entries/<uuid:entry_id>/reverse/", pages.reverse_entry, name="reverse"),
    path("entries/<uuid:entry_id>/settle/", pages.settle_entry, name="settle"),
    path("entries/<uuid:entry_id>/progress/", pages.progress, name="progress"),
    path("counters/<int:station_id>/", pages.counter, name="counter"),
    path("counters/<int:station_id>/new/<str:button>/", pages.entry_new, name="entry-new"),
    path("counters/<int:station_id>/drawer/", pages.drawer, name="drawer"),
    path("counters/<int:station_id>/close/", pages.close_station, name="close"),
    path("counters/<int:station_id>/offers/", pages.offers, name="offers"),
    path("counters/<int:station_id>/groups/new/", pages.group_new, name="group-new"),
    path("closes/<uuid:close_id>/", pages.close_record, name="close-record"),
    path("offers/<int:offer_id>/end/", pages.end_offer, name="offer-end"),
    path("groups/<int:group_id>/", pages.group, name="group"),
    path("stations/", pages.stations, name="stations"),
    path("stations/<int:station_id>/<str:month>/", pages.month, name="month"),
    path("findings/", pages.findings, name="findings"),
    path("findings/<str:finding_key>/answer/", pages.answer, name="answer"),
]
