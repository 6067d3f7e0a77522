"""No pages yet."""

from django.urls import URLPattern

app_name = "evaluation"
urlpatterns: list[URLPattern] = []
