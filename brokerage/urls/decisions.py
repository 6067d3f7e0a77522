"""The addresses of the pages about choosing a home."""

from django.urls import path

from brokerage.views import decisions, network

REFERRAL = "referrals/<uuid:referral_id>"
DECISION = "decisions/<uuid:decision_id>"

urlpatterns = [
    path(f"{REFERRAL}/decision/", decisions.decision_detail, name="decision-detail"),
    path(f"{REFERRAL}/shortlist/", decisions.shortlist_change, name="shortlist-change"),
    path(
        f"{REFERRAL}/homes/<uuid:household_id>/views/<slug:whose>/",
        decisions.view_record,
        name="view-record",
    ),
    path(
        f"{REFERRAL}/homes/<uuid:household_id>/network/",
        network.decision_network,
        name="decision-network",
    ),
    path(
        f"{REFERRAL}/homes/<uuid:household_id>/decide/",
        decisions.decision_new,
        name="decision-new",
    ),
    path(f"{DECISION}/approvals/<slug:kind>/", decisions.approval_answer, name="approval-answer"),
    path(f"{DECISION}/checks/<slug:rule>/", decisions.check_clear, name="check-clear"),
    path(f"{DECISION}/book/", decisions.decision_book, name="decision-book"),
    path(f"{DECISION}/set-aside/", decisions.decision_set_aside, name="decision-set-aside"),
]
