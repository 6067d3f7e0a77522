"""The desk's pages, by what they are about."""

from brokerage.urls import decisions, referrals, replies, rounds, searches, weights

app_name = "brokerage"
urlpatterns = [
    *referrals.urlpatterns,
    *searches.urlpatterns,
    *rounds.urlpatterns,
    *replies.urlpatterns,
    *decisions.urlpatterns,
    *weights.urlpatterns,
]
