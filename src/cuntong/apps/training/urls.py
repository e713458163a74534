from django.urls import path

from . import pages

app_name = "training"
urlpatterns = [
    path("", pages.sessions, name="sessions"),
    path("sessions/new/", pages.session_new, name="session-new"),
    path("sessions/<int:session_id>/", pages.session, name="session"),
    path("sessions/<int:session_id>/sign-in/", pages.sign_in, name="sign-in"),
    path("courses/", pages.courses, name="courses"),
    path("courses/new/", pages.course_new, name="course-new"),
    path("courses/<int:course_id>/", pages.course, name="course"),
    path("trainees/", pages.trainees, name="trainees"),
    path("trainees/<int:trainee_id>/", pages.trainee, name="trainee"),
    path("trainees/<int:trainee_id>/outcomes/new/", pages.outcome_new, name="outcome-new"),
    path("trainees/<int:trainee_id>/certificates/new/", pages.certificate_new, name="certificate-new"),
    path("outcomes/", pages.outcomes, name="outcomes"),
    path("outcomes/<int:outcome_id>/", pages.outcome, name="outcome"),
    path("certificates/", pages.certificates, name="certificates"),
    path("certificates/<int:certificate_id>/", pages.certificate, name="certificate"),
]
