"""One household's pages: what is recorded, what is not, and how old it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from carers.models import (
    ApprovalTerms,
    Experience,
    Household,
    LimitExemption,
    NamedApproval,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
)
from carers.queries import profiles
from reference import vocabulary

# After this long without the carers confirming what is recorded, pages say that it is old.
STALE_AFTER = dt.timedelta(days=183)
EXPIRES_SOON = dt.timedelta(days=60)

LANGUAGES = vocabulary.labels(vocabulary.LANGUAGES)
ETHNICITIES = vocabulary.labels(vocabulary.ETHNICITIES)
KINDS = vocabulary.labels(vocabulary.PLACEMENT_KINDS)


@dataclass(frozen=True, slots=True)
class TermsPeriod:
    """``when`` says where the day lies: "now", "past" or "to come"."""

    terms: ApprovalTerms
    when: str


@dataclass(frozen=True, slots=True)
class TimeAway:
    away: Unavailability
    when: str


@dataclass(frozen=True, slots=True)
class Due:
    """A check or training with a day: "late" after it, "soon" in the weeks before, else empty."""

    record: StatutoryCheck | Training
    person: str
    day: dt.date | None
    urgency: str


@dataclass(frozen=True, slots=True)
class Overview:
    household: Household
    terms: ApprovalTerms | None
    all_terms: Sequence[TermsPeriod]
    people: Sequence[Resident]
    away_now: Unavailability | None
    times: Sequence[TimeAway]
    holds: Sequence[Unavailability]
    checks: Sequence[Due]
    named: Sequence[NamedApproval]
    exemptions: Sequence[LimitExemption]
    fostered_elsewhere: int
    languages: str
    ethnicities: str
    kinds: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is recorded about one need or feature; ``said`` is empty where nothing is."""

    label: str
    said: str
    confirmed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Skills:
    household: Household
    trainings: Sequence[Due]
    experiences: Sequence[Experience]
    willingness: Sequence[tuple[str, Sequence[Answer]]]
    features: Sequence[Answer]
    unanswered_needs: Sequence[str]
    unrecorded_features: Sequence[str]


def overview(households: QuerySet[Household], *, user: User, on: dt.date) -> Overview:
    """The first page of the one household of ``households``.

    Raises:
        Household.DoesNotExist: there is none.
    """
    household = (
        households.select_related("service")
        .prefetch_related(
            "terms",
            "residents",
            "checks",
            Prefetch("unavailabilities", Unavailability.objects.select_related("recorded_by")),
            Prefetch("named_approvals", _named(NamedApproval.objects.all(), user)),
            Prefetch("exemptions", _named(LimitExemption.objects.all(), user)),
        )
        .get()
    )
    people = list(household.residents.all())
    terms = profiles.current_terms(household, on=on)
    times = [TimeAway(each, _when(each, on)) for each in household.unavailabilities.all()]
    return Overview(
        household=household,
        terms=terms if terms and _when(terms, on) == "now" else None,
        all_terms=[TermsPeriod(each, _when(each, on)) for each in reversed(household.terms.all())],
        people=people,
        away_now=next((each.away for each in times if each.when == "now"), None),
        times=[each for each in times if each.when != "past"],
        holds=[
            each.away
            for each in times
            if each.when != "past" and each.away.kind == Unavailability.Kind.HOLD
        ],
        checks=[
            _due(each, each.due_on, people, on, each.resident_id) for each in household.checks.all()
        ],
        named=list(household.named_approvals.all()),
        exemptions=list(household.exemptions.all()),
        fostered_elsewhere=sum(_takes_a_place(each, on) for each in people),
        languages=_joined(household.languages, LANGUAGES),
        ethnicities=_joined(household.ethnicities, ETHNICITIES),
        kinds=_joined(terms.kinds if terms else [], KINDS),
        is_old=is_old(household, on=on),
    )


def skills(households: QuerySet[Household], *, on: dt.date) -> Skills:
    """What the carers of the one household can and will do, and what the home has.

    Raises:
        Household.DoesNotExist: there is none.
    """
    household = (
        households.select_related("service")
        .prefetch_related("residents", "trainings", "experiences", "willingness", "features")
        .get()
    )
    people = list(household.residents.all())
    answers = {
        each.need: Answer(each.get_need_display(), each.get_answer_display(), each.confirmed_on)
        for each in household.willingness.all()
    }
    present = {
        each.feature: "Yes" if each.is_present else "No" for each in household.features.all()
    }
    return Skills(
        household=household,
        trainings=[
            _due(each, each.expires_on, people, on, each.resident_id)
            for each in household.trainings.all()
        ],
        experiences=list(household.experiences.all()),
        willingness=_by_answer(answers),
        features=[
            Answer(term.label, present[term.code])
            for term in vocabulary.HOME_FEATURES
            if term.code in present
        ],
        unanswered_needs=[each.label for each in vocabulary.NEEDS if each.code not in answers],
        unrecorded_features=[
            each.label for each in vocabulary.HOME_FEATURES if each.code not in present
        ],
    )


def is_old(household: Household, *, on: dt.date) -> bool:
    """The carers have not confirmed for half a year, or never, what is recorded."""
    confirmed = household.last_confirmed_on
    return confirmed is None or on - confirmed > STALE_AFTER


def _named(rows: QuerySet, user: User) -> QuerySet:  # type: ignore[type-arg]
    """Children are named to the people of their authority and of the fostering service, and to nobody else."""
    rows = rows.select_related("authority").order_by("-starts_on", "pk")
    return rows.filter(authority_id=user.authority_id) if user.authority_id else rows


def _by_answer(answers: dict[str, Answer]) -> list[tuple[str, Sequence[Answer]]]:
    """The needs by the carers' answer, in the answers' order."""
    in_order = [answers[term.code] for term in vocabulary.NEEDS if term.code in answers]
    return [
        (term.label, [each for each in in_order if each.said == term.label])
        for term in vocabulary.WILLINGNESS
        if any(each.said == term.label for each in in_order)
    ]


def _when(period: ApprovalTerms | Unavailability, on: dt.date) -> str:
    if period.starts_on > on:
        return "to come"
    return "past" if period.ends_on and period.ends_on <= on else "now"


def _due(
    record: StatutoryCheck | Training,
    day: dt.date | None,
    people: Iterable[Resident],
    on: dt.date,
    resident_id: int | None,
) -> Due:
    person = next((each.name or str(each) for each in people if each.pk == resident_id), "")
    is_near = day is not None and day - on <= EXPIRES_SOON
    urgency = ("late" if day < on else "soon") if day and is_near else ""
    return Due(record, person, day, urgency)


def _takes_a_place(person: Resident, on: dt.date) -> bool:
    still_there = person.stays_until is None or person.stays_until > on
    return person.kind == Resident.Kind.FOSTERED and still_there


def _joined(codes: Iterable[str], labels: dict[str, str]) -> str:
    return ", ".join(labels[code] for code in codes)
