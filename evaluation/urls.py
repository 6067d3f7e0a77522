"""The addresses of the reports."""

from django.urls import URLPattern, path

from evaluation.views import exports, matches, reports, returns

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
    path("returns/<uuid:return_id>/match/", matches.return_match, name="return-match"),
    path("returns/disagreements/", matches.disagreement_list, name="disagreement-list"),
    path(
        "returns/disagreements/<uuid:disagreement_id>/",
        matches.disagreement_resolve,
        name="disagreement-resolve",
    ),
    path("returns/export/", exports.return_export, name="return-export"),
    path("returns/export/file/", exports.return_export_file, name="return-export-file"),
]
