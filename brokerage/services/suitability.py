"""Whether a household may take a child on the day of the move, looked at again as things are now.

Everything that could have changed since the list was made is looked at here. A caller that books holds the locks.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from brokerage import approvals
from brokerage.matching.explain import RuleLine
from brokerage.models import Decision, Referral
from brokerage.services import searches
from carers.models import Household
from children.models import Child, SiblingLink
from ui.dates import in_words


class NotSuitable(Exception):
    """The household breaks a rule on the day of the move."""

    def __init__(self, failing: Sequence[RuleLine]) -> None:
        self.failing = tuple(failing)
        reasons = " ".join(words for line in failing for words in line.words)
        super().__init__(f"This household cannot take the placement: {reasons}")


class TooLongForAnEmergency(Exception):
    """Outside the terms of approval a placement may last six working days at most."""

    def __init__(self, latest: dt.date) -> None:
        self.latest = latest
        super().__init__(
            "Outside its terms of approval this household may take the child for six working days at most: "
            f"plan the stay to end by {in_words(latest)}."
        )


def is_outside_terms(
    *,
    referral: Referral,
    household: Household,
    on: dt.date,
    until: dt.date | None,
    at: dt.datetime,
) -> bool:
    """Whether the placement is an emergency outside the terms of approval, and within what that allows.

    Args:
        until: the first day on which the child no longer lives there; what the referral expects where it is None.

    Raises:
        NotSuitable: any other rule fails.
        TooLongForAnEmergency: it is, and lasts too long.
    """
    found = searches.eligible_on(household=household, referral=referral, on=on, until=until, at=at)
    if not found.failing:
        return False
    is_emergency = referral.urgency == Referral.Urgency.EMERGENCY
    if not is_emergency or any(line.code not in approvals.TERMS_RULES for line in found.failing):
        raise NotSuitable(found.failing)
    latest = approvals.latest_emergency_end(on)
    if until is None or until > latest:
        raise TooLongForAnEmergency(latest)
    return True


def unknowns(decision: Decision, *, at: dt.datetime) -> tuple[RuleLine, ...]:
    """Rules that nobody has recorded enough to tell, for the household on the day of the move."""
    found = searches.eligible_on(
        household=decision.household,
        referral=decision.referral,
        on=decision.starts_on,
        until=decision.planned_end_on,
        at=at,
    )
    return found.unknown


def facts_of(decision: Decision, *, outside_terms: bool) -> approvals.Facts:
    """What the approvals depend on, as things are now."""
    referral, household = decision.referral, decision.household
    children = list(referral.children.all())
    bordering = referral.authority.neighbours.values_list("district_codes", flat=True)
    there = _children_there(decision)
    return approvals.Facts(
        district_code=household.district_code,
        own_districts=frozenset(referral.authority.district_codes),
        bordering_districts=frozenset(code for codes in bordering for code in codes),
        in_key_stage_4=any(
            approvals.in_key_stage_4(child.birth_date, on=decision.starts_on) for child in children
        ),
        keeps_school_place=bool(referral.keeps_school_place),
        outside_terms=outside_terms,
        children_there=len(there) + _fostered_elsewhere(decision) + len(children),
        all_siblings=not _fostered_elsewhere(decision) and _all_siblings([*there, *children]),
    )


def _children_there(decision: Decision) -> list[Child]:
    """Children of this desk who live in the household on some day of the stay."""
    live = decision.household.placements.live()
    stays = live.holding(decision.starts_on, decision.planned_end_on)
    return [stay.child for stay in stays.select_related("child")]


def _fostered_elsewhere(decision: Decision) -> int:
    gone = Q(stays_until__lte=decision.starts_on)
    return decision.household.residents.filter(kind="FOSTERED").exclude(gone).count()


def _all_siblings(children: Sequence[Child]) -> bool:
    ids = sorted({child.pk for child in children})
    pairs = len(ids) * (len(ids) - 1) // 2
    links = SiblingLink.objects.filter(child_id__in=ids, sibling_id__in=ids)
    return links.count() == pairs
