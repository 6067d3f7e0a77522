"""The component gallery."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("components/", views.gallery, name="gallery"),
]
