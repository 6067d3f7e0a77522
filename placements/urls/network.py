"""The address of the map of the people around a child."""

from django.urls import path

from placements.views import network as views

urlpatterns = [
    path("children/<uuid:child_id>/network/", views.child_network, name="child-network"),
]
