from django.urls import path

from . import pages

app_name = "market"
urlpatterns = [
    path("", pages.firms, name="firms"),
    path("firms/<int:firm_id>/", pages.firm, name="firm"),
    path("tenancies/<int:tenancy_id>/", pages.tenancy, name="tenancy"),
    path("tenancies/<int:tenancy_id>/end/", pages.tenancy_end, name="tenancy-end"),
    path("shops/", pages.shops, name="shops"),
    path("shops/<int:shop_id>/", pages.shop, name="shop"),
    path("livestreams/", pages.livestreams, name="livestreams"),
    path("livestreams/<int:livestream_id>/", pages.livestream, name="livestream"),
    path("fairs/", pages.fairs, name="fairs"),
    path("fairs/<int:fair_id>/", pages.fair, name="fair"),
    path("exhibits/<int:exhibit_id>/", pages.exhibit, name="exhibit"),
]
