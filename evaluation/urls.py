"""The addresses of the reports."""

from django.urls import URLPattern, path

from evaluation import views

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("", views.reports, name="reports"),
    path("matching/", views.matching_evidence, name="matching-evidence"),
    path("matching/pdf/", views.matching_evidence_pdf, name="matching-evidence-pdf"),
    path("matching/csv/", views.matching_evidence_file, name="matching-evidence-file"),
    path("transparency/", views.transparency_record, name="transparency-record"),
    path("transparency/file/", views.transparency_record_file, name="transparency-record-file"),
]
