"""The component gallery, and the drafts of forms."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("design/components/", views.gallery, name="gallery"),
    path("drafts/", views.draft_save, name="draft-save"),
    path("drafts/discard/", views.draft_discard, name="draft-discard"),
]
