"""One child's record, as its pages show it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission, allows
from children.models import Child, LegalStatus, Need, SiblingLink, Wish
from children.queries import freshness
from reference import vocabulary


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page of a child, and what the person may do there."""

    child: Child
    may_edit: bool
    may_refer: bool
    sees_stays: bool
    sees_referrals: bool


@dataclass(frozen=True, slots=True)
class Sibling:
    """A brother or sister. ``is_open`` where the person may open their record too."""

    link: SiblingLink
    other: Child
    is_open: bool


@dataclass(frozen=True, slots=True)
class NeedGroup:
    label: str
    needs: Sequence[Need]


def frame(child: Child, *, viewer: User) -> Frame:
    return Frame(
        child=child,
        may_edit=allows(viewer, Permission.EDIT_CHILD),
        may_refer=allows(viewer, Permission.WRITE_REFERRAL),
        sees_stays=allows(viewer, Permission.VIEW_PLACEMENT),
        sees_referrals=allows(viewer, Permission.VIEW_REFERRAL),
    )


def siblings(child: Child, *, viewer: User) -> list[Sibling]:
    others = others_of(child)
    mine = Child.objects.visible_to(viewer).filter(pk__in=[other.pk for _, other in others])
    open_ids = set(mine.values_list("pk", flat=True))
    return [Sibling(link, other, other.pk in open_ids) for link, other in others]


def others_of(child: Child) -> list[tuple[SiblingLink, Child]]:
    """Each link with the brother or sister."""
    links = links_of(child).select_related("child", "sibling").order_by("pk")
    return [(link, link.sibling if link.child_id == child.pk else link.child) for link in links]


def links_of(child: Child) -> QuerySet[SiblingLink]:
    return SiblingLink.objects.filter(Q(child=child) | Q(sibling=child))


def need_groups(child: Child) -> list[NeedGroup]:
    """The needs under the taxonomy's groups, in its order; a group without needs is left out."""
    recorded = list(child.needs.all())
    groups: dict[str, list[Need]] = {term.group: [] for term in vocabulary.NEEDS}
    group_of = {term.code: term.group for term in vocabulary.NEEDS}
    for need in recorded:
        groups[group_of[need.code]].append(need)
    return [NeedGroup(label, needs) for label, needs in groups.items() if needs]


def languages(child: Child) -> list[str]:
    labels = vocabulary.labels(vocabulary.LANGUAGES)
    return [labels[code] for code in child.languages]


def legal_status(child: Child, *, on: dt.date) -> LegalStatus | None:
    """The one that covers the day, from statuses that are read already."""
    for status in child.legal_statuses.all():
        if status.starts_on <= on and (status.ends_on is None or status.ends_on > on):
            return status
    return None


def ages(child: Child, wishes: Sequence[Wish], *, today: dt.date) -> list[freshness.Age]:
    gathered_on = max((wish.gathered_on for wish in wishes), default=None)
    return freshness.ages(child, wishes_gathered_on=gathered_on, today=today)
