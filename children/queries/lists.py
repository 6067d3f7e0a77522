"""The list of children: what is out of date first."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Least

from accounts.models import Role, User
from children.models import Child, Need
from children.queries import freshness, waiting
from children.queries.marks import Mark, marks_of

# Completed years, as the national return groups them; the last has no upper end.
AGE_BANDS = {"0": (0, 4), "5": (5, 9), "10": (10, 15), "16": (16, None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which children to list. ``search`` is part of a name or a reference; ``worker`` is a public id."""

    search: str = ""
    worker: str = ""
    age_band: str = ""
    need: str = ""
    needs_update: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One child in the list. ``stale`` says in words what is out of date; it is empty where nothing is."""

    child: Child
    waiting: Sequence[waiting.Waiting]
    stale: Sequence[str]
    essential: Sequence[Need]
    other_needs: int
    marks: Sequence[Mark] = ()


def children(user: User, wanted: Wanted, *, today: dt.date) -> Any:
    """What waits to be done comes first, then what is out of date."""
    found = freshness.with_freshness(Child.objects.visible_to(user), today=today)
    found = found.annotate(things_waiting=waiting.number(today))
    for word in wanted.search.split():
        found = found.filter(
            Q(reference__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(preferred_name__icontains=word)
        )
    if wanted.worker:
        found = found.filter(social_worker__public_id=wanted.worker)
    if wanted.age_band:
        found = found.filter(_aged(*AGE_BANDS[wanted.age_band], today=today))
    if wanted.need:
        found = found.filter(needs__code=wanted.need)
    if wanted.needs_update:
        found = found.filter(Q(needs_an_update=True) | Q(things_waiting__gt=0))
    return found.select_related("social_worker").order_by(
        Least("things_waiting", 1).desc(), "-needs_an_update", "last_name", "first_name", "pk"
    )


def lines(page: Iterable[Child], *, viewer: User, today: dt.date) -> Iterator[Line]:
    """The rows of one page; its children come with their needs."""
    children = list(page)
    things = waiting.found([child.pk for child in children], today)
    marked = marks_of(children, viewer=viewer, today=today)
    for child in children:
        gathered_on: dt.date | None = child.wishes_gathered_on  # type: ignore[attr-defined]
        ages = freshness.ages(child, wishes_gathered_on=gathered_on, today=today)
        needs = list(child.needs.all())
        essential = [need for need in needs if need.is_essential]
        stale = [age.label.lower() for age in ages if age.is_stale]
        marks = marked.get(child.pk, ())
        rest = len(needs) - len(essential)
        yield Line(child, things[child.pk], stale, essential, rest, marks)


def workers_of(user: User) -> list[tuple[str, str]]:
    """The social workers of the children that the person may see, as (public id, name)."""
    mine = Child.objects.visible_to(user)
    people = User.objects.filter(children_as_social_worker__in=mine).distinct().order_by("name")
    return [(str(person.public_id), person.name) for person in people]


def candidates(user: User, role: Role) -> list[User]:
    """Who could be given a child of the person's authority in this role."""
    people = User.objects.filter(
        is_active=True, memberships__authority=user.authority, memberships__role=role
    )
    return list(people.distinct().order_by("name"))


def _aged(youngest: int, oldest: int | None, *, today: dt.date) -> Q:
    born = Q(birth_date__lte=_years_before(today, youngest))
    return born if oldest is None else born & Q(birth_date__gt=_years_before(today, oldest + 1))


def _years_before(day: dt.date, years: int) -> dt.date:
    """The latest birth date of somebody who is ``years`` old on the day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 2, 28)
