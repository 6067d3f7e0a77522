"""No pages yet."""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
