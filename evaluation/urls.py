"""The addresses of the reports."""

from django.urls import URLPattern, path

from evaluation.views import costs, reports, returns

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("", reports.reports, name="reports"),
    path("matching/", reports.matching_evidence, name="matching-evidence"),
    path("matching/pdf/", reports.matching_evidence_pdf, name="matching-evidence-pdf"),
    path("matching/csv/", reports.matching_evidence_file, name="matching-evidence-file"),
    path("transparency/", reports.transparency_record, name="transparency-record"),
    path("transparency/file/", reports.transparency_record_file, name="transparency-record-file"),
    path("returns/", returns.return_list, name="return-list"),
    path("returns/new/", returns.return_add, name="return-add"),
    path("returns/<uuid:return_id>/", returns.return_detail, name="return-detail"),
    path("returns/<uuid:return_id>/progress/", returns.return_progress, name="return-progress"),
    path(
        "returns/<uuid:return_id>/findings/",
        returns.return_findings_file,
        name="return-findings-file",
    ),
    path("returns/<uuid:return_id>/confirm/", returns.return_confirm, name="return-confirm"),
    path("returns/<uuid:return_id>/discard/", returns.return_discard, name="return-discard"),
    # What moves cost and were worth
    path("costs/", costs.costs_home, name="costs-home"),
    path("costs/unit-costs/", costs.costs_table, name="costs-table"),
    path("costs/unit-costs/change/", costs.costs_change, name="costs-change"),
    path("costs/unit-costs/<uuid:unitcostversion_id>/", costs.costs_version, name="costs-version"),
    path("costs/cohort/", costs.costs_cohort, name="costs-cohort"),
    path("costs/cohort/publish/", costs.costs_cohort_publish, name="costs-cohort-publish"),
    path("costs/children/<uuid:child_id>/", costs.costs_child, name="costs-child"),
    path(
        "costs/children/<uuid:child_id>/publish/",
        costs.costs_child_publish,
        name="costs-child-publish",
    ),
    path(
        "costs/published/<uuid:publishedresult_id>/",
        costs.costs_published,
        name="costs-published",
    ),
]
