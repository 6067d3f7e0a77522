"""Records of the demonstration for ``scripts.screens``: each function finds one that its person may see."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Role, User
from brokerage import reply_links
from brokerage.lifecycle import ReferralStatus, RoundStatus
from brokerage.models import (
    Decision,
    DeskPlan,
    Invitation,
    Referral,
    RequiredApproval,
    Round,
    Search,
)
from carers.models import Household
from children.models import Child, SiblingLink
from placements.models import Placement
from scripts import screens_plans

Ids = dict[str, Any]
S = ReferralStatus


class NothingSuch(Exception):
    """The demonstration has no such record that anybody of the role may see."""


def who_and_what(role: str, record: str) -> tuple[User | None, Ids, str]:
    """Somebody of the role, the ids of a record that they may see, and the postcode to type before it is shown."""
    people: list[User | None] = list(_people(role)) if role else [None]
    for user in people:
        ids = FINDERS[record](user) if record else {}
        if ids is not None:
            postcode = ids.pop("postcode", "")
            return user, ids, postcode
    raise NothingSuch(f"{record} for {role or 'a visitor'}")


def address(url: str, ids: Ids) -> str:
    return reverse(url, kwargs=ids)


def query(wanted: str, ids: Ids) -> str:
    """``household=four`` becomes the first four households of the search."""
    if wanted != "household=four":
        return wanted
    best = Search.objects.get(public_id=ids["search_id"]).results.order_by("rank")[:4]
    chosen = [("household", result.household.public_id) for result in best]
    return urlencode(chosen)


def session_of(user: User) -> str:
    """Signed in without the sign-in page."""
    client = Client()
    client.force_login(user, backend="accounts.backends.Staff")
    return client.cookies["sessionid"].value


def _people(role: str) -> QuerySet[User]:
    people = User.objects.filter(membership__role=Role(role), is_active=True)
    return people.select_related("membership__authority", "membership__service").order_by("pk")


def _referral(user: Any, *statuses: str, **where: Any) -> Ids | None:
    found = Referral.objects.visible_to(user).filter(status__in=statuses, **where)
    if user.role == Role.SOCIAL_WORKER:
        found = found.filter(created_by=user)
    referral = found.distinct().order_by("pk").first()
    return {"referral_id": referral.public_id} if referral else None


def _section(code: str) -> Callable[[Any], Ids | None]:
    return lambda user: _with(_referral(user, S.DRAFT, S.RETURNED), code=code)


def _with(ids: Ids | None, **more: Any) -> Ids | None:
    return {**ids, **more} if ids else None


def _searched_not_asked(user: Any) -> Ids | None:
    return _referral(user, S.SEARCHING, searches__isnull=False, rounds__isnull=True)


def _search(user: Any) -> Ids | None:
    found = Search.objects.visible_to(user).filter(is_trial=False, eligible__gte=4)
    search = found.order_by("-at").first()
    return {"search_id": search.public_id} if search else None


def _desk_plan(user: Any) -> Ids | None:
    plan = DeskPlan.objects.visible_to(user).order_by("-asked_at").first()
    return {"plan_id": plan.public_id} if plan else None


def _search_household(user: Any) -> Ids | None:
    ids = _search(user)
    if ids is None:
        return None
    best = Search.objects.get(public_id=ids["search_id"]).results.get(rank=1)
    return {**ids, "household_id": best.household.public_id}


def _open_round(user: Any) -> Ids | None:
    found = Round.objects.visible_to(user).filter(
        status=RoundStatus.OPEN, invitations__answer__isnull=False
    )
    round_ = found.distinct().order_by("pk").first()
    return {"round_id": round_.public_id} if round_ else None


def _open_invitation(user: Any) -> Ids | None:
    found = Invitation.objects.visible_to(user).filter(
        round__status=RoundStatus.OPEN, answer__isnull=True
    )
    invitation = found.order_by("pk").first()
    return {"invitation_id": invitation.public_id} if invitation else None


def _shortlisted(user: Any) -> Ids | None:
    ids = _referral(user, S.DECIDING, S.ASKING, shortlist__isnull=False)
    if ids is None:
        return None
    entry = Referral.objects.get(public_id=ids["referral_id"]).shortlist.first()
    return _with(ids, household_id=entry.household.public_id) if entry else None


def _approval(user: Any) -> Ids | None:
    decisions = Decision.objects.visible_to(user)
    waiting = RequiredApproval.objects.filter(decision__in=decisions).select_related("decision")
    approval = waiting.order_by("is_given", "pk").first()
    if approval is None:
        return None
    return {"decision_id": approval.decision.public_id, "kind": approval.kind}


def _child(user: Any, **where: Any) -> Ids | None:
    child = Child.objects.visible_to(user).filter(**where).distinct().order_by("pk").first()
    return {"child_id": child.public_id} if child else None


def _child_with_siblings(user: Any) -> Ids | None:
    return _child(user, pk__in=SiblingLink.objects.values("child"))


def _household(user: Any) -> Ids | None:
    found = Household.objects.visible_to(user).order_by("pk").first()
    return {"household_id": found.public_id} if found else None


def _placement(user: Any, **where: Any) -> Ids | None:
    found = Placement.objects.visible_to(user).filter(**where).order_by("-pk").first()
    return {"placement_id": found.public_id} if found else None


def _link(*, confirmed: bool = False, **where: Any) -> Ids | None:
    """A carer's personal link; ``confirmed`` with the postcode that opens it."""
    for invitation in Invitation.objects.filter(**where).order_by("pk"):
        token = reply_links.token_behind(
            invitation.token_hash, invitation.public_id, link_number=invitation.link_number
        )
        if token:
            postcode = invitation.household.postcode if confirmed else ""
            return {"token": token, "postcode": postcode}
    return None


