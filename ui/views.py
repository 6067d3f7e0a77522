"""The component gallery."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ui import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages; an installation with real people has no such page."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return render(request, "ui/gallery.html", samples.samples(*sent))
