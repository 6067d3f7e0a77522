"""The addresses of the pages about reviews, visits, clocks and short breaks."""

from django.urls import path

from placements.views import clock_rules, reviews, sessions, visits, worklist

CHILD = "children/<uuid:child_id>"
REVIEW = "reviews/<uuid:review_id>"

urlpatterns = [
    path("to-do/", worklist.worklist, name="worklist"),
    path("to-do/<uuid:reviewdecision_id>/done/", reviews.task_done, name="task-done"),
    path(f"{CHILD}/reviews/", reviews.child_reviews, name="child-reviews"),
    path(f"{CHILD}/reviews/plan/", reviews.review_plan, name="review-plan"),
    path(f"{CHILD}/visits/record/", visits.visit_add, name="visit-add"),
    path(f"{CHILD}/short-breaks/", sessions.child_sessions, name="child-sessions"),
    path(f"{CHILD}/short-breaks/plan/", sessions.session_plan, name="session-plan"),
    path("short-breaks/<uuid:supportsession_id>/", sessions.session_record, name="session-record"),
    path(f"{REVIEW}/", reviews.review_detail, name="review-detail"),
    path(f"{REVIEW}/change/", reviews.review_change, name="review-change"),
    path(f"{REVIEW}/cancel/", reviews.review_cancel, name="review-cancel"),
    path(f"{REVIEW}/record/", reviews.review_record, name="review-record"),
    path(f"{REVIEW}/review.ics", reviews.review_calendar, name="review-calendar"),
    path(f"{REVIEW}/decisions/add/", reviews.decision_add, name="decision-add"),
    path(
        "placements/<uuid:placement_id>/done/<slug:step>/", visits.step_record, name="step-record"
    ),
    path("timings/", clock_rules.clockrule_list, name="clockrule-list"),
    path("timings/change/", clock_rules.clockrule_change, name="clockrule-change"),
    path("timings/law/", clock_rules.clockrule_drop, name="clockrule-drop"),
]
