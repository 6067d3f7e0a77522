"""The pages about where a child lives and the plan for them, by what they are about."""

from placements.urls import stays

app_name = "placements"
urlpatterns = [
    *stays.urlpatterns,
]
