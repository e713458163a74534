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
    # --- scans ---
    path("balance/", pages.balance, name="balance"),
    path("balance/<int:station_id>/", pages.balance_place, name="balance-place"),
    path("scan/", pages.scan, name="scan"),
    path("<int:parcel_id>/scans/", pages.life, name="life"),
    path("scans/<uuid:scan_id>/annul/", pages.annul_scan, name="scan-annul"),
    path("asides/", pages.asides, name="asides"),
    path("asides/<uuid:scan_id>/", pages.aside, name="aside"),
    path("asides/<uuid:scan_id>/parcel/<int:parcel_id>/", pages.assign_scan, name="aside-assign"),
    path("sorting/", pages.sortings, name="sortings"),
    path("sorting/new/", pages.sorting_new, name="sorting-new"),
    path("sorting/<int:session_id>/", pages.sorting, name="sorting"),
    path("sorting/<int:session_id>/chutes/", pages.chutes, name="chutes"),
    path("devices/", pages.devices, name="devices"),
    path("devices/new/", pages.device_new, name="device-new"),
    path("devices/<int:device_id>/", pages.device, name="device"),
    path("devices/<int:device_id>/revoke/", pages.device_revoke, name="device-revoke"),
    path("subscriptions/", pages.subscriptions, name="subscriptions"),
    path("subscriptions/new/", pages.subscription_new, name="subscription-new"),
    path("subscriptions/<int:subscription_id>/", pages.subscription, name="subscription"),
    path("subscriptions/<int:subscription_id>/end/", pages.subscription_end, name="subscription-end"),
    path("subscriptions/<int:subscription_id>/again/", pages.subscription_again, name="subscription-again"),
]
