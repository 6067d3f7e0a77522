"""Random searches and households, drawn so that they meet at the edges often."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from brokerage.matching.blocks import ResidentKind
from brokerage.matching.columns import CHECKS, ApprovalStatus, Sex, Willing
from brokerage.matching.profiles import (
    AcceptedRemedy,
    BadEnding,
    ChildProfile,
    Condition,
    Exclusions,
    Exemption,
    IdentityPart,
    IdentityWant,
    Link,
    LinkKind,
    NamedChild,
    Need,
    Place,
    PlaceKind,
    Request,
    Wanted,
)
from brokerage.matching.rows import Absence, Agreement, HouseholdRow, Resident, Stay, Track
from reference import vocabulary
from tests.matching.homes import LONG_AGO, MOVE, TODAY, days

NEEDS = ("AUT", "FEED", "SLEEP", "PC")
SKILLS = ("AUTC", "PEG", "CONT")
FEATURES = ("OWNBED", "HOIST", "GARDEN")
LANGUAGES, FAITHS, ETHNICITIES = ("en", "pl"), ("CHRI", "MUSL"), ("WBRI", "WOTH", "BAFR", "REFU")
CHILDREN, OTHERS = (100, 101, 102), (0, 200, 201, 202, 203)
HOUSEHOLDS = range(1, 7)

near_days = st.integers(-6, 9).map(days)
maybe_days = st.none() | near_days
yes_no = st.sampled_from((None, True, False))
births = st.dates(dt.date(2005, 1, 1), dt.date(2025, 12, 31)) | st.sampled_from(
    (dt.date(2008, 2, 29), dt.date(2012, 2, 29), dt.date(2008, 3, 9), dt.date(2008, 3, 10))
)
maybe_births = st.none() | births
points = st.sampled_from((500_000, 501_609, 504_828, 532_186, 532_200))
scores = st.integers(-1, 6)


def examples(number):
    """So many random pairs; drawing a whole neighbourhood takes long on a busy machine."""
    return settings(
        max_examples=number, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def mostly(usual, others):
    """Usually one value, so that a household is not ruled out by everything at once."""
    return st.sampled_from((usual,) * 3) | others


def some_of(values, most=3, least=0):
    several = st.lists(
        st.sampled_from(values), unique=True, min_size=least, max_size=min(most, len(values))
    )
    return several.map(tuple)


def by_code(codes, values):
    return st.dictionaries(st.sampled_from(codes), values, max_size=len(codes))


@st.composite
def periods(draw):
    begins = draw(near_days | st.just(LONG_AGO))
    length = draw(st.none() | st.integers(1, 8))
    return begins, None if length is None else max(begins, days(-6)) + dt.timedelta(days=length)


@st.composite
def stays(draw):
    begins, ends = draw(periods())
    return Stay(
        child_id=draw(st.sampled_from(OTHERS + CHILDREN[:1])),
        starts_on=begins,
        ends_on=ends,
        birth_date=draw(maybe_births),
        sibling_group=draw(st.sampled_from((0, 5, 5, 5, 6))),
        need_level=draw(st.integers(-1, 4)),
    )


residents = st.builds(
    Resident,
    kind=st.sampled_from(ResidentKind),
    sex=st.sampled_from((Sex.UNKNOWN, Sex.FEMALE, Sex.MALE)),
    birth_date=maybe_births,
    person_id=st.sampled_from((0, 50, 51)),
)
absences = st.builds(
    lambda period, hold: Absence(starts_on=period[0], ends_on=period[1], hold=hold),
    periods(),
    st.booleans(),
)
tracks = st.integers(0, 4).flatmap(
    lambda planned: st.builds(
        Track, planned=st.just(planned), unplanned=st.integers(0, 3), lasted=st.integers(0, planned)
    )
)


def households(household_id):
    return st.builds(
        HouseholdRow,
        household_id=st.just(household_id),
        service_id=mostly(7, st.sampled_from((0, 8))),
        approval_status=mostly(ApprovalStatus.APPROVED, st.sampled_from(ApprovalStatus)),
        approved_from=mostly(LONG_AGO, maybe_days),
        approved_until=mostly(None, maybe_days),
        min_age=mostly(0, st.integers(-1, 12)),
        max_age=mostly(18, st.integers(-1, 18)),
        approved_sex=mostly(Sex.ANY, st.sampled_from(Sex)),
        kinds=mostly(("SHORT", "LONG"), some_of(("SHORT", "LONG", "BREAKS"))),
        named_only=mostly(False, yes_no),
        places=mostly(5, st.integers(-1, 5)),
        checks=by_code(tuple(CHECKS), near_days | st.just(days(400))),
        position=st.none() | st.tuples(points, st.just(200_000)),
        lad_code=st.sampled_from(("", "E1", "E2")),
        outcode=st.sampled_from(("", "AL1", "SG1")),
        dogs=yes_no,
        cats=yes_no,
        other_pets=yes_no,
        smoker=yes_no,
        carer_at_home=yes_no,
        female_carer=yes_no,
        male_carer=yes_no,
        long_term=yes_no,
        carers=st.integers(-1, 2),
        commitment_days=st.sampled_from((-1, 7, 90, 2**31 - 1)),
        languages=some_of(LANGUAGES),
        ethnicities=some_of(ETHNICITIES),
        faiths=some_of(FAITHS),
        weekly_pence=st.sampled_from((-1, 40_000, 80_000, 170_000)),
        last_asked_on=st.none() | st.sampled_from((LONG_AGO, TODAY)),
        confirmed_on=st.none() | st.just(TODAY),
        skills_recorded_on=st.none() | st.just(TODAY),
        composition_recorded_on=mostly(TODAY, st.none()),
        home_recorded_on=st.none() | st.just(TODAY),
        profile_recorded_on=st.none() | st.just(TODAY),
        features=by_code(FEATURES, st.booleans()),
        skills=by_code(SKILLS, maybe_days),
        experience_years=by_code(NEEDS, st.integers(0, 9)),
        experience_children=by_code(NEEDS, st.integers(0, 9)),
        willingness=by_code(NEEDS, st.sampled_from((Willing.YES, Willing.DISCUSS, Willing.NO))),
        willingness_on=st.none() | st.sampled_from((LONG_AGO, TODAY)),
        track=by_code((*NEEDS, ""), tracks),
        stays=st.lists(stays(), max_size=5).map(tuple),
        residents=st.lists(residents, max_size=3).map(tuple),
        absences=st.lists(absences, max_size=2).map(tuple),
    )


needs = st.lists(
    st.builds(Need, st.sampled_from(NEEDS), st.integers(1, 4), st.booleans()),
    unique_by=lambda need: need.code,
    max_size=3,
).map(tuple)


def children(child_id):
    return st.builds(
        ChildProfile,
        child_id=st.just(child_id),
        birth_date=births,
        sex=st.sampled_from(("", "F", "M")),
        needs=needs,
        sibling_ids=some_of((*CHILDREN, *OTHERS), 8),
        wishes=some_of(tuple(term.code for term in vocabulary.WISHES), 5),
    )


wanted_features = st.lists(
    st.builds(Wanted, st.sampled_from(FEATURES), st.booleans()), max_size=2
).map(tuple)
wanted_skills = st.lists(st.builds(Wanted, st.sampled_from(SKILLS), st.booleans()), max_size=2).map(
    tuple
)
conditions = st.lists(
    st.builds(
        Condition,
        st.sampled_from([term.code for term in vocabulary.HOUSEHOLD_CONDITIONS]),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)
places = st.lists(
    st.builds(
        Place,
        st.sampled_from(PlaceKind),
        st.just("somewhere"),
        st.none() | points,
        st.just(200_000),
        weight=st.sampled_from((0.0, 1.0, 2.5)),
        limit_miles=st.sampled_from((1.0, 3.0, 20.0, 30.0)),
        essential=st.booleans(),
    ),
    max_size=3,
).map(tuple)
identity = st.lists(
    st.one_of(
        st.builds(IdentityWant, st.just(part), some_of(codes, least=1), st.booleans())
        for part, codes in (
            (IdentityPart.LANGUAGE, LANGUAGES),
            (IdentityPart.FAITH, FAITHS),
            (IdentityPart.ETHNICITY, ETHNICITIES[:3]),
        )
    ),
    max_size=3,
).map(tuple)
exclusions = st.builds(
    Exclusions,
    household_ids=some_of(tuple(HOUSEHOLDS), 1),
    person_ids=some_of((50,), 1),
    child_ids=some_of(OTHERS[1:], 1),
    outcodes=some_of(("AL1",), 1),
    lad_codes=some_of(("E1",), 1),
)
household_ids = st.sampled_from(HOUSEHOLDS)


def several(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def requests(draw):
    group = [draw(children(key)) for key in CHILDREN[: draw(st.integers(1, 3))]]
    return Request(
        children=tuple(group),
        authority_id=1,
        kind=draw(st.sampled_from(("SHORT", "LONG"))),
        as_of=TODAY,
        starts_on=MOVE,
        ends_on=draw(st.none() | st.integers(1, 9).map(days)),
        emergency=draw(st.booleans()),
        permanent=draw(st.booleans()),
        skills=draw(wanted_skills),
        features=draw(wanted_features),
        conditions=draw(conditions),
        places=draw(places),
        identity=draw(identity),
        exclusions=draw(exclusions | st.just(Exclusions())),
        links=draw(several(st.builds(Link, household_ids, st.sampled_from(LinkKind)))),
        bad_endings=draw(several(st.builds(BadEnding, household_ids, st.just("ALLEG")), 1)),
        named_approvals=draw(
            several(st.builds(NamedChild, household_ids, st.sampled_from(CHILDREN)))
        ),
        exemptions=draw(
            st.lists(
                st.builds(
                    Exemption, household_ids, st.sampled_from(CHILDREN[:2]), st.integers(4, 6)
                ),
                max_size=3,
                unique_by=lambda item: (item.household_id, item.child_id),
            ).map(tuple)
        ),
        accepted_remedies=draw(
            several(
                st.builds(
                    AcceptedRemedy,
                    household_ids,
                    st.sampled_from(("APR-2", "LIM-1", "PLC-1", "APR-1", "HIS-1", "SKL-1")),
                    st.just("AGREED"),
                ),
                2,
            )
        ),
        review_tolerance_days=draw(st.integers(0, 3)),
        usual_weekly_pence=draw(st.sampled_from((None, 80_000))),
    )


AGREEMENTS = (
    Agreement(service_id=7, authority_id=1, starts_on=LONG_AGO),
    Agreement(service_id=8, authority_id=1, starts_on=LONG_AGO, ends_on=MOVE),
    Agreement(service_id=8, authority_id=2, starts_on=LONG_AGO),
)
neighbourhoods = st.lists(household_ids, unique=True, min_size=1, max_size=3).flatmap(
    lambda ids: st.tuples(*(households(household_id) for household_id in ids))
)
