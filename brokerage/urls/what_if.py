"""The addresses of what would make it work, what if, and homes for siblings apart."""

from django.urls import URLPattern, path

from brokerage.views import near_misses, trials

SEARCH = "searches/<uuid:search_id>"

urlpatterns: list[URLPattern] = [
    path(f"{SEARCH}/near-misses/", near_misses.search_near_misses, name="search-near-misses"),
    path(
        f"{SEARCH}/near-misses/<uuid:household_id>/<slug:rule>/",
        near_misses.remedy_accept,
        name="remedy-accept",
    ),
    path(
        "remedies/<uuid:remedy_id>/withdraw/", near_misses.remedy_withdraw, name="remedy-withdraw"
    ),
    path("remedies/terms/", near_misses.remedy_terms, name="remedy-terms"),
    path(
        "remedies/terms/change/",
        near_misses.remedy_terms_change,
        name="remedy-terms-change",
    ),
    path(f"{SEARCH}/try/", trials.search_trial, name="search-trial"),
    path(f"{SEARCH}/apart/", trials.search_splits, name="search-splits"),
]
