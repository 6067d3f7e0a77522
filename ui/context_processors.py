"""What every page's frame needs: names, navigation, who is signed in. Evaluated only when a template asks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ui.navigation import Service


def service(request: HttpRequest) -> dict[str, Any]:
    """``service`` for the frame; ``today`` for tags that say how far away a date is; ``demo``."""
    return {
        "service": SimpleLazyObject(lambda: Service.of(request)),
        "today": SimpleLazyObject(timezone.localdate),
        "demo": settings.DEMO,
    }
