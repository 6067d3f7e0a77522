"""The addresses of the pages about rounds."""

from django.urls import path

from brokerage.views import rounds

urlpatterns = [
    path("rounds/<uuid:round_id>/", rounds.round_detail, name="round-detail"),
]
