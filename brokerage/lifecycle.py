"""The states of a referral, a round and a decision, the only moves between them, and the clocks that run meanwhile."""

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


class RoundStatus(TextChoices):
    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"
    CANCELLED = "CANCELLED", "Cancelled"


ROUND_MOVES: dict[RoundStatus, frozenset[RoundStatus]] = {
    RoundStatus.OPEN: frozenset({RoundStatus.CLOSED, RoundStatus.CANCELLED}),
    RoundStatus.CLOSED: frozenset(),
    RoundStatus.CANCELLED: frozenset(),
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
