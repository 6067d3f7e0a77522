"""The addresses of the pages about searches."""

from django.urls import URLPattern, path

from brokerage.views import searches

urlpatterns: list[URLPattern] = [
    path("referrals/<uuid:referral_id>/carers/", searches.search_latest, name="search-latest"),
    path("referrals/<uuid:referral_id>/carers/find/", searches.search_run, name="search-run"),
    path("searches/<uuid:search_id>/", searches.search_detail, name="search-detail"),
    path("searches/<uuid:search_id>/choose/", searches.search_choose, name="search-choose"),
    path(
        "searches/<uuid:search_id>/ruled-out/", searches.search_ruled_out, name="search-ruled-out"
    ),
    path("searches/<uuid:search_id>/compare/", searches.search_compare, name="search-compare"),
    path(
        "searches/<uuid:search_id>/carers/<uuid:household_id>/",
        searches.search_household,
        name="search-household",
    ),
]
