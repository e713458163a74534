from django.urls import path

from . import pages

app_name = "places"
urlpatterns = [
    path("", pages.stations, name="stations"),
    path("stations/new/", pages.station_new, name="station-new"),
    path("stations/<int:station_id>/", pages.station, name="station"),
    path("stations/<int:station_id>/correct/", pages.station_correct, name="station-correct"),
    path("stations/<int:station_id>/events/new/", pages.event_new, name="event-new"),
    path("events/<int:event_id>/", pages.event, name="event"),
    path("events/<int:event_id>/annul/", pages.event_annul, name="event-annul"),
    path("health/", pages.health, name="health"),
    path("coverage/", pages.coverage, name="coverage"),
    path("map/", pages.station_map, name="map"),
    path("findings/", pages.findings, name="findings"),
    path("divisions/", pages.divisions, name="divisions"),
    path("divisions/<str:code>/", pages.division, name="division"),
    path("county/", pages.county, name="county"),
]
