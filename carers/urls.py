from django.urls import path

from carers.views import files, holds, households, imports

app_name = "carers"

urlpatterns = [
    path("", households.household_list, name="list"),
    path("add/", households.household_add, name="household-add"),
    path("export/", files.export, name="export"),
    path("template/", files.template, name="template"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/add/", imports.import_add, name="import-add"),
    path("imports/<uuid:import_id>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:import_id>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<uuid:import_id>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<uuid:import_id>/again/", imports.import_again, name="import-again"),
    path("imports/<uuid:import_id>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<uuid:import_id>/bad-rows.csv", files.bad_rows, name="import-bad-rows"),
    path("<uuid:household_id>/", households.household_detail, name="household-detail"),
    path("<uuid:household_id>/skills/", households.household_skills, name="household-skills"),
    path(
        "<uuid:household_id>/change/<slug:section>/",
        households.household_change,
        name="household-change",
    ),
    path("<uuid:household_id>/confirm/", households.household_confirm, name="household-confirm"),
    path("<uuid:household_id>/hold/", holds.hold_place, name="hold-place"),
    path("<uuid:household_id>/hold/lift/", holds.hold_lift, name="hold-lift"),
]
