"""Every column that the loader fills, beside the same fact worked out for one household at a time.

The population is drawn at random, with gaps, edges and several of everything; the oracle reads plain model instances
and builds the core's own rows, so that the statement and its arrays have nothing to share with it.
"""

import datetime as dt
import random
from itertools import pairwise

import numpy as np
import pgtrigger
import pytest

from brokerage.matching import columns as c
from brokerage.matching import rows as r
from brokerage.matching import storage
from brokerage.matching.blocks import ResidentKind, arrays_of
from brokerage.matching.dates import UNKNOWN_DAY
from brokerage.models import Invitation
from brokerage.profiles import households as loader
from brokerage.profiles import load_columns
from brokerage.profiles.requests import months_after
from carers.models import ApprovalTerms, Experience, HomeFeature, Household, Resident, Willingness
from children.models import SiblingLink
from reference import vocabulary
from reference.dates import london_today
from tests.factories import (
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    InvitationFactory,
    NeedFactory,
    PlacementFactory,
    ResidentFactory,
    RoundFactory,
    ServiceFactory,
    StatutoryCheckFactory,
    TermsFactory,
    TrainingFactory,
    UnavailabilityFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 9)
HOUSEHOLDS = 30


class Population:
    """Random records around a few dates, so that many of them fall on the edges."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.authority = AuthorityFactory()
        self.services = [
            AgreementFactory(authority=self.authority).service,
            AgreementFactory(
                authority=self.authority,
                starts_on=dt.date(2024, 1, 1),
                ends_on=dt.date(2025, 1, 1),
            ).service,
            ServiceFactory(kind="OWN", authority=self.authority),
        ]
        self.children = [
            ChildFactory(
                authority=self.authority,
                birth_date=dt.date(2010, 1, 1) + dt.timedelta(days=self.rng.randint(0, 5000)),
                needs_reviewed_on=self.rng.choice([None, TODAY]),
            )
            for _ in range(HOUSEHOLDS)
        ]
        for child in self.children:
            for term in self.rng.sample(vocabulary.NEEDS, self.rng.randint(0, 4)):
                NeedFactory(child=child, code=term.code, severity=self.rng.randint(1, 4))
        self.households = [self.household() for _ in range(HOUSEHOLDS)]
        self.stays()
        self.siblings()
        self.invitations()

    def day(self, spread=40):
        return DAY + dt.timedelta(days=self.rng.randint(-spread, spread))

    def maybe(self, value, share=0.7):
        return value if self.rng.random() < share else None

    def household(self):
        rng = self.rng
        household = HouseholdFactory(
            terms=None,
            service=rng.choice(self.services),
            postcode=rng.choice(["SG1 1AA", "AL10 9AB", "W1A 1AA"]),
            district_code=rng.choice(["", "E07000243", "E07000098"]),
            easting=rng.choice([None, 520_000]),
            northing=220_000,
            languages=rng.sample(["en", "ur", "pl", "sq", "rom"], rng.randint(0, 3)),
            faith=rng.choice(["", "NONE", "MUSL", "OTHR"]),
            ethnicities=rng.sample(["WBRI", "BAFR", "NOBT"], rng.randint(0, 2)),
            has_dogs=rng.choice([None, True, False]),
            has_cats=rng.choice([None, None, False]),
            has_other_pets=rng.choice([None, True]),
            has_smoker=rng.choice([None, True]),
            has_carer_at_home=rng.choice([None, True, False]),
            commitment_months=rng.choice([None, 0, 1, 6, 24]),
            offers_permanence=rng.choice([None, True, False]),
            weekly_fee_pence=rng.choice([None, 0, 45_050]),
            last_confirmed_on=self.maybe(self.day()),
            created_at=dt.datetime(2025, 6, 30, 23, 30, tzinfo=dt.UTC),
        )
        self.terms(household)
        self.people(household)
        self.abilities(household)
        return household

    def terms(self, household):
        starts = self.day() - dt.timedelta(days=60)
        for _ in range(self.rng.randint(0, 3)):
            ends = starts + dt.timedelta(days=self.rng.randint(1, 60))
            low = self.rng.randint(0, 10)
            TermsFactory(
                household=household,
                status=self.rng.choice(ApprovalTerms.Status.values),
                starts_on=starts,
                ends_on=ends,
                min_age_years=low,
                max_age_years=low + self.rng.randint(0, 8),
                sex=self.rng.choice(["ANY", "F", "M"]),
                kinds=self.rng.sample(["SHORT", "LONG", "SPECIALIST"], self.rng.randint(0, 3)),
                places=12,
                is_for_named_children_only=self.rng.random() < 0.3,
            )
            starts = ends

    def people(self, household):
        for _ in range(self.rng.randint(0, 5)):
            ResidentFactory(
                household=household,
                kind=self.rng.choice(Resident.Kind.values),
                sex=self.rng.choice(["", "F", "M"]),
                birth_date=self.maybe(dt.date(2012, 2, 29)),
                stays_until=self.maybe(self.day()),
                sibling_group=self.rng.choice(["", "blue", "red"]),
            )
        for _ in range(self.rng.randint(0, 2)):
            starts = self.day()
            UnavailabilityFactory(
                household=household,
                kind=self.rng.choice(["UNAVAILABLE", "HOLD"]),
                reason="A standards of care meeting.",
                starts_on=starts,
                ends_on=self.maybe(starts + dt.timedelta(days=self.rng.randint(1, 30))),
            )

    def abilities(self, household):
        rng = self.rng
        people = [None, *household.residents.all()]
        for kind in ("DBS", "REVIEW", "MEDICAL", "SAFETY"):
            for resident in rng.sample(people, min(len(people), rng.randint(0, 2))):
                StatutoryCheckFactory(
                    household=household, kind=kind, resident=resident, due_on=self.day()
                )
        for term in rng.sample(vocabulary.SKILLS, rng.randint(0, 4)):
            for resident in rng.sample(people, min(len(people), rng.randint(1, 2))):
                TrainingFactory(
                    household=household,
                    resident=resident,
                    skill=term.code,
                    expires_on=self.maybe(self.day()),
                )
        for term in rng.sample(vocabulary.HOME_FEATURES, rng.randint(0, 5)):
            HomeFeature.objects.create(
                household=household, feature=term.code, is_present=rng.random() < 0.5
            )
        for term in rng.sample(vocabulary.NEEDS, rng.randint(0, 6)):
            Experience.objects.create(
                household=household, need=term.code, years=rng.choice([0, 3, 200]), children=4
            )
            Willingness.objects.create(
                household=household,
                need=term.code,
                answer=rng.choice(["YES", "NO", "DISCUSS"]),
                confirmed_on=self.maybe(self.day()),
            )

    def stays(self):
        """Ended stays long ago, and one that may still hold a place on the day, for each child."""
        for number, child in enumerate(self.children):
            household = self.rng.choice(self.approved())
            starts = household.terms.first().starts_on
            self.stay(child, household, number, starts)
            later = self.rng.choice(self.approved())
            if self.rng.random() < 0.6:
                self.stay(child, later, number + 100, later.terms.first().starts_on, ended=False)

    def approved(self):
        return [h for h in self.households if h.terms.exists()]

    def stay(self, child, household, place, starts, *, ended=True):
        rng = self.rng
        starts = starts if not ended else dt.date(2020, 1, 1)
        fields = {"starts_on": starts, "planned_end_on": self.maybe(starts + dt.timedelta(days=70))}
        if ended:
            planned = rng.random() < 0.5
            fields |= {
                "status": "ENDED",
                "ends_on": starts + dt.timedelta(days=rng.choice([60, 70, 80])),
                "end_reason": "NEXT_HOME",
                "end_was_planned": planned,
            }
        elif rng.random() < 0.2:
            fields |= {"status": "CANCELLED", "cancel_reason": "The plan changed."}
        with pgtrigger.ignore("placements.Placement:within_approved_places"):
            PlacementFactory(
                child=child,
                household=household,
                place_number=place + 1,
                kind=rng.choice(["SHORT", "BREAKS"]),
                **fields,
            )

    def siblings(self):
        """Links between neighbours in each home, some of them in threes, and not all of the three."""
        for household in self.households:
            there = sorted({stay.child_id for stay in household.placements.all()})
            for one, other in pairwise(there):
                SiblingLink.objects.get_or_create(child_id=one, sibling_id=other)
            if len(there) > 2 and self.rng.random() < 0.5:
                SiblingLink.objects.get_or_create(child_id=there[0], sibling_id=there[2])

    def invitations(self):
        for number in (1, 2):
            round_ = RoundFactory(number=number, status="CLOSED", closed_at=NOON)
            for household in self.rng.sample(self.households, 12):
                late = dt.datetime(2026, 4, 1 + self.rng.randint(0, 9), 23, 30, tzinfo=dt.UTC)
                InvitationFactory(round=round_, household=household, invited_at=late)


def expected(population):
    households = Household.objects.filter(pk__in=[h.pk for h in population.households])
    agreements = [
        r.Agreement(
            service_id=agreement.service_id,
            authority_id=population.authority.pk,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
        )
        for agreement in population.authority.agreements.all()
    ]
    own = population.authority.own_services.get()
    agreements.append(
        r.Agreement(service_id=own.pk, authority_id=population.authority.pk, starts_on=dt.date.min)
    )
    agreements.sort(key=lambda agreement: agreement.service_id)
    return r.from_rows([row_of(household) for household in households], agreements)


def row_of(household):
    terms = terms_of(household)
    residents = [x for x in household.residents.order_by("pk") if x.kind != "FOSTERED"]
    carers = [resident for resident in residents if resident.kind == "CARER"]
    recorded = household.last_confirmed_on or london_today(household.created_at)
    asked = Invitation.objects.filter(household=household).order_by("invited_at").last()
    pets = (household.has_dogs, household.has_cats, household.has_other_pets, household.has_smoker)
    home_is_recorded = household.features.exists() or any(fact is not None for fact in pets)
    willingness = list(household.willingness.all())
    return r.HouseholdRow(
        household_id=household.pk,
        service_id=household.service_id,
        **(terms_facts(terms) if terms else {}),
        checks=earliest_checks(household),
        position=(household.easting or -1, household.northing or -1),
        lad_code=household.district_code,
        outcode=household.postcode.split()[0],
        dogs=household.has_dogs,
        cats=household.has_cats,
        other_pets=household.has_other_pets,
        smoker=household.has_smoker,
        carer_at_home=household.has_carer_at_home,
        female_carer=some_carer(carers, "F"),
        male_carer=some_carer(carers, "M"),
        long_term=household.offers_permanence,
        carers=len(carers) or c.UNKNOWN,
        commitment_days=commitment(household),
        languages=tuple(household.languages),
        ethnicities=tuple(household.ethnicities),
        faiths=(household.faith,) if household.faith else (),
        weekly_pence=c.UNKNOWN
        if household.weekly_fee_pence is None
        else household.weekly_fee_pence,
        last_asked_on=london_today(asked.invited_at) if asked else None,
        confirmed_on=household.last_confirmed_on,
        skills_recorded_on=recorded if household.trainings.exists() else None,
        composition_recorded_on=recorded if household.residents.exists() else None,
        home_recorded_on=recorded if home_is_recorded else None,
        profile_recorded_on=recorded,
        features={x.feature: x.is_present for x in household.features.all()},
        skills=latest_skills(household),
        experience_years={x.need: min(x.years, 127) for x in household.experiences.all()},
        experience_children={x.need: x.children for x in household.experiences.all()},
        willingness={x.need: c.Willing[x.answer] for x in willingness},
        track=track_of(household),
        stays=(*own_stays(household), *others_stays(household)),
        residents=tuple(
            r.Resident(
                kind={
                    "CARER": ResidentKind.CARER,
                    "OWN_CHILD": ResidentKind.OWN_CHILD,
                    "ADULT": ResidentKind.OTHER_ADULT,
                }[resident.kind],
                sex={"F": c.Sex.FEMALE, "M": c.Sex.MALE, "": c.Sex.UNKNOWN}[resident.sex],
                birth_date=resident.birth_date,
                person_id=resident.pk,
            )
            for resident in residents
        ),
        absences=tuple(
            r.Absence(starts_on=x.starts_on, ends_on=x.ends_on, hold=x.kind == "HOLD")
            for x in household.unavailabilities.order_by("pk")
            if x.ends_on is None or x.ends_on > DAY
        ),
    )


def terms_of(household):
    """In force on the day, else the last before it, else the first after it."""
    terms = list(household.terms.order_by("starts_on"))
    begun = [each for each in terms if each.starts_on <= DAY]
    return (begun[-1:] or terms[:1] or [None])[0]


def terms_facts(terms):
    return {
        "approval_status": c.ApprovalStatus[terms.status],
        "approved_from": terms.starts_on,
        "approved_until": terms.ends_on,
        "min_age": terms.min_age_years,
        "max_age": terms.max_age_years,
        "approved_sex": {"ANY": c.Sex.ANY, "F": c.Sex.FEMALE, "M": c.Sex.MALE}[terms.sex],
        "kinds": tuple(terms.kinds),
        "named_only": terms.is_for_named_children_only,
        "places": terms.places,
    }


def earliest_checks(household):
    found = {}
    for check in household.checks.all():
        found[check.kind] = min(check.due_on, found.get(check.kind, dt.date.max))
    return found


def latest_skills(household):
    found = {}
    for training in household.trainings.all():
        held = found.get(training.skill, dt.date.min)
        never = training.expires_on is None or held is None
        found[training.skill] = None if never else max(training.expires_on, held)
    return found


def some_carer(carers, sex):
    if any(carer.sex == sex for carer in carers):
        return True
    return None if not carers or any(carer.sex == "" for carer in carers) else False


def commitment(household):
    months = household.commitment_months
    return c.UNKNOWN if months is None else (months_after(DAY, months) - DAY).days


def track_of(household):
    stays = [stay for stay in household.placements.filter(status="ENDED") if stay.kind != "BREAKS"]
    by_code = {}
    for stay in stays:
        for code in ["", *stay.child.needs.values_list("code", flat=True)]:
            by_code.setdefault(code, []).append(stay)
    return {
        code: r.Track(
            planned=sum(stay.end_was_planned for stay in some),
            unplanned=sum(not stay.end_was_planned for stay in some),
            lasted=sum(
                stay.ends_on >= stay.planned_end_on if stay.planned_end_on else stay.end_was_planned
                for stay in some
            ),
        )
        for code, some in by_code.items()
    }


def holds_until(stay):
    return stay.ends_on or stay.planned_end_on


def current(household):
    stays = household.placements.exclude(status="CANCELLED").order_by("pk")
    return [stay for stay in stays if holds_until(stay) is None or holds_until(stay) > DAY]


def own_stays(household):
    stays = current(household)
    there = {stay.child_id for stay in stays}
    for stay in stays:
        needs = list(stay.child.needs.values_list("severity", flat=True))
        looked_at = stay.child.needs_reviewed_on is not None
        yield r.Stay(
            child_id=stay.child_id,
            starts_on=stay.starts_on,
            ends_on=holds_until(stay),
            birth_date=stay.child.birth_date,
            sibling_group=sibling_group(stay.child_id, there),
            need_level=max(needs, default=0 if looked_at else c.UNKNOWN),
        )


def sibling_group(child_id, there):
    """The lowest id of those connected with the child, if each of them is linked to each other one."""
    links = [
        {link.child_id, link.sibling_id}
        for link in SiblingLink.objects.all()
        if {link.child_id, link.sibling_id} <= there
    ]
    group, before = {child_id}, None
    while group != before:
        before = set(group)
        for link in links:
            if link & group:
                group |= link
    pairs = [{one, other} for one in group for other in group if one < other]
    return min(group) if pairs and all(pair in links for pair in pairs) else 0


def others_stays(household):
    residents = list(household.residents.order_by("pk"))
    for resident in residents:
        if resident.kind == "FOSTERED":
            word = resident.sibling_group
            first = min(x.pk for x in residents if x.sibling_group == word)
            yield r.Stay(
                starts_on=dt.date.min,
                ends_on=resident.stays_until,
                birth_date=resident.birth_date,
                sibling_group=loader.OTHER_DESKS + first if word else 0,
            )


def everything(columns):
    """Every array by name, those of the blocks too."""
    found = dict(arrays_of(columns))
    for block in storage.BLOCKS:
        for name, values in arrays_of(getattr(columns, block)).items():
            found[f"{block}.{name}"] = values
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_every_column_says_what_the_records_say(seed):
    population = Population(seed)

    loaded = load_columns(authority_id=population.authority.pk, day=DAY)

    wanted = everything(expected(population))
    willing = willingness_days(population)
    for name, values in everything(loaded).items():
        right = willing if name == "willingness_on" else wanted[name]
        np.testing.assert_array_equal(values, right, err_msg=name)
    assert loaded.lad_codes == ("E07000098", "E07000243")
    assert loaded.outcode_names == ("AL10", "SG1", "W1A")


def willingness_days(population):
    """By need and household; the core's rows have one day for all of a household's answers."""
    days = np.full((len(vocabulary.NEEDS), HOUSEHOLDS), UNKNOWN_DAY, np.int32)
    for at, household in enumerate(population.households):
        for said in household.willingness.all():
            if said.confirmed_on:
                days[c.NEED_ROW[said.need], at] = said.confirmed_on.toordinal()
    return days


def test_one_household_alone_reads_as_it_does_among_all():
    population = Population(4)
    together = load_columns(authority_id=population.authority.pk, day=DAY)

    for household in population.households[:10]:
        alone = load_columns(
            authority_id=population.authority.pk, day=DAY, household_ids=[household.pk]
        )
        patched = storage.patched(together, alone)
        assert storage.digest(patched) == storage.digest(together)


def test_the_population_has_every_kind_of_thing_that_the_loader_reads():
    population = Population(1)

    loaded = everything(load_columns(authority_id=population.authority.pk, day=DAY))

    assert all(len(np.unique(values)) > 1 for name, values in loaded.items() if not_constant(name))


def not_constant(name):
    return name not in {"northings", "agreements.authority_ids"}


def test_households_of_a_service_that_never_had_an_agreement_are_not_read():
    agreement = AgreementFactory()
    known = HouseholdFactory(service=agreement.service)
    HouseholdFactory()

    loaded = load_columns(authority_id=agreement.authority_id, day=DAY)

    assert loaded.household_ids.tolist() == [known.pk]


def test_an_authority_without_households_has_empty_columns():
    assert len(load_columns(authority_id=AuthorityFactory().pk, day=DAY)) == 0
