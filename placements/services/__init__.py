"""Everything that changes where children live and the plans for them. Call it through the module:
``services.book_placements(…)``.

Lock order everywhere: referral, invitations, households in id order, children in id order. The services here take the
households' and the children's locks; a caller that holds a referral's lock took it before.
"""

from placements.services.booking import Stay, book_placements
from placements.services.clock_rules import LaterThanTheLaw, drop_clock_rule, set_clock_rule
from placements.services.introductions import (
    NotBooked,
    plan_introductions,
    record_step,
    save_step,
    shift_steps,
)
from placements.services.known import correct_stay, record_stays
from placements.services.living import cancel_placements, end_placement, start_placement
from placements.services.milestones import (
    move_milestone_in_order,
    record_milestone_voice,
    remove_milestone,
    save_milestone,
    update_milestone,
)
from placements.services.moving import move_booking
from placements.services.pathways import (
    CannotMove,
    PlanClosed,
    PlanUnderWay,
    close_pathway,
    move_to_stage,
    start_pathway,
)
from placements.services.placement_plans import (
    remove_delegation,
    save_delegation,
    update_placement_plan,
)
from placements.services.plan_versions import ViewMissing, approve_plan, ask_for_approval
from placements.services.plans import (
    add_goal,
    change_goal,
    close_goal,
    record_score,
    start_plan,
    update_dimension,
    update_plan,
)
from placements.services.readiness import NothingSaid, record_readiness
from placements.services.refusals import (
    CannotRemove,
    CannotSave,
    ChangedMeanwhile,
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
from placements.services.stages import move_stage_in_order, remove_stage, save_stage
from placements.services.striking import strike_out
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
from placements.services.visits import WrongVisitDay, record_step_taken, record_visit
from placements.services.voices import Said, record_voice

__all__ = [
    "CannotMove",
    "CannotRemove",
    "CannotSave",
    "ChangedMeanwhile",
    "ChildHasAnotherHome",
    "LaterThanTheLaw",
    "NameTaken",
    "NoPlaceFree",
    "NotBooked",
    "NothingSaid",
    "PlanClosed",
    "PlanUnderWay",
    "ReviewChanged",
    "ReviewNotPossible",
    "Said",
    "SessionNotPossible",
    "Stay",
    "StayNotEnded",
    "TemplateNotEditable",
    "ViewMissing",
    "WrongDay",
    "WrongVisitDay",
    "add_decision",
    "add_goal",
    "approve_plan",
    "ask_for_approval",
    "book_placements",
    "cancel_placements",
    "cancel_review",
    "change_goal",
    "change_review",
    "change_template",
    "check_room",
    "close_goal",
    "close_pathway",
    "copy_template",
    "correct_stay",
    "drop_clock_rule",
    "end_placement",
    "ensure_shipped",
    "finish_decision",
    "move_booking",
    "move_milestone_in_order",
    "move_stage_in_order",
    "move_template_stage",
    "move_to_stage",
    "plan_introductions",
    "plan_review",
    "plan_session",
    "record_milestone_voice",
    "record_readiness",
    "record_review",
    "record_score",
    "record_session",
    "record_stays",
    "record_step",
    "record_step_taken",
    "record_visit",
    "record_voice",
    "remove_delegation",
    "remove_milestone",
    "remove_stage",
    "remove_template_milestone",
    "remove_template_stage",
    "save_delegation",
    "save_milestone",
    "save_stage",
    "save_step",
    "save_template_milestone",
    "save_template_stage",
    "set_clock_rule",
    "shift_steps",
    "start_pathway",
    "start_placement",
    "start_plan",
    "strike_out",
    "update_dimension",
    "update_milestone",
    "update_placement_plan",
    "update_plan",
]
