"""The pages about where a child lives and the plan for them, by what they are about."""

from placements.urls import measures, radar, stays

app_name = "placements"
urlpatterns = [
    *measures.urlpatterns,
    *radar.urlpatterns,
    *stays.urlpatterns,
]
