"""What every page's frame needs: names, navigation, the day."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ui.navigation import Service


def service(request: HttpRequest) -> dict[str, Any]:
    """``service`` for the frame, worked out when a template asks; ``today`` for tags that say how far off a date is."""
    return {
        "service": SimpleLazyObject(lambda: Service.of(request)),
        "today": timezone.localdate(),
        "demo": settings.DEMO,
    }
