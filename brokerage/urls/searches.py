"""The addresses of the pages about searches."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
