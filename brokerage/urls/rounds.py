"""The addresses of the pages about rounds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
