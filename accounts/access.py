"""What one request did with records, written down whether or not its transaction stays.

Views call :func:`opened` for each record page and :func:`exported` for each download; the middleware calls
:func:`settle` when the transaction has ended.
"""

from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts import services
from accounts.models import AccessLog, User
from accounts.permissions import SignedInRequest

REFUSALS = {
    403: "Not allowed for this role",
    404: "Not found among the records this person may see",
}


@dataclass
class Visit:
    """What the middleware needs to remember about one request."""

    user: User | None = None
    admitted: bool = False
    raised: bool = False
    problem: int = 0
    rows: list[AccessLog] = field(default_factory=list)


def visit(request: HttpRequest) -> Visit:
    if not hasattr(request, "visit"):
        request.visit = Visit()  # type: ignore[attr-defined]
    found: Visit = request.visit  # type: ignore[attr-defined]
    return found


def opened(request: SignedInRequest, record: services.Record, *, reason: str = "") -> None:
    """Write down that the signed-in person opened ``record``, in the request's transaction.

    Call it once the record is found and before anything is shown. Should the page then fail, the row is written
    again after the transaction has been rolled back.
    """
    row = services.log_view(
        by=request.user, record=record, page=page_name(request), at=timezone.now(), reason=reason
    )
    visit(request).rows.append(row)


def exported(
    request: SignedInRequest,
    *,
    record: services.Record | None = None,
    record_type: str = "",
    reason: str = "",
) -> None:
    """Write down that the signed-in person took away ``record``, or many of ``record_type`` (``carers.household``)."""
    row = services.log_export(
        by=request.user,
        record=record,
        record_type=record_type,
        page=page_name(request),
        at=timezone.now(),
        reason=reason,
    )
    visit(request).rows.append(row)


def settle(request: HttpRequest, response: HttpResponseBase, *, rolled_back: bool) -> None:
    """Write what must stay although the request's own transaction may be gone: refusals, and rows lost with it."""
    seen = visit(request)
    refused = seen.user and seen.admitted and response.status_code in REFUSALS
    lost = seen.rows if rolled_back else []
    if not refused and not lost:
        return
    with transaction.atomic():
        for row in lost:
            _write_again(row)
        if refused and seen.user:
            _write_refusal(request, seen.user, response.status_code)


def page_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name[:80] if match else ""


def _write_again(row: AccessLog) -> None:
    row.pk, row.reason = None, row.reason or "The page then failed"
    row.save(force_insert=True)


def _write_refusal(request: HttpRequest, user: User, status: int) -> None:
    record_type, record_id = _asked_for(request)
    if status == 404 and not record_id:
        return  # a page that does not exist says nothing about a record
    services.log_refusal(
        by=user,
        page=page_name(request),
        at=timezone.now(),
        record_type=record_type,
        record_id=record_id,
        reason=REFUSALS[status],
    )


def _asked_for(request: HttpRequest) -> tuple[str, str]:
    """The type and public id of the last record that the address names; the type is blank when no model fits it."""
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    ids = [(name, value) for name, value in kwargs.items() if isinstance(value, UUID)]
    if not ids:
        return "", ""
    name, value = ids[-1]
    return _types_by_name().get(name.removesuffix("_id"), ""), str(value)


@cache
def _types_by_name() -> dict[str, str]:
    return {
        model._meta.model_name or "": model._meta.label_lower
        for model in apps.get_models()
        if any(column.name == "public_id" for column in model._meta.get_fields())
    }
