"""Households as rows of the approved list, read a chunk at a time so that memory does not grow with their number."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from accounts.models import Authority, FosteringService, User
from carers import approved_list
from carers.models import Household
from carers.queries import profiles

HOUSEHOLDS_AT_ONCE = 500


def scope_for(user: User | None) -> profiles.Scope:
    """The authorities whose children ``user`` may find named: one's own; all for a service's own staff and operators.

    Codes are in small letters, as the list has them.
    """
    authorities = Authority.objects.all()
    if user and user.authority_id:
        authorities = authorities.filter(pk=user.authority_id)
    return profiles.Scope({code.lower(): pk for pk, code in authorities.values_list("pk", "code")})


def by_reference(service: FosteringService, references: Iterable[str]) -> dict[str, Household]:
    """The service's households of these references, with all that a row says loaded."""
    found = Household.objects.filter(service=service, reference__in=references)
    return {each.reference: each for each in found.prefetch_related(*profiles.RELATIONS)}


def export_rows(
    households: QuerySet[Household], *, scope: profiles.Scope, on: dt.date
) -> Iterator[list[str]]:
    """Yield each household's row of the approved list, with the terms that hold on the day."""
    chosen = households.order_by("service_id", "reference").prefetch_related(*profiles.RELATIONS)
    for household in chosen.iterator(chunk_size=HOUSEHOLDS_AT_ONCE):
        terms = profiles.current_terms(household, on=on)
        yield approved_list.as_row(profiles.row_of(household, scope, terms=terms))
