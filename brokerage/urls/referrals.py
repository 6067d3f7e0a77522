"""The addresses of the pages about referrals."""

from django.urls import path

from brokerage.views import child_referrals, inbox, referral_desk, referrals

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("referrals/", referrals.referral_list, name="referral-list"),
    path(
        "children/<uuid:child_id>/referrals/",
        child_referrals.child_referrals,
        name="child-referrals",
    ),
    path("referrals/start/", referrals.referral_start, name="referral-start"),
    path("referrals/<uuid:referral_id>/", referrals.referral_detail, name="referral-detail"),
    path("referrals/<uuid:referral_id>/needs/", referrals.referral_needs, name="referral-needs"),
    path(
        "referrals/<uuid:referral_id>/timeline/",
        referrals.referral_timeline,
        name="referral-timeline",
    ),
    path("referrals/<uuid:referral_id>/sections/", referrals.referral_tasks, name="referral-tasks"),
    path(
        "referrals/<uuid:referral_id>/sections/<slug:code>/",
        referrals.referral_section,
        name="referral-section",
    ),
    path("referrals/<uuid:referral_id>/submit/", referrals.referral_submit, name="referral-submit"),
    path(
        "referrals/<uuid:referral_id>/withdraw/",
        referrals.referral_withdraw,
        name="referral-withdraw",
    ),
    path(
        "referrals/<uuid:referral_id>/quality/",
        referral_desk.referral_quality,
        name="referral-quality",
    ),
    path(
        "referrals/<uuid:referral_id>/quality/check/",
        referral_desk.referral_check,
        name="referral-check",
    ),
    path(
        "referrals/<uuid:referral_id>/accept/",
        referral_desk.referral_accept,
        name="referral-accept",
    ),
    path(
        "referrals/<uuid:referral_id>/return/",
        referral_desk.referral_return,
        name="referral-return",
    ),
    path(
        "referrals/<uuid:referral_id>/owner/",
        referral_desk.referral_assign,
        name="referral-assign",
    ),
    path(
        "referrals/<uuid:referral_id>/profile/",
        referral_desk.referral_profile,
        name="referral-profile",
    ),
]
