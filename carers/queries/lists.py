"""The list of households: finding those that fit, and what a line of the list says."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery

from accounts.models import FosteringService, User, agreed_services
from accounts.periods import covering
from carers.models import ApprovalTerms, Household, Training, Unavailability
from carers.queries.occupancy import taken_on
from reference import postcodes

NO_TERMS = "NONE"
NOT_ON_THE_MAP = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to find. ``on`` is the day that approval, places, training and absences are looked at.

    ``area`` is an authority's code, or ``NOT_ON_THE_MAP``.
    """

    on: dt.date
    words: str = ""
    service: FosteringService | None = None
    status: str = ""
    kind: str = ""
    skill: str = ""
    area: str = ""
    only_free: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    found: int
    approved: int
    away: int


@dataclass(frozen=True, slots=True)
class Line:
    """One household of the list. ``free`` is ``None`` where there are no approved places to count."""

    household: Household
    terms: ApprovalTerms | None
    free: int | None
    away: Unavailability | None


def households(user: User, wanted: Wanted) -> QuerySet[Household]:
    """The households that the person may see and that fit, in order of name."""
    found: QuerySet[Household] = Household.objects.visible_to(user).filter(_matching(wanted))
    if wanted.only_free:
        found = with_places(found, on=wanted.on).filter(free_places__gt=0, is_away=False)
    return found.select_related("service").order_by("name", "pk")


def with_places(found: QuerySet[Household], *, on: dt.date) -> QuerySet[Any]:
    """Add ``approved_places`` (null without approval), ``free_places`` and ``is_away`` on the day."""
    terms = ApprovalTerms.objects.filter(
        covering(on), household=OuterRef("pk"), status=ApprovalTerms.Status.APPROVED
    )
    places = Subquery(terms.values("places")[:1], output_field=IntegerField())
    away = Unavailability.objects.filter(covering(on), household=OuterRef("pk"))
    return found.annotate(approved_places=places, is_away=Exists(away)).annotate(
        free_places=F("approved_places") - taken_on(on)
    )


def totals(found: QuerySet[Household], *, on: dt.date) -> Totals:
    counted = with_places(found.order_by(), on=on).aggregate(
        found=Count("pk"),
        approved=Count("approved_places"),
        away=Count("pk", filter=Q(is_away=True)),
    )
    return Totals(**counted)


def lines(found: Iterable[Household], *, on: dt.date) -> list[Line]:
    """The lines of one page, in its order."""
    ids = [household.pk for household in found]
    page = with_places(
        Household.objects.filter(pk__in=ids).select_related("service"), on=on
    ).prefetch_related("terms", "unavailabilities")
    by_id = {household.pk: household for household in page}
    return [_line(by_id[pk], on) for pk in ids]


def areas(user: User) -> list[tuple[str, str]]:
    """The authorities in whose area some visible household lives, with their codes."""
    seen = Household.objects.visible_to(user).order_by("district_code")
    districts = seen.values_list("district_code", flat=True).distinct()
    found = {postcodes.local_authority(code) for code in districts if code}
    return sorted(((each.code, each.name) for each in found if each), key=lambda pair: pair[1])


def area_of(household: Household) -> str:
    """The name of the authority where the home is, or nothing."""
    found = postcodes.local_authority(household.district_code) if household.district_code else None
    return found.name if found else ""


def services_to_import(user: User, *, on: dt.date) -> QuerySet[FosteringService]:
    """The services whose list the person may bring in: their own, or those that their authority may ask."""
    if user.authority_id:
        return agreed_services(user.authority_id, on=on)
    return FosteringService.objects.visible_to(user)


def _matching(wanted: Wanted) -> Q:
    fits = Q()
    if wanted.words:
        fits &= Q(name__icontains=wanted.words) | Q(reference__icontains=wanted.words)
    if wanted.service:
        fits &= Q(service=wanted.service)
    if wanted.status or wanted.kind:
        fits &= _approved(wanted)
    if wanted.skill:
        valid = Q(expires_on=None) | Q(expires_on__gte=wanted.on)
        held = Training.objects.filter(valid, household=OuterRef("pk"), skill=wanted.skill)
        fits &= Q(Exists(held))
    if wanted.area:
        fits &= Q(district_code__in=_districts(wanted.area))
    return fits


def _approved(wanted: Wanted) -> Q:
    terms = ApprovalTerms.objects.filter(covering(wanted.on), household=OuterRef("pk"))
    if wanted.status == NO_TERMS:
        return ~Q(Exists(terms))
    if wanted.status:
        terms = terms.filter(status=wanted.status)
    if wanted.kind:
        terms = terms.filter(kinds__contains=[wanted.kind])
    return Q(Exists(terms))


def _districts(area: str) -> tuple[str, ...]:
    if area == NOT_ON_THE_MAP:
        return ("",)
    return next((each.lad_codes for each in postcodes.local_authorities() if each.code == area), ())


def _line(household: Any, on: dt.date) -> Line:
    terms = next((each for each in household.terms.all() if _covers(each, on)), None)
    away = next((each for each in household.unavailabilities.all() if _covers(each, on)), None)
    free: int | None = household.free_places
    return Line(household, terms, None if free is None else max(free, 0), away)


def _covers(period: ApprovalTerms | Unavailability, on: dt.date) -> bool:
    return period.starts_on <= on and (period.ends_on is None or period.ends_on > on)
