"""The addresses of the pages about referrals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
