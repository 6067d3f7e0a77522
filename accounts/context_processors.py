"""What the frame of a signed-in page needs to know about the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts import sessions


def session_end(request: HttpRequest) -> dict[str, Any]:
    """``session_end`` for the warning; ``None`` for visitors and where there is no session."""
    session, user = getattr(request, "session", None), getattr(request, "user", None)
    if session is None or user is None or not user.is_authenticated:
        return {"session_end": None}
    left = sessions.time_left(session, at=timezone.now())
    return {
        "session_end": {
            "seconds": left.seconds,
            "warning": sessions.WARNING,
            "idle_minutes": settings.SESSION_IDLE_MINUTES,
        }
    }
