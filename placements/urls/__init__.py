"""The pages about where a child lives and the plan for them, by what they are about."""

from placements.urls import measures, network, pathways, plans, radar, reviews, stays

app_name = "placements"
urlpatterns = [
    *measures.urlpatterns,
    *radar.urlpatterns,
    *stays.urlpatterns,
    *plans.urlpatterns,
    *pathways.urlpatterns,
    *reviews.urlpatterns,
    *network.urlpatterns,
]
