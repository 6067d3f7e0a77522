"""What the carers of some stays were approved for, as the rows have it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from carers.models import ApprovalTerms, NamedApproval
from placements.models import Placement
from placements.terms import Asked, Named, Terms, approved_from, is_outside
from reference.dates import age_on


class Approvals:
    """The approval of every household among ``stays``, in two queries. The stays have their children read with them."""

    def __init__(self, stays: Collection[Placement]) -> None:
        homes = {stay.household_id for stay in stays if stay.household_id}
        self._terms: dict[int, list[Terms]] = defaultdict(list)
        for row in ApprovalTerms.objects.filter(household__in=homes):
            self._terms[row.household_id].append(_terms(row))
        self._named: dict[tuple[int, int, str], list[Named]] = defaultdict(list)
        for each in NamedApproval.objects.filter(household__in=homes):
            whose = each.household_id, each.authority_id, each.child_reference
            self._named[whose].append(Named(each.starts_on, each.ends_on))

    def is_outside(self, stay: Placement) -> bool:
        """Whether the carers were not approved for this child on the first day. Never so outside a household."""
        if stay.household_id is None:
            return False
        terms, named = self._of(stay)
        return is_outside(_asked(stay), on=stay.starts_on, terms=terms, named=named)

    def put_right_on(self, stay: Placement) -> dt.date | None:
        """From which day their approval covers the child after all."""
        terms, named = self._of(stay)
        return approved_from(_asked(stay), after=stay.starts_on, terms=terms, named=named)

    def _of(self, stay: Placement) -> tuple[list[Terms], list[Named]]:
        home, child = stay.household_id or 0, stay.child
        return self._terms[home], self._named[home, child.authority_id, child.reference]


def _asked(stay: Placement) -> Asked:
    return Asked(stay.kind, age_on(stay.child.birth_date, stay.starts_on), stay.child.sex)


def _terms(row: ApprovalTerms) -> Terms:
    return Terms(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_approved=row.status == ApprovalTerms.Status.APPROVED,
        min_age=row.min_age_years,
        max_age=row.max_age_years,
        sex=row.sex,
        kinds=row.kinds,
        named_only=row.is_for_named_children_only,
    )
