"""The addresses of the reports."""

from django.urls import URLPattern, path

from evaluation.views import (
    costs,
    exports,
    interviews,
    matches,
    process,
    report_jobs,
    reports,
    returns,
    stability,
    success,
)

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
]

urlpatterns += [
    path("made/", report_jobs.report_list, name="report-list"),
    path("made/new/", report_jobs.report_ask, name="report-ask"),
    path("made/<uuid:reportjob_id>/", report_jobs.report_detail, name="report-detail"),
    path("made/<uuid:reportjob_id>/progress/", report_jobs.report_progress, name="report-progress"),
    path(
        "made/<uuid:reportjob_id>/file/<slug:report_format>/",
        report_jobs.report_file,
        name="report-file",
    ),
    path("made/<uuid:reportjob_id>/retry/", report_jobs.report_retry, name="report-retry"),
    path("made/<uuid:reportjob_id>/again/", report_jobs.report_again, name="report-again"),
    path("made/<uuid:reportjob_id>/monthly/", report_jobs.report_monthly, name="report-monthly"),
    path(
        "monthly/<uuid:reportschedule_id>/stop/",
        report_jobs.reportschedule_stop,
        name="reportschedule-stop",
    ),
]

urlpatterns += [
    path("stability/", stability.stability, name="stability"),
    path("stability/pdf/", stability.stability_pdf, name="stability-pdf"),
    path("stability/csv/", stability.stability_file, name="stability-file"),
    path(
        "stability/<uuid:return_id>/<slug:variant>/<slug:figure>/",
        stability.stability_children,
        name="stability-children",
    ),
]

urlpatterns += [
    path("returns/<uuid:return_id>/match/", matches.return_match, name="return-match"),
    path(
        "returns/<uuid:return_id>/match/progress/",
        matches.return_match_progress,
        name="return-match-progress",
    ),
    path(
        "returns/<uuid:return_id>/match/retry/",
        matches.return_match_retry,
        name="return-match-retry",
    ),
    path("returns/disagreements/", matches.disagreement_list, name="disagreement-list"),
    path(
        "returns/disagreements/<uuid:disagreement_id>/",
        matches.disagreement_resolve,
        name="disagreement-resolve",
    ),
    path("returns/export/", exports.return_export, name="return-export"),
    path("returns/export/file/", exports.return_export_file, name="return-export-file"),
]

urlpatterns += [
    path("process/", process.process, name="process"),
    path("process/figures/", process.process_figures, name="process-figures"),
    path("process/figures/new/", process.process_figure_add, name="process-figure-add"),
    path(
        "process/figures/<uuid:figure_id>/remove/",
        process.process_figure_remove,
        name="process-figure-remove",
    ),
    path("process/start/", process.process_start, name="process-start"),
    path("interviews/", interviews.interview_list, name="interview-list"),
    path("interviews/new/", interviews.interview_add, name="interview-add"),
    path("interviews/codes/", interviews.code_list, name="code-list"),
    path("interviews/codes/new/", interviews.code_add, name="code-add"),
    path("interviews/codes/<uuid:code_id>/", interviews.code_change, name="code-change"),
    path("interviews/themes/", interviews.interview_themes, name="interview-themes"),
    path("interviews/themes/xlsx/", interviews.interview_workbook, name="interview-workbook"),
    path("interviews/themes/csv/", interviews.interview_quotes_file, name="interview-quotes-file"),
    path("interviews/quotes/<uuid:quote_id>/remove/", interviews.quote_remove, name="quote-remove"),
    path("interviews/<uuid:interview_id>/", interviews.interview_detail, name="interview-detail"),
    path(
        "interviews/<uuid:interview_id>/change/",
        interviews.interview_change,
        name="interview-change",
    ),
    path(
        "interviews/<uuid:interview_id>/withdraw/",
        interviews.interview_withdraw,
        name="interview-withdraw",
    ),
]

urlpatterns += [
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

urlpatterns += [
    path("carers/", success.success, name="success"),
]
