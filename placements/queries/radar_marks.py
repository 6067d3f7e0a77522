"""The radar's mark in the list of children."""

import datetime as dt
from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission, allows
from children.models import Child
from children.queries.marks import Mark
from placements.queries.radar import keys_on_radar


def marks(children: Collection[Child], viewer: User, today: dt.date) -> dict[int, Mark]:
    if not allows(viewer, Permission.VIEW_RADAR):
        return {}
    listed = keys_on_radar([child.pk for child in children], today=today)
    return {
        child.pk: Mark(
            "On the step-down radar",
            reverse("placements:radar-child", kwargs={"child_id": child.public_id}),
        )
        for child in children
        if child.pk in listed
    }
