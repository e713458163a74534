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
    # --- shelf ---
    path("", pages.parcels, name="parcels"),
    path("find-phone/", pages.find_phone, name="find-phone"),
    path("track/", pages.track, name="track"),
    path("record/<int:parcel_id>/", pages.parcel, name="parcel"),
    path("counter/", pages.arrivals, name="arrivals"),
    path("counter/<int:station_id>/", pages.counter, name="counter"),
    path("counter/<int:station_id>/shelves/", pages.shelves, name="shelves"),
    path("counter/<int:station_id>/receive-all/", pages.receive_all, name="receive-all"),
    path("counter/<int:station_id>/<int:parcel_id>/receive/", pages.receive, name="receive"),
    path("counter/<int:station_id>/<int:parcel_id>/shelve/", pages.shelve, name="shelve"),
    path("counter/<int:station_id>/<int:parcel_id>/hand-out/", pages.hand_out, name="hand-out"),
    path("counter/<int:station_id>/<int:parcel_id>/undo/", pages.undo_hand_out, name="undo-hand-out"),
    path("counter/<int:station_id>/<int:parcel_id>/send-back/", pages.send_back, name="send-back"),
    path("counter/<int:station_id>/<int:parcel_id>/return/", pages.return_to_carrier, name="return"),
    path("counter/<int:station_id>/<int:parcel_id>/agree/", pages.agree, name="agree"),
    path("counter/<int:station_id>/<int:parcel_id>/disagree/", pages.disagree, name="disagree"),
    path("record/<int:parcel_id>/report/", pages.report, name="report"),
    path("problems/", pages.problems, name="problems"),
    path("problems/search/", pages.search_idle, name="search-idle"),
    path("problems/<int:problem_id>/", pages.problem, name="problem"),
    path("problems/<int:problem_id>/take/", pages.take_problem, name="problem-take"),
    path("problems/<int:problem_id>/redirect/", pages.redirect_parcel, name="problem-redirect"),
    path("problems/<int:problem_id>/close/", pages.close_problem, name="problem-close"),
]
