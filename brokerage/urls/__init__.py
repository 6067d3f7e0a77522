"""The desk's pages, by what they are about."""

from brokerage.urls import decisions, desk_plans, referrals, replies, rounds, searches

app_name = "brokerage"
urlpatterns = [
    *referrals.urlpatterns,
    *searches.urlpatterns,
    *rounds.urlpatterns,
    *replies.urlpatterns,
    *decisions.urlpatterns,
    *desk_plans.urlpatterns,
]
