"""The sections of the referral form, in their order. Strengths come before needs, and needs before risks."""

from brokerage.forms.referral_section import SectionForm
from brokerage.forms.referral_sections.asking import AboutTheChild, Referrer, WhatIsAsked
from brokerage.forms.referral_sections.child import (
    Background,
    Education,
    Family,
    Health,
    NeedsAndHelp,
    Safety,
    Strengths,
    Wishes,
)
from brokerage.forms.referral_sections.home import CarePlan, HomeOffers, Profile

__all__ = ["FORMS", "Profile"]

FORMS: dict[str, type[SectionForm]] = {
    form.code: form
    for form in (
        Referrer, AboutTheChild, WhatIsAsked, Strengths, Wishes, Background, Family, Education, Health, NeedsAndHelp,
        Safety, CarePlan, HomeOffers, Profile,
    )
}  # fmt: skip
