"""Pages that belong to no part of the domain."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ui import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages. Not part of an installation that holds real people."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "ui/gallery.html", samples.samples())
