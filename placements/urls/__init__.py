"""The pages about where a child lives and the plan for them, by what they are about."""

from placements.urls import pathways, plans, stays

app_name = "placements"
urlpatterns = [
    *stays.urlpatterns,
    *plans.urlpatterns,
    *pathways.urlpatterns,
]
