"""What each role may do: the whole access matrix on one screen.

Which records somebody sees is a second question, answered by each model's ``visible_to``.
"""

from collections.abc import Callable
from enum import StrEnum, auto
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.models import Authority, Role, User


class SignedInRequest(HttpRequest):
    """A request behind ``accounts.middleware.AskToSignIn``: its user is always one of ours."""

    user: User


View = Callable[..., HttpResponseBase]


class Permission(StrEnum):
    VIEW_CHILD = auto()
    EDIT_CHILD = auto()
    VIEW_HOUSEHOLD = auto()
    EDIT_HOUSEHOLD = auto()
    IMPORT_HOUSEHOLDS = auto()
    EXPORT_HOUSEHOLDS = auto()
    VIEW_REFERRAL = auto()
    WRITE_REFERRAL = auto()
    CHECK_REFERRAL = auto()
    WITHDRAW_REFERRAL = auto()
    SEARCH = auto()
    ASK_CARERS = auto()
    VIEW_INVITATIONS = auto()
    RECORD_VIEWS = auto()
    DECIDE = auto()
    APPROVE = auto()
    VIEW_PLACEMENT = auto()
    CHANGE_PLACEMENT = auto()
    EDIT_PLAN = auto()
    APPROVE_PLAN = auto()
    UPDATE_MILESTONE = auto()
    RECORD_READINESS = auto()
    EDIT_PATHWAY_TEMPLATES = auto()
    VIEW_WORKLIST = auto()
    RECORD_REVIEW = auto()
    RECORD_VISIT = auto()
    RECORD_SESSION = auto()
    RECORD_MEASURE = auto()
    VIEW_RADAR = auto()
    SET_ASIDE = auto()
    VIEW_REPORTS = auto()
    IMPORT_RETURNS = auto()
    ENTER_FIGURES = auto()
    RUN_INTERVIEWS = auto()
    EDIT_COSTS = auto()
    APPROVE_WEIGHTS = auto()
    MANAGE_PEOPLE = auto()
    VIEW_OPERATIONS = auto()
    VIEW_ACCESS_LOG = auto()


P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.SOCIAL_WORKER: frozenset(
        {
            P.VIEW_CHILD, P.EDIT_CHILD, P.VIEW_REFERRAL, P.WRITE_REFERRAL, P.WITHDRAW_REFERRAL,
            P.RECORD_VIEWS, P.VIEW_PLACEMENT, P.CHANGE_PLACEMENT, P.EDIT_PLAN, P.UPDATE_MILESTONE,
            P.RECORD_READINESS, P.VIEW_WORKLIST, P.RECORD_VISIT, P.RECORD_SESSION, P.RECORD_MEASURE,
            P.VIEW_RADAR, P.SET_ASIDE,
        }
    ),
    Role.BROKER: frozenset(
        {
            P.VIEW_CHILD, P.VIEW_HOUSEHOLD, P.EDIT_HOUSEHOLD, P.IMPORT_HOUSEHOLDS, P.EXPORT_HOUSEHOLDS,
            P.VIEW_REFERRAL, P.CHECK_REFERRAL, P.WITHDRAW_REFERRAL, P.SEARCH, P.ASK_CARERS,
            P.RECORD_VIEWS, P.DECIDE, P.APPROVE, P.VIEW_PLACEMENT, P.CHANGE_PLACEMENT, P.VIEW_OPERATIONS,
            P.VIEW_RADAR,
        }
    ),
    Role.MANAGER: frozenset(
        {
            P.VIEW_CHILD, P.EDIT_CHILD, P.VIEW_HOUSEHOLD, P.EXPORT_HOUSEHOLDS, P.VIEW_REFERRAL, P.CHECK_REFERRAL,
            P.WITHDRAW_REFERRAL, P.SEARCH, P.ASK_CARERS, P.RECORD_VIEWS, P.DECIDE, P.APPROVE,
            P.VIEW_PLACEMENT, P.CHANGE_PLACEMENT, P.EDIT_PLAN, P.APPROVE_PLAN, P.VIEW_REPORTS,
            P.APPROVE_WEIGHTS, P.VIEW_OPERATIONS, P.VIEW_ACCESS_LOG, P.UPDATE_MILESTONE,
            P.RECORD_READINESS, P.VIEW_WORKLIST, P.RECORD_REVIEW, P.RECORD_VISIT, P.RECORD_SESSION,
            P.RECORD_MEASURE, P.VIEW_RADAR, P.SET_ASIDE, P.IMPORT_RETURNS,
            P.ENTER_FIGURES, P.RUN_INTERVIEWS,
            P.EDIT_COSTS,
        }
    ),
    Role.REVIEWING_OFFICER: frozenset(
        {
            P.VIEW_CHILD, P.VIEW_REFERRAL, P.VIEW_PLACEMENT, P.VIEW_REPORTS, P.UPDATE_MILESTONE,
            P.RECORD_READINESS, P.VIEW_WORKLIST, P.RECORD_REVIEW, P.VIEW_RADAR,
        }
    ),
    Role.FOSTERING_OFFICER: frozenset(
        {
            P.VIEW_HOUSEHOLD, P.EDIT_HOUSEHOLD, P.IMPORT_HOUSEHOLDS, P.EXPORT_HOUSEHOLDS,
            P.VIEW_INVITATIONS,
        }
    ),
    Role.COACH: frozenset(
        {
            P.VIEW_CHILD, P.VIEW_PLACEMENT, P.UPDATE_MILESTONE, P.VIEW_WORKLIST, P.RECORD_SESSION,
            P.RECORD_MEASURE,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.MANAGE_PEOPLE, P.VIEW_OPERATIONS, P.VIEW_ACCESS_LOG, P.EDIT_PATHWAY_TEMPLATES}
    ),
}  # fmt: skip


def allows(user: User, permission: Permission) -> bool:
    """False for a person without a membership, whose account opens nothing."""
    return user.role is not None and permission in GRANTS[user.role]


def own_authority(request: SignedInRequest) -> Authority:
    """The authority that the person acts for.

    Raises:
        PermissionDenied: they act for none, as a fostering service's people do.
    """
    if request.user.authority is None:
        raise PermissionDenied
    return request.user.authority


def requires(permission: Permission) -> Callable[[View], View]:
    """Answer 403 unless the role that the signed-in person acts under grants ``permission``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allows(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
