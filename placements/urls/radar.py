"""The addresses of the step-down radar."""

from django.urls import path

from placements.views import radar as views

CHILD = "radar/<uuid:child_id>"

urlpatterns = [
    path("radar/", views.radar, name="radar"),
    path(f"{CHILD}/", views.radar_child, name="radar-child"),
    path(f"{CHILD}/set-aside/", views.radar_set_aside, name="radar-set-aside"),
    path(f"{CHILD}/bring-back/", views.radar_bring_back, name="radar-bring-back"),
]
