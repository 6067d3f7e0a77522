"""The addresses of the pages about replies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
