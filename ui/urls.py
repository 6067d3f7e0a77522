"""Pages that belong to no part of the domain."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("help/", views.help_page, name="help"),
    path("components/", views.gallery, name="gallery"),
]
