"""What somebody says about whether a child is ready to live in a family."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements.models import ReadinessView


class NothingSaid(Exception):
    """No domain has a judgement."""

    def __init__(self) -> None:
        super().__init__("Say how ready the child is in at least one of the ten")


@transaction.atomic
def record_readiness(
    *,
    child: Child,
    whose: str,
    on: dt.date,
    said: Mapping[str, tuple[str, str]],
    by: User,
    at: dt.datetime,
) -> list[ReadinessView]:
    """Write down one person's judgements of a day. Earlier ones stay: they are the history.

    Args:
        said: for each domain that was judged, the judgement and the words for it.

    Raises:
        NothingSaid: ``said`` is empty.
    """
    if not said:
        raise NothingSaid
    return ReadinessView.objects.bulk_create(
        ReadinessView(
            child=child,
            domain=domain,
            whose=whose,
            judgement=judgement,
            words=words,
            on=on,
            recorded_by=by,
            recorded_at=at,
        )
        for domain, (judgement, words) in said.items()
    )
