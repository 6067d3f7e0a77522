"""Pages that belong to no part of the domain."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("components/", views.gallery, name="gallery"),
]
