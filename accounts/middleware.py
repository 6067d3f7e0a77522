"""Around every request: what is refused unread, the transaction, who acts in it, and how long a session lasts."""

import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import psycopg.errors
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import access, sessions
from accounts.audit import acting_as
from accounts.logs import bind_contextvars, bound_contextvars, logger
from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = logger(__name__)

# Answered without the database, so that they still answer when it is away.
WITHOUT_A_DATABASE = ("/health/live", "/robots.txt")

# What a person who has yet to set up their second factor may still open.
WHILE_SETTING_UP = frozenset(
    {
        "mfa_activate_totp",
        "account_reauthenticate",
        "account_logout",
        "accounts:session",
        "accounts:accessibility",
        "accounts:privacy",
        "accounts:cookies",
        "accounts:help",
    }
)

# In the session of somebody whose last one ended by itself: why, and whether they had just sent a form.
ENDED = "session_ended"

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

BUSY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


class RefuseUnreadableInput:
    """Answer 400 to what no browser sends and the database would choke on: NUL, and bytes that are not UTF-8.

    Django has made bytes of the path that are not UTF-8 readable already, as ``%FF``. Forms refuse NUL in words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = [
            request.path_info.encode(),
            unquote_to_bytes(request.META.get("QUERY_STRING", "")),
            *(value.encode() for value in request.COOKIES.values()),
        ]
        if all(_readable(part) for part in sent):
            return self.get_response(request)
        return HttpResponse("This address cannot be read.\n", "text/plain", status=400)


class LogRequest:
    """Write one line for each request: its page's name, the answer and the time taken, and never its address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex
        with bound_contextvars(request_id=request_id, user=None):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method if request.method in METHODS else "other",
                page=access.page_name(request),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000),
            )
        response["X-Request-ID"] = request_id
        return response


class RequestTransaction:
    """Run each request in one transaction, in the name of whoever makes it.

    It is rolled back when the view raises or the answer is a server error. Refusals are written to the access log
    after it has ended, so that they stay.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in WITHOUT_A_DATABASE:
            return self.get_response(request)
        seen = access.visit(request)
        response: HttpResponseBase = HttpResponse(status=503)
        try:
            with transaction.atomic():
                seen.user = request.user if isinstance(request.user, User) else None
                with acting_as(**_actor(seen.user)):
                    response = self.get_response(request)
                failed = seen.raised and response.status_code >= 400
                rolled_back = failed or response.status_code >= 500
                transaction.set_rollback(rolled_back)
            access.settle(request, response, rolled_back=rolled_back)
        except OperationalError as problem:
            seen.problem = _status_of(problem)
        if seen.problem:
            response = _sorry(request, seen.problem)
        if seen.user:
            patch_cache_control(response, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access.visit(request).admitted = True
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        seen = access.visit(request)
        seen.raised = True
        if not isinstance(exception, OperationalError):
            return None
        # The transaction can run nothing more: the page that explains is made once it has ended.
        seen.problem = _status_of(exception)
        log.warning("database_refused", error=type(exception.__cause__).__name__)
        return HttpResponse(status=seen.problem)


class EndIdleSession:
    """Sign a person out after a time without them doing anything, and in any case half a day after signing in.

    Pages that refresh themselves do not count as doing something.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        at = timezone.now()
        now = int(at.timestamp())
        request.session.setdefault(sessions.STARTED, now)
        seen = request.session.setdefault(sessions.SEEN, now)
        left = sessions.time_left(request.session, at=at)
        if left.seconds < 0:
            logout(request)
            # For the sign-in page, which says why and what became of the work.
            request.session[ENDED] = {"idle": left.can_stay, "unsent": request.method == "POST"}
        elif now - seen >= 60 and "HX-Request" not in request.headers:
            request.session[sessions.SEEN] = now


class AskToSignIn(LoginRequiredMiddleware):
    """Sends a visitor to sign in, and then back to the page they were on.

    After a form was sent that is the page with the form: its own address may answer to nothing but a form.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        came_from = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(
            came_from, {request.get_host()}, require_https=request.is_secure()
        )
        page = urlsplit(came_from)._replace(scheme="", netloc="", fragment="").geturl()
        return redirect_to_login(page if ours else "/", resolve_url(self.get_login_url(view_func)))


class RequireSecondFactor:
    """Send a person who must have a second factor, and has none, to set it up before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User) or access.page_name(request) in WHILE_SETTING_UP:
            return None
        authority = user.authority
        required = settings.MFA_REQUIRED_EVERYWHERE or (
            authority is not None and authority.requires_second_factor
        )
        if not required or getattr(user, "has_second_factor", False):
            return None
        return redirect("mfa_activate_totp")


def _readable(sent: bytes) -> bool:
    try:
        return "\x00" not in sent.decode()
    except UnicodeDecodeError:
        return False


def _actor(user: User | None) -> dict[str, Any]:
    if user is None:
        return {"system": "website"}
    bind_contextvars(user=user.pk)
    return {"user": user.pk, "authority": user.authority_id}


def _status_of(problem: OperationalError) -> int:
    """409 when somebody else holds what the request needs, 503 when the database is away or took too long."""
    return 409 if isinstance(problem.__cause__, BUSY) else 503


def _sorry(request: HttpRequest, status: int) -> HttpResponse:
    if status == 409:
        return render(request, "accounts/busy.html", status=409)
    # Rendered without the request, because finding out who is signed in would ask the database again.
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})
