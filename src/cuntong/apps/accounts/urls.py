"""Takes the place of the sign-in library's pages that need mail; stands before them in the root urls."""

from django.urls import path, re_path

from . import pages

urlpatterns = [
    path("password/reset/", pages.forgotten_password, name="account_reset_password"),
    path("password/reset/done/", pages.forgotten_password, name="account_reset_password_done"),
    re_path("^password/reset/key/.+/$", pages.forgotten_password, name="account_reset_password_key"),
    path("signup/", pages.not_here, name="account_signup"),
    path("email/", pages.not_here, name="account_email"),
    re_path("^confirm-email/", pages.not_here, name="account_confirm_email"),
    path("password/set/", pages.not_here, name="account_set_password"),
    path("login/code/confirm/", pages.not_here, name="account_confirm_login_code"),
    path("3rdparty/signup/", pages.not_here, name="socialaccount_signup"),
    path("social/signup/", pages.not_here, name="socialaccount_signup_old"),
]
