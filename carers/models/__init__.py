"""Fostering households, and the approved lists that are imported into them."""

from carers.models.households import (
    ApprovalTerms,
    Experience,
    HomeFeature,
    Household,
    LimitExemption,
    NamedApproval,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
    Willingness,
)
from carers.models.imports import ApprovedListImport, ImportFile, ImportRow

__all__ = [
    "ApprovalTerms",
    "ApprovedListImport",
    "Experience",
    "HomeFeature",
    "Household",
    "ImportFile",
    "ImportRow",
    "LimitExemption",
    "NamedApproval",
    "Resident",
    "StatutoryCheck",
    "Training",
    "Unavailability",
    "Willingness",
]
