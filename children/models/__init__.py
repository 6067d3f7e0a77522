"""The child: who they are, what they need and wish for, and the people around them."""

from children.models.child import CASEWORKERS, Child, ChildQuerySet
from children.models.legal import LegalStatus, LegalStatusCode, legal_status_on
from children.models.needs import Need, Risk
from children.models.people import ImportantPerson, SiblingLink
from children.models.story import LifeStoryMoment, MomentQuerySet, Wish

__all__ = [
    "CASEWORKERS",
    "Child",
    "ChildQuerySet",
    "ImportantPerson",
    "LegalStatus",
    "LegalStatusCode",
    "LifeStoryMoment",
    "MomentQuerySet",
    "Need",
    "Risk",
    "SiblingLink",
    "Wish",
    "legal_status_on",
]
