"""The addresses of the pages about what is measured."""

from django.urls import path

from placements.views import measures as views
from placements.views import striking

MEASURES = "children/<uuid:child_id>/measures"

urlpatterns = [
    path(f"{MEASURES}/", views.child_measures, name="child-measures"),
    path(f"{MEASURES}/<slug:measure>/add/", views.measure_add, name="measure-add"),
    path(
        f"{MEASURES}/<slug:measure>/<slug:measure_id>/change/",
        views.measure_change,
        name="measure-change",
    ),
    path(
        f"{MEASURES}/<slug:measure>/<slug:measure_id>/strike-out/",
        striking.strike_out,
        name="strike-out",
    ),
]
