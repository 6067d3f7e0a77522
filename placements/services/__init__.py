"""Everything that changes where children live. Call it through the module: ``services.book_placements(…)``.

Lock order everywhere: referral, invitations, households in id order, children in id order. The services here take the
households' and the children's locks; a caller that holds a referral's lock took it before.
"""

from placements.services.booking import Stay, book_placements
from placements.services.living import cancel_placements, end_placement, start_placement
from placements.services.refusals import (
    ChildHasAnotherHome,
    NoPlaceFree,
    StayNotEnded,
    WrongDay,
)
from placements.services.rooms import check_room

__all__ = [
    "ChildHasAnotherHome",
    "NoPlaceFree",
    "Stay",
    "StayNotEnded",
    "WrongDay",
    "book_placements",
    "cancel_placements",
    "check_room",
    "end_placement",
    "start_placement",
]
