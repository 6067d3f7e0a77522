"""The addresses of the pages about plans for the whole desk."""

from django.urls import URLPattern, path

from brokerage.views import desk_plans

PLAN = "desk-plans/<uuid:plan_id>"

urlpatterns: list[URLPattern] = [
    path("desk-plans/", desk_plans.desk_plan_list, name="desk-plan-list"),
    path("desk-plans/make/", desk_plans.desk_plan_make, name="desk-plan-make"),
    path(f"{PLAN}/", desk_plans.desk_plan, name="desk-plan"),
    path(f"{PLAN}/progress/", desk_plans.desk_plan_progress, name="desk-plan-progress"),
    path(f"{PLAN}/again/", desk_plans.desk_plan_again, name="desk-plan-again"),
    path(f"{PLAN}/carers-needed/", desk_plans.desk_plan_brief, name="desk-plan-brief"),
    path(f"{PLAN}/carers-needed.csv", desk_plans.desk_plan_brief_file, name="desk-plan-brief-file"),
]
