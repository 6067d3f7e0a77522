"""The addresses of the pages about stays."""

from django.urls import path

from placements.views import stays as views

PLACEMENT = "placements/<uuid:placement_id>"

urlpatterns = [
    path("children/<uuid:child_id>/stays/", views.child_stays, name="child-stays"),
    path("carers/<uuid:household_id>/stays/", views.household_stays, name="household-stays"),
    path(f"{PLACEMENT}/", views.placement_detail, name="placement-detail"),
    path(f"{PLACEMENT}/start/", views.placement_start, name="placement-start"),
    path(f"{PLACEMENT}/end/", views.placement_end, name="placement-end"),
    path(f"{PLACEMENT}/support/add/", views.support_add, name="support-add"),
    path("support/<uuid:support_id>/", views.support_close, name="support-close"),
]
