"""The addresses of the pages about weights."""

from django.urls import URLPattern, path

from brokerage.views import weights

urlpatterns: list[URLPattern] = [
    path("weights/", weights.weight_list, name="weight-list"),
    path("weights/draft/", weights.weight_draft, name="weight-draft"),
    path("weights/<uuid:weightset_id>/", weights.weight_detail, name="weight-detail"),
    path("weights/<uuid:weightset_id>/approve/", weights.weight_approve, name="weight-approve"),
    path("weights/<uuid:weightset_id>/discard/", weights.weight_discard, name="weight-discard"),
]
