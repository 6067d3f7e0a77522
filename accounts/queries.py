"""Pages over many rows: who works here, what was opened, and whom a demonstration may be as."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import AccessLog, Membership, Role, User


@dataclass(frozen=True, slots=True)
class Opened:
    """One line of the access log, in words."""

    at: dt.datetime
    who: str
    did: str
    what: str
    page: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one organisation that a demonstration may be as."""

    organisation: str
    people: list[Membership]


def people(user: User) -> QuerySet[Membership]:
    """The memberships that ``user`` may see, with whether each person has set up a second factor."""
    second_factor = apps.get_model("mfa", "Authenticator").objects.filter(
        user=OuterRef("user"), type="totp"
    )
    return (
        Membership.objects.visible_to(user)
        .select_related("user", "authority", "service")
        .annotate(has_second_factor=Exists(second_factor))
        .order_by("user__name", "pk")
    )


def own_memberships(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("authority", "service").order_by("pk")


def access_log(
    user: User,
    *,
    record_type: str = "",
    record_id: str = "",
    person: User | None = None,
    action: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[AccessLog]:
    """What the people of the user's authority opened, newest first; ``since`` and ``until`` are included days."""
    wanted = Q()
    if since:
        wanted &= Q(at__date__gte=since)
    if until:
        wanted &= Q(at__date__lte=until)
    exact = {"record_type": record_type, "record_id": record_id, "user": person, "action": action}
    chosen = {name: value for name, value in exact.items() if value}
    rows = AccessLog.objects.visible_to(user).filter(wanted, **chosen)
    return rows.select_related("user").order_by("-at", "-pk")


def in_words(rows: Sequence[AccessLog], *, user: User) -> list[Opened]:
    """The rows with the names of the records that ``user`` may see; others keep their public ids."""
    records = _records(rows, user)
    return [_in_words(row, records.get((row.record_type, row.record_id))) for row in rows]


def record_types(user: User) -> list[tuple[str, str]]:
    """The kinds of record in the access log that ``user`` may read, with their names."""
    found = AccessLog.objects.visible_to(user).exclude(record_type="").order_by("record_type")
    kinds = found.values_list("record_type", flat=True).distinct()
    return [(kind, _kind_in_words(kind)) for kind in kinds]


def demo_people() -> list[Cast]:
    """One person for each role of each organisation: the first who was given it."""
    first = demo_memberships().order_by("authority_id", "service_id", "role", "pk")
    first = first.distinct("authority_id", "service_id", "role")
    casts: dict[str, list[Membership]] = {}
    for membership in sorted(first, key=_as_listed):
        casts.setdefault(str(membership.authority or membership.service), []).append(membership)
    return [Cast(organisation, found) for organisation, found in casts.items()]


def demo_memberships() -> QuerySet[Membership]:
    active = Membership.objects.filter(user__is_active=True)
    return active.select_related("user", "authority", "service")


def _as_listed(membership: Membership) -> tuple[bool, str, int]:
    organisation = membership.authority or membership.service
    return membership.authority is None, str(organisation), list(Role).index(Role(membership.role))


def _records(rows: Iterable[AccessLog], user: User) -> dict[tuple[str, str], Any]:
    ids: dict[str, set[str]] = {}
    for row in rows:
        if row.record_type and row.record_id:
            ids.setdefault(row.record_type, set()).add(row.record_id)
    found = {}
    for kind, wanted in ids.items():
        manager: Any = getattr(_model(kind), "_default_manager", None)
        if hasattr(manager, "visible_to"):
            for record in manager.visible_to(user).filter(public_id__in=wanted):
                found[kind, str(record.public_id)] = record
    return found


def _model(record_type: str) -> Any:
    """None for a type that an older version wrote down."""
    try:
        return apps.get_model(record_type)
    except (LookupError, ValueError):
        return None


def _in_words(row: AccessLog, record: Any) -> Opened:
    kind = _kind_in_words(row.record_type)
    what = f"{kind}: {record or row.record_id}" if row.record_id else kind
    return Opened(
        at=row.at,
        who=row.user.name if row.user else "A carer, by personal link",
        did=row.get_action_display(),
        what=what,
        page=row.page,
        reason=row.reason,
    )


def _kind_in_words(record_type: str) -> str:
    model = _model(record_type)
    name = str(model._meta.verbose_name) if model else record_type
    return name[:1].upper() + name[1:]
