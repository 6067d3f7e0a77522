"""Recording many children at once, of whom another system knows little."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Authority, User
from children.models import Child, LegalStatus
from reference import postcodes

# Until somebody writes the name, a child is shown by the number: "Child 123456".
FIRST_NAME_UNTIL_WRITTEN = "Child"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChild:
    """``home_postcode`` may be any text: what is no postcode is left out."""

    reference: str
    birth_date: dt.date
    sex: str
    ethnicity: str = ""
    home_postcode: str = ""
    looked_after_from: dt.date | None = None


@transaction.atomic
def create_children(
    *, authority: Authority, children: Sequence[NewChild], by: User, at: dt.datetime
) -> list[Child]:
    """Record children whose names are not known yet. The caller knows that their references are free."""
    places = postcodes.place_many(each.home_postcode for each in children)
    rows = [
        Child(
            authority=authority,
            reference=each.reference,
            first_name=FIRST_NAME_UNTIL_WRITTEN,
            last_name=each.reference,
            birth_date=each.birth_date,
            sex=each.sex,
            ethnicity=each.ethnicity,
            home_postcode=place.postcode if place else "",
            home_easting=place.easting_m if place else None,
            home_northing=place.northing_m if place else None,
            looked_after_from=each.looked_after_from,
            created_at=at,
            updated_at=at,
        )
        for each, place in zip(children, places, strict=True)
    ]
    return Child.objects.bulk_create(rows)


@transaction.atomic
def add_legal_statuses(
    *, statuses: Sequence[LegalStatus], by: User, at: dt.datetime
) -> list[LegalStatus]:
    """Record legal statuses of several children. The caller knows that they overlap none."""
    return LegalStatus.objects.bulk_create(statuses)
