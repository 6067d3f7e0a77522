"""Why a household was not among those that a search looked at."""

from accounts.models import Agreement
from brokerage.models import Search
from carers.models import Household
from reference.dates import london_today
from ui.dates import in_words


def why_not_considered(search: Search, household: Household) -> str:
    """In sentences: which service it is of, and what stands or stood between that service and the authority.

    A search looks at every household of a service with which the authority ever had an agreement.
    """
    authority, service = search.referral.authority, household.service
    agreements = Agreement.objects.filter(authority=authority, service=service)
    first = agreements.order_by("starts_on").values_list("starts_on", flat=True).first()
    day = london_today(search.at)
    if first is None:
        return (
            f"This household was not looked at. Its fostering service, {service.name}, has never had an agreement "
            f"with {authority.name}, and searches look only at households of services that have or had one."
        )
    if first > day:
        return (
            f"This household was not looked at. The agreement of its fostering service, {service.name}, with "
            f"{authority.name} begins on {in_words(first)}, after the search of {in_words(day)}."
        )
    return (
        f"This household was not looked at: it joined after the search of {in_words(day)}, as one of {service.name}. "
        "Search again to see where it would be."
    )
