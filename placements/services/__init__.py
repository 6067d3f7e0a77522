"""Everything that changes where children live and the plans for them. Call it through the module:
``services.book_placements(…)``.

Lock order everywhere: referral, invitations, households in id order, children in id order. The services here take the
households' and the children's locks; a caller that holds a referral's lock took it before.
"""

from placements.services.booking import Stay, book_placements
from placements.services.living import cancel_placements, end_placement, start_placement
from placements.services.placement_plans import (
    remove_delegation,
    save_delegation,
    update_placement_plan,
)
from placements.services.plan_versions import ViewMissing, approve_plan
from placements.services.plans import (
    add_goal,
    change_goal,
    close_goal,
    record_score,
    start_plan,
    update_dimension,
    update_plan,
)
from placements.services.refusals import (
    CannotSave,
    ChangedMeanwhile,
    ChildHasAnotherHome,
    NoPlaceFree,
    StayNotEnded,
    WrongDay,
)
from placements.services.rooms import check_room
from placements.services.voices import record_voice

__all__ = [
    "CannotSave",
    "ChangedMeanwhile",
    "ChildHasAnotherHome",
    "NoPlaceFree",
    "Stay",
    "StayNotEnded",
    "ViewMissing",
    "WrongDay",
    "add_goal",
    "approve_plan",
    "book_placements",
    "cancel_placements",
    "change_goal",
    "check_room",
    "close_goal",
    "end_placement",
    "record_score",
    "record_voice",
    "remove_delegation",
    "save_delegation",
    "start_placement",
    "start_plan",
    "update_dimension",
    "update_placement_plan",
    "update_plan",
]
