"""Everything that is kept about a child's homes, and the plan for them; see the module of each noun."""

from placements.models.introductions import IntroductionStep
from placements.models.measures import Attendance, Belonging, Incident, StrengthsScore
from placements.models.milestones import Milestone, MilestoneUpdate
from placements.models.pathway_templates import PathwayTemplate, TemplateMilestone, TemplateStage
from placements.models.pathways import Stage, StageMove, StepDownPlan
from placements.models.placement_plans import Delegation, PlacementPlan
from placements.models.plan_versions import ApprovalAsked, CarePlanVersion
from placements.models.plans import (
    HIGHEST_SCORE,
    CarePlan,
    Dimension,
    Goal,
    GoalScore,
    PlanDimension,
)
from placements.models.readiness import RadarSetAside, ReadinessDomain, ReadinessView
from placements.models.reviews import ClockRule, Participant, Review, ReviewDecision
from placements.models.sessions import SupportSession
from placements.models.stays import LIVE, Placement, PlacementQuerySet, SupportItem
from placements.models.struck import NOT_STRUCK, Strikeable
from placements.models.visits import StepTaken, Visit
from placements.models.voices import Voice

__all__ = [
    "HIGHEST_SCORE",
    "LIVE",
    "NOT_STRUCK",
    "ApprovalAsked",
    "Attendance",
    "Belonging",
    "CarePlan",
    "CarePlanVersion",
    "ClockRule",
    "Delegation",
    "Dimension",
    "Goal",
    "GoalScore",
    "Incident",
    "IntroductionStep",
    "Milestone",
    "MilestoneUpdate",
    "Participant",
    "PathwayTemplate",
    "Placement",
    "PlacementPlan",
    "PlacementQuerySet",
    "PlanDimension",
    "RadarSetAside",
    "ReadinessDomain",
    "ReadinessView",
    "Review",
    "ReviewDecision",
    "Stage",
    "StageMove",
    "StepDownPlan",
    "StepTaken",
    "StrengthsScore",
    "Strikeable",
    "SupportItem",
    "SupportSession",
    "TemplateMilestone",
    "TemplateStage",
    "Visit",
    "Voice",
]
