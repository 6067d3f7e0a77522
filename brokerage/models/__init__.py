"""Referral, search, round, decision and plan: the broker's records, in the order in which they come to be."""

from brokerage.models.changes import HouseholdChange, KeptColumns
from brokerage.models.decisions import (
    ClearedCheck,
    Decision,
    MatchView,
    RequiredApproval,
    ShortlistEntry,
)
from brokerage.models.desk_plans import DeskPlan
from brokerage.models.referrals import (
    Condition,
    Connection,
    Exclusion,
    QualityCheck,
    Referral,
    ReferralChild,
    ReferralMove,
    ReferralSection,
)
from brokerage.models.remedies import AcceptedRemedy, RemedyTerms
from brokerage.models.rounds import Answer, Invitation, LeftOut, Round
from brokerage.models.searches import ColumnsSnapshot, Search, SearchResult, WeightSet

__all__ = [
    "AcceptedRemedy",
    "Answer",
    "ClearedCheck",
    "ColumnsSnapshot",
    "Condition",
    "Connection",
    "Decision",
    "DeskPlan",
    "Exclusion",
    "HouseholdChange",
    "Invitation",
    "KeptColumns",
    "LeftOut",
    "MatchView",
    "QualityCheck",
    "Referral",
    "ReferralChild",
    "ReferralMove",
    "ReferralSection",
    "RemedyTerms",
    "RequiredApproval",
    "Round",
    "Search",
    "SearchResult",
    "ShortlistEntry",
    "WeightSet",
]
