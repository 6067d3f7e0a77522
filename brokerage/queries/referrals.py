"""The frame of a referral's pages, its next step, and its history."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.permissions import Permission, allows
from brokerage.lifecycle import CLOSED, WITH_THE_DESK, ReferralStatus, may_be_written
from brokerage.models import Referral
from brokerage.queries.referral_sections import Filled
from brokerage.sections import CODES, Section
from children.models import Child
from ui.dates import age, count

S = ReferralStatus

# The pages of a referral, in order. Those that an installation does not have, or a role may not open, are left out.
PAGES = (
    ("Overview", "brokerage:referral-detail", Permission.VIEW_REFERRAL),
    ("Needs", "brokerage:referral-needs", Permission.VIEW_REFERRAL),
    ("Quality", "brokerage:referral-quality", Permission.CHECK_REFERRAL),
    ("Find carers", "brokerage:search-latest", Permission.SEARCH),
    ("Replies", "brokerage:reply-list", Permission.ASK_CARERS),
    ("Decision", "brokerage:decision-detail", Permission.RECORD_VIEWS),
    ("Timeline", "brokerage:referral-timeline", Permission.VIEW_REFERRAL),
)


@dataclass(frozen=True, slots=True)
class Page:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page of a referral shows around its own matter; ``brokerage/referral_frame.html`` draws it."""

    referral: Referral
    children: Sequence[Child]
    who: str
    pages: Sequence[Page]
    next_step: "NextStep"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, and where it is done; without a ``url`` it is somebody else's to do."""

    label: str
    url: str = ""


def referral_frame(
    referral: Referral, *, viewer: User, today: dt.date, children: Sequence[Child] | None = None
) -> Frame:
    """``children`` are read where the caller has not read them yet."""
    if children is None:
        children = [row.child for row in referral.referral_children.select_related("child")]
    allowed = [(label, name) for label, name, permission in PAGES if allows(viewer, permission)]
    pages = [Page(label, url) for label, name in allowed if (url := url_of(name, referral))]
    return Frame(
        referral=referral,
        children=children,
        who=describe(children, on=today),
        pages=pages,
        next_step=next_step(referral, viewer=viewer),
    )


def describe(children: Sequence[Child], *, on: dt.date) -> str:
    """ "Girl, 10 years"; "2 children: girl, 10 years; boy, 18 months". No names."""
    each = [
        f"{_noun(child)}, {age(child.birth_date, on=max(on, child.birth_date))}"
        for child in children
    ]
    if len(each) <= 1:
        return "".join(each).capitalize()
    return f"{count(len(each), 'children').removesuffix('s')}: {'; '.join(each)}"


def _noun(child: Child) -> str:
    return "girl" if child.sex == Child.Sex.FEMALE else "boy"


def next_step(referral: Referral, *, viewer: User, answered: int | None = None) -> NextStep:
    """The one thing to do next on a referral, for this person.

    ``answered`` is how many carers have replied, where the caller knows.
    """
    status = ReferralStatus(referral.status)
    if allows(viewer, Permission.WRITE_REFERRAL):
        return _for_the_social_worker(referral, status)
    if status in {S.DRAFT, S.RETURNED}:
        return NextStep("Waiting for the social worker")
    if not allows(viewer, Permission.CHECK_REFERRAL):
        return NextStep("Read the referral", referral.get_absolute_url())
    return _for_the_desk(referral, status, answered)


def _for_the_social_worker(referral: Referral, status: ReferralStatus) -> NextStep:
    if may_be_written(status, rest_is_due=bool(referral.rest_due_at)):
        words = {S.DRAFT: "Finish and submit", S.RETURNED: "Change and submit again"}
        return NextStep(
            words.get(status, "Write the rest"), url_of("brokerage:referral-tasks", referral)
        )
    return NextStep("See how it is going", referral.get_absolute_url())


