"""Pages that misbehave, for the tests of what surrounds every page."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from accounts import access
from accounts.models import Authority, Membership, User
from config.urls import urlpatterns as product


def change_then(request, *, membership_id, how):
    """Open a record, change the authority's name, and end in the way that the address says."""
    access.opened(request, get_object_or_404(Membership, public_id=membership_id))
    Authority.objects.filter(pk=request.user.authority_id).update(name="Changed")
    match how:
        case "break":
            raise RuntimeError("Asha Canary")
        case "not-found":
            raise Http404
        case "refuse":
            raise PermissionDenied
        case "fail":
            return HttpResponse(status=500)
        case "wait":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(10)")
    return HttpResponse("Done")


def repeat_email(request, *, email):
    """Add a second person with an email address, which the database refuses, with the address in its words."""
    User.objects.create_user(email=email, name="Asha Canary")
    return HttpResponse("Done")


urlpatterns = [
    path("test/<uuid:membership_id>/<str:how>/", change_then, name="change-then"),
    path("test/repeat/<str:email>/", repeat_email, name="repeat-email"),
    *product,
]
