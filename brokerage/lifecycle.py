"""The states of a referral, a round, a plan and a decision, the only moves between them, and the clocks meanwhile."""

import datetime as dt

from django.db.models import TextChoices


class ReferralStatus(TextChoices):
    DRAFT = "DRAFT", "Draft"
    SUBMITTED = "SUBMITTED", "Waiting to be checked"
    RETURNED = "RETURNED", "Returned to the social worker"
    SEARCHING = "SEARCHING", "Searching"
    ASKING = "ASKING", "Waiting for replies"
    DECIDING = "DECIDING", "Choosing a home"
    PLACED = "PLACED", "Placed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


S = ReferralStatus

REFERRAL_MOVES: dict[ReferralStatus, frozenset[ReferralStatus]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.RETURNED, S.SEARCHING, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SEARCHING: frozenset({S.RETURNED, S.ASKING, S.DECIDING, S.WITHDRAWN}),
    S.ASKING: frozenset({S.SEARCHING, S.DECIDING, S.WITHDRAWN}),
    S.DECIDING: frozenset({S.SEARCHING, S.ASKING, S.PLACED, S.WITHDRAWN}),
    S.PLACED: frozenset({S.SEARCHING}),
    S.WITHDRAWN: frozenset(),
}

# The desk works on these; a draft or a returned referral is the social worker's.
WITH_THE_DESK = frozenset({S.SUBMITTED, S.SEARCHING, S.ASKING, S.DECIDING})
# A home is still being looked for.
LOOKING = frozenset({S.SEARCHING, S.ASKING, S.DECIDING})
CLOSED = frozenset({S.PLACED, S.WITHDRAWN})
# The social worker writes on these.
WITH_THE_SOCIAL_WORKER = frozenset({S.DRAFT, S.RETURNED})

# An emergency referral may be submitted on the least that a search needs; the rest is due this long after. Authorities
# time it differently (Hertfordshire has a placement's papers complete within 72 hours), so it is ours, not the law's.
REST_OF_EMERGENCY_DUE_WITHIN = dt.timedelta(hours=72)
# How soon a home is needed where no day is given, counted from when the referral was submitted: ours, from the words
# of the urgency question.
EMERGENCY_WITHIN_DAYS = 1
URGENT_WITHIN_DAYS = 14


def may_be_written(status: ReferralStatus, *, rest_is_due: bool) -> bool:
    """Whether the sections may be changed: while with the social worker, and while an emergency's rest is owed."""
    return status in WITH_THE_SOCIAL_WORKER or (rest_is_due and status in WITH_THE_DESK)


class RoundStatus(TextChoices):
    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"
    CANCELLED = "CANCELLED", "Cancelled"


ROUND_MOVES: dict[RoundStatus, frozenset[RoundStatus]] = {
    RoundStatus.OPEN: frozenset({RoundStatus.CLOSED, RoundStatus.CANCELLED}),
    RoundStatus.CLOSED: frozenset(),
    RoundStatus.CANCELLED: frozenset(),
}


class DeskPlanStatus(TextChoices):
    WAITING = "WAITING", "Being made"
    DONE = "DONE", "Made"
    FAILED = "FAILED", "Could not be made"


DESK_PLAN_MOVES: dict[DeskPlanStatus, frozenset[DeskPlanStatus]] = {
    DeskPlanStatus.WAITING: frozenset({DeskPlanStatus.DONE, DeskPlanStatus.FAILED}),
    DeskPlanStatus.DONE: frozenset(),
    DeskPlanStatus.FAILED: frozenset(),
}


class DecisionStatus(TextChoices):
    PROPOSED = "PROPOSED", "Waiting for approvals"
    BOOKED = "BOOKED", "Booked"
    SET_ASIDE = "SET_ASIDE", "Set aside"


DECISION_MOVES: dict[DecisionStatus, frozenset[DecisionStatus]] = {
    DecisionStatus.PROPOSED: frozenset({DecisionStatus.BOOKED, DecisionStatus.SET_ASIDE}),
    DecisionStatus.BOOKED: frozenset({DecisionStatus.SET_ASIDE}),
    DecisionStatus.SET_ASIDE: frozenset(),
}
