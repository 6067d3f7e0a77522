"""Everything that changes where children live. Call it through the module: ``services.book_placements(…)``.

Lock order everywhere: referral, invitations, households in id order, children in id order. The services here take the
households' and the children's locks; a caller that holds a referral's lock took it before.
"""

from placements.services.booking import Stay, book_placements
from placements.services.clock_rules import LaterThanTheLaw, drop_clock_rule, set_clock_rule
from placements.services.living import cancel_placements, end_placement, start_placement
from placements.services.refusals import (
    ChildHasAnotherHome,
    NoPlaceFree,
    StayNotEnded,
    WrongDay,
)
from placements.services.reviews import (
    ReviewChanged,
    ReviewNotPossible,
    add_decision,
    cancel_review,
    change_review,
    finish_decision,
    plan_review,
    record_review,
)
from placements.services.rooms import check_room
from placements.services.sessions import SessionNotPossible, plan_session, record_session
from placements.services.visits import WrongVisitDay, record_step, record_visit

__all__ = [
    "ChildHasAnotherHome",
    "LaterThanTheLaw",
    "NoPlaceFree",
    "ReviewChanged",
    "ReviewNotPossible",
    "SessionNotPossible",
    "Stay",
    "StayNotEnded",
    "WrongDay",
    "WrongVisitDay",
    "add_decision",
    "book_placements",
    "cancel_placements",
    "cancel_review",
    "change_review",
    "check_room",
    "drop_clock_rule",
    "end_placement",
    "finish_decision",
    "plan_review",
    "plan_session",
    "record_review",
    "record_session",
    "record_step",
    "record_visit",
    "set_clock_rule",
    "start_placement",
]