def _for_the_desk(referral: Referral, status: ReferralStatus, answered: int | None) -> NextStep:
    label, *names = {
        S.SUBMITTED: ("Check its quality", "brokerage:referral-quality"),
        S.SEARCHING: ("Find carers", "brokerage:search-latest"),
        S.ASKING: (_replies(answered), "brokerage:reply-list", "brokerage:search-latest"),
        S.DECIDING: ("Choose a home", "brokerage:decision-detail", "brokerage:reply-list"),
        S.PLACED: ("See the placement", "brokerage:decision-detail"),
        S.WITHDRAWN: ("Read why", "brokerage:referral-timeline"),
    }[status]
    found = (url_of(name, referral) for name in names)
    return NextStep(label, next(filter(None, found), referral.get_absolute_url()))


def _replies(answered: int | None) -> str:
    if answered is None:
        return "See the replies"
    return (
        "See who was asked"
        if answered == 0
        else f"See {count(answered, 'reply').replace('replys', 'replies')}"
    )


def url_of(name: str, referral: Referral) -> str:
    """The address of a referral's page; empty where the installation has no such page."""
    try:
        return reverse(name, kwargs={"referral_id": referral.public_id})
    except NoReverseMatch:
        return ""


def overview_links(referral: Referral, *, viewer: User) -> dict[str, str]:
    """Where this person may change what the overview shows; empty where they may not."""
    status = ReferralStatus(referral.status)
    with_the_desk = status in WITH_THE_DESK and allows(viewer, Permission.CHECK_REFERRAL)
    may_withdraw = status not in CLOSED and allows(viewer, Permission.WITHDRAW_REFERRAL)
    links = {
        "assign": with_the_desk,
        "profile": with_the_desk,
        "quality": allows(viewer, Permission.CHECK_REFERRAL),
        "withdraw": may_withdraw,
    }
    return {
        name: url_of(f"brokerage:referral-{name}", referral) if shown else ""
        for name, shown in links.items()
    }


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list."""

    section: Section
    status: str
    colour: str
    url: str


def task_groups(referral: Referral, filled: Mapping[str, Filled]) -> list[tuple[str, list[Task]]]:
    """The sections under their headings, each with how far it is."""
    tasks = [
        Task(section.section, *_progress(section), section_url(referral, code))
        for code, section in filled.items()
    ]
    return [(title, list(group)) for title, group in groupby(tasks, key=lambda t: t.section.group)]


def _progress(filled: Filled) -> tuple[str, str]:
    """Words and colour. What is completed is plain text."""
    if filled.is_done:
        return "Completed", ""
    if filled.is_emergency and not filled.section.needed_in_emergency:
        return "Can wait", "grey"
    if not filled.is_started:
        return "Not started", "grey"
    return ("In progress" if filled.is_confirmed or filled.missing else "To confirm"), "blue"


def section_url(referral: Referral, code: str) -> str:
    ids = {"referral_id": referral.public_id, "code": code}
    return reverse("brokerage:referral-section", kwargs=ids)


def after_section(referral: Referral, code: str, *, is_draft: bool) -> str:
    """Where to go once a section is saved: to the next one, or back to the list."""
    following = CODES[CODES.index(code) + 1 :]
    if is_draft or not following:
        return url_of("brokerage:referral-tasks", referral)
    return section_url(referral, following[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the timeline."""

    title: str
    at: dt.datetime
    by: str
    text: str = ""


def timeline(referral: Referral) -> list[Event]:
    """Every move and every quality check, newest first. Two queries."""
    moves = [
        Event(
            title=ReferralStatus(move.to_status).label,
            at=move.at,
            by=move.by.name,
            text=move.reason,
        )
        for move in referral.moves.select_related("by")
    ]
    checks = [
        Event(title=f"Quality checked: {check.score} of 100", at=check.at, by=check.by.name)
        for check in referral.quality_checks.select_related("by")
    ]
    return sorted([*checks, *moves], key=lambda event: event.at, reverse=True)
