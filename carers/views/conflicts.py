"""What is answered when somebody else saved a household's section first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.permissions import SignedInRequest
from carers import services
from ui import conflicts


def answer(
    request: SignedInRequest, context: dict[str, Any], changed: services.ChangedMeanwhile
) -> HttpResponse:
    """409: what is saved now beside what this person sent, and their form again, to be saved over it or left."""
    section, household = context["section"], changed.household
    theirs = section.make(None, household, request.user)
    compared = conflicts.compare(section.title, theirs=theirs, yours=context["form"])
    seen = {"household": household, "version": household.version, "comparison": compared}
    return render(request, "carers/changed_meanwhile.html", context | seen, status=409)
