"""The addresses of a child's care plan and of the plan of a stay."""

from django.urls import path

from placements.views import placement_plans, plan_versions, plans

PLAN = "children/<uuid:child_id>/plan"
GOAL = "goals/<uuid:goal_id>"
STAY = "placements/<uuid:placement_id>/plan"
VERSION = "plan-versions/<uuid:careplanversion_id>"

urlpatterns = [
    path(f"{PLAN}/", plans.plan_detail, name="plan-detail"),
    path(f"{PLAN}/start/", plans.plan_start, name="plan-start"),
    path(f"{PLAN}/change/", plans.plan_change, name="plan-change"),
    path(f"{PLAN}/parts/<slug:dimension>/", plans.dimension_change, name="dimension-change"),
    path(f"{PLAN}/goals/add/", plans.goal_add, name="goal-add"),
    path(f"{PLAN}/views/add/", plans.plan_voice, name="plan-voice"),
    path(f"{PLAN}/ask/", plan_versions.plan_ask, name="plan-ask"),
    path(f"{PLAN}/approve/", plan_versions.plan_approve, name="plan-approve"),
    path(f"{GOAL}/", plans.goal_detail, name="goal-detail"),
    path(f"{GOAL}/change/", plans.goal_change, name="goal-change"),
    path(f"{GOAL}/score/", plans.goal_score, name="goal-score"),
    path(f"{GOAL}/close/", plans.goal_close, name="goal-close"),
    path(f"{GOAL}/views/add/", plans.goal_voice, name="goal-voice"),
    path(f"{VERSION}/", plan_versions.version_detail, name="version-detail"),
    path(f"{VERSION}/plan.pdf", plan_versions.version_pdf, name="version-pdf"),
    path(f"{VERSION}/my-plan.pdf", plan_versions.version_child_pdf, name="version-child-pdf"),
    path(f"{STAY}/", placement_plans.stay_plan_change, name="stay-plan-change"),
    path(f"{STAY}/decisions/add/", placement_plans.delegation_add, name="delegation-add"),
    path(
        f"{STAY}/decisions/<slug:delegation>/",
        placement_plans.delegation_change,
        name="delegation-change",
    ),
    path(
        f"{STAY}/decisions/<slug:delegation>/remove/",
        placement_plans.delegation_remove,
        name="delegation-remove",
    ),
]
