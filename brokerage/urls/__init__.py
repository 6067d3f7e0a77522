"""The desk's pages, by what they are about."""

from brokerage.urls import (
    decisions,
    desk_plans,
    referrals,
    replies,
    rounds,
    searches,
    weights,
    what_if,
)

app_name = "brokerage"
urlpatterns = [
    *referrals.urlpatterns,
    *searches.urlpatterns,
    *what_if.urlpatterns,
    *rounds.urlpatterns,
    *replies.urlpatterns,
    *decisions.urlpatterns,
    *desk_plans.urlpatterns,
    *weights.urlpatterns,
]
