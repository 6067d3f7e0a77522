"""Everything that changes where children live. Call it through the module: ``services.book_placements(…)``.

Lock order everywhere: referral, invitations, households in id order, children in id order. The services here take the
households' and the children's locks; a caller that holds a referral's lock took it before.
"""

from placements.services.booking import Stay, book_placements
from placements.services.introductions import (
    NotBooked,
    plan_introductions,
    record_step,
    save_step,
    shift_steps,
)
from placements.services.living import cancel_placements, end_placement, start_placement
from placements.services.milestones import update_milestone
from placements.services.moving import move_booking
from placements.services.overtaking import Overtaken
from placements.services.pathways import (
    CannotMove,
    CannotRemove,
    PlanClosed,
    PlanUnderWay,
    close_pathway,
    move_stage_in_order,
    move_to_stage,
    remove_milestone,
    remove_stage,
    save_milestone,
    save_stage,
    start_pathway,
)
from placements.services.readiness import NothingSaid, record_readiness
from placements.services.refusals import (
    ChildHasAnotherHome,
    NoPlaceFree,
    StayNotEnded,
    WrongDay,
)
from placements.services.rooms import check_room
from placements.services.templates import (
    NameTaken,
    TemplateNotEditable,
    change_template,
    copy_template,
    ensure_shipped,
    move_template_stage,
    remove_template_milestone,
    remove_template_stage,
    save_template_milestone,
    save_template_stage,
)

__all__ = [
    "CannotMove",
    "CannotRemove",
    "ChildHasAnotherHome",
    "NameTaken",
    "NoPlaceFree",
    "NotBooked",
    "NothingSaid",
    "Overtaken",
    "PlanClosed",
    "PlanUnderWay",
    "Stay",
    "StayNotEnded",
    "TemplateNotEditable",
    "WrongDay",
    "book_placements",
    "cancel_placements",
    "change_template",
    "check_room",
    "close_pathway",
    "copy_template",
    "end_placement",
    "ensure_shipped",
    "move_booking",
    "move_stage_in_order",
    "move_template_stage",
    "move_to_stage",
    "plan_introductions",
    "record_readiness",
    "record_step",
    "remove_milestone",
    "remove_stage",
    "remove_template_milestone",
    "remove_template_stage",
    "save_milestone",
    "save_stage",
    "save_step",
    "save_template_milestone",
    "save_template_stage",
    "shift_steps",
    "start_pathway",
    "start_placement",
    "update_milestone",
]
