"""The addresses of the reports."""

from django.urls import URLPattern, path

from evaluation.views import reports, returns, success

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
    path("carers/", success.success, name="success"),
]
