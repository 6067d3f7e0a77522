"""The pages about where a child lives and the plan for them, by what they are about."""

from placements.urls import plans, stays

app_name = "placements"
urlpatterns = [
    *plans.urlpatterns,
    *stays.urlpatterns,
]
