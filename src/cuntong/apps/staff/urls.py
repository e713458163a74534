from django.urls import path

from . import pages

app_name = "staff"
urlpatterns = [
    path("", pages.people, name="people"),
    path("open/", pages.open_account, name="open"),
    path("slips/", pages.slips, name="slips"),
    path("people/<int:user_id>/", pages.person, name="person"),
    path("people/<int:user_id>/change/", pages.change, name="change"),
    path("people/<int:user_id>/close/", pages.close, name="close"),
    path("people/<int:user_id>/reopen/", pages.reopen, name="reopen"),
    path("people/<int:user_id>/password/", pages.reset_password, name="reset-password"),
]