OPEN = {"round__status": RoundStatus.OPEN, "answer__isnull": True}
FINDERS: dict[str, Callable[[Any], Ids | None]] = {
    "open_link": lambda _: _link(**OPEN),
    "open_link_confirmed": lambda _: _link(confirmed=True, **OPEN),
    "ended_link": lambda _: _link(
        round__status=RoundStatus.CLOSED, round__referral__status=S.DECIDING
    ),
    "unneeded_link": lambda _: _link(round__referral__status=S.PLACED),
    "unknown_link": lambda _: {"token": "no-such-link"},
    "draft": lambda user: _referral(user, S.DRAFT, S.RETURNED),
    "section_request": _section("request"),
    "section_home": _section("home"),
    "section_safety": _section("safety"),
    "section_profile": _section("profile"),
    "submitted": lambda user: _referral(user, S.SUBMITTED),
    "searching": lambda user: _referral(user, S.SEARCHING),
    "searched": lambda user: _referral(user, S.SEARCHING, searches__isnull=False),
    "searched_not_asked": _searched_not_asked,
    "search": _search,
    "search_household": _search_household,
    "desk_plan": _desk_plan,
    "open_round": _open_round,
    "open_invitation": _open_invitation,
    "deciding": lambda user: _referral(user, S.DECIDING),
    "shortlisted": _shortlisted,
    "shortlisted_view": lambda user: _with(_shortlisted(user), whose="CHILD"),
    "approval": _approval,
    "placed": lambda user: _referral(user, S.PLACED),
    "child": _child,
    "child_with_siblings": _child_with_siblings,
    "child_referred": lambda user: _child(user, referrals__isnull=False),
    "child_identity": lambda user: _with(_child(user), part="identity"),
    "child_workers": lambda user: _with(_child(user), part="workers"),
    "child_needs_group": lambda user: _with(_child(user), group="needs"),
    "child_wishes_group": lambda user: _with(_child(user), group="wishes"),
    "child_siblings_group": lambda user: _with(_child(user), group="siblings"),
    "household": _household,
    "household_contact": lambda user: _with(_household(user), section="contact"),
    "household_home": lambda user: _with(_household(user), section="home"),
    "household_terms": lambda user: _with(_household(user), section="terms"),
    "placement": _placement,
    "placement_started": lambda user: _placement(user, status="STARTED"),
    **screens_plans.FINDERS,
}
