from django.urls import path

from . import pages

app_name = "jobs"
urlpatterns = [
    path("", pages.jobs, name="list"),
    path("daily/", pages.daily, name="daily"),
    path("daily/<str:kind>/", pages.set_daily, name="set-daily"),
    path("<uuid:job_id>/", pages.job, name="job"),
    path("<uuid:job_id>/cancel/", pages.cancel, name="cancel"),
]
