"""Brothers and sisters: one link between two children, on both their records."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from accounts.models import User
from children.models import Child, SiblingLink
from children.services.records import CannotSave, check_seen, in_words


@transaction.atomic
def link_siblings(
    *,
    child: Child,
    sibling: Child,
    together: str,
    reason: str,
    assessed_on: dt.date | None,
    by: User,
    at: dt.datetime,
) -> SiblingLink:
    """Record that the two are brothers or sisters, and whether they are to live together.

    Raises:
        CannotSave: it is recorded already, or the two are one child, or children of two authorities.
    """
    if child.pk == sibling.pk:
        raise CannotSave("Enter the reference of another child", field="sibling")
    if child.authority_id != sibling.authority_id:
        raise CannotSave("Brothers and sisters must be children of this authority", field="sibling")
    first, second = sorted((child, sibling), key=lambda each: each.pk)
    link = SiblingLink(
        child=first, sibling=second, together=together, reason=reason, assessed_on=assessed_on
    )
    with _changing_both(link, seen=child, version=None, at=at):
        link.save()
    return link


@transaction.atomic
def change_siblings(
    *, child: Child, link: SiblingLink, version: int, by: User, at: dt.datetime, **values: Any
) -> SiblingLink:
    """Change whether they live together: ``together``, ``reason``, ``assessed_on``.

    Args:
        child: the one whose record the person looked at, at ``version``.

    Raises:
        ChangedMeanwhile: that record has another version now.
    """
    unknown = values.keys() - {"together", "reason", "assessed_on"}
    if unknown:
        raise TypeError(f"Not a link's to set: {', '.join(sorted(unknown))}")
    with _changing_both(link, seen=child, version=version, at=at):
        for name, value in values.items():
            setattr(link, name, value)
        link.save()
    return link


@transaction.atomic
def unlink_siblings(
    *, child: Child, link: SiblingLink, version: int, by: User, at: dt.datetime
) -> None:
    """Take back that they are brothers or sisters.

    Raises:
        ChangedMeanwhile: the record of ``child`` has another version now.
    """
    with _changing_both(link, seen=child, version=version, at=at):
        link.delete()


@contextmanager
def _changing_both(
    link: SiblingLink, *, seen: Child, version: int | None, at: dt.datetime
) -> Iterator[None]:
    """Lock both records in the order of their ids, check the one seen, and make both one version more."""
    ids = (link.child_id, link.sibling_id)
    both = list(Child.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    for each in both:
        if each.pk == seen.pk:
            check_seen(each, version)
    with in_words():
        yield
        for each in both:
            each.version += 1
            each.updated_at = at
            each.save(update_fields=["version", "updated_at"])
