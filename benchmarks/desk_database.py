"""A desk with as many invented households as asked for, in a database of its own that is dropped afterwards.

The rows are made by the server, the same for the same number. Triggers are off while they are, so that no history is
kept of rows that nobody made.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # before the models are imported

import datetime as dt  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from accounts.models import Authority, User  # noqa: E402
from brokerage.models import Round  # noqa: E402
from reference import vocabulary  # noqa: E402
from tests import database, factories  # noqa: E402

DAY = dt.date(2026, 3, 9)
SERVICES = 32


@contextmanager
def desk(households: int) -> Iterator[Authority]:
    """An authority whose desk sees that many households."""
    name = f"test_placements_{settings.RUN}_desk"
    database.make(name)
    try:
        yield filled(households)
    finally:
        database.drop(name)


def filled(households: int) -> Authority:
    authority = factories.AuthorityFactory()
    services = [
        factories.AgreementFactory(authority=authority, starts_on=dt.date(2020, 1, 1)).service.pk
        for _ in range(SERVICES)
    ]
    asked = factories.RoundFactory(referral__authority=authority)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        for statement in _statements(households, services, authority, asked):
            table = statement.split()[2]
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return authority


def broker_of(authority: Authority) -> User:
    return factories.UserFactory(authority=authority)


def referral_of(authority: Authority) -> object:
    """A referral that homes are looked for, with the usual few needs and conditions."""
    referral = factories.ReferralFactory(authority=authority)
    child = referral.children.get()
    for code, severity in (("AUT", 3), ("LD", 2), ("ANX", 2)):
        factories.NeedFactory(child=child, code=code, severity=severity)
    return referral


def _codes(terms: object) -> str:
    """The codes of a list as an SQL array."""
    return "ARRAY[" + ", ".join(f"'{term.code}'" for term in terms) + "]"  # type: ignore[attr-defined]


def _some_of(terms: object, each: int) -> str:
    """About ``each`` of the list's codes for every household, as rows of ``household`` and ``code``."""
    size = len(terms)  # type: ignore[arg-type]
    share = each / size
    return f"""carers_household AS household CROSS JOIN unnest({_codes(terms)}) AS code
        WHERE random() < {share}"""


def _statements(count: int, services: list[int], authority: Authority, asked: Round) -> list[str]:
    day = f"DATE '{DAY}'"
    needs, skills, features = vocabulary.NEEDS, vocabulary.SKILLS, vocabulary.HOME_FEATURES
    return [
        f"""INSERT INTO carers_household (public_id, service_id, reference, name, email, phone, postcode,
                easting, northing, district_code, placed_by, languages, faith, ethnicities, has_dogs,
                has_cats, has_other_pets, has_smoker, has_carer_at_home, commitment_months,
                offers_permanence, cost_band, weekly_fee_pence, last_confirmed_on, must_not_email,
                must_not_email_reason, about, version, created_at, updated_at)
            SELECT gen_random_uuid(), (ARRAY{services})[1 + number % {len(services)}], 'B' || number,
                'The Invented family ' || number, 'carer' || number || '@home.example', '',
                'X' || number % 300 || ' 1AA', 490000 + (random() * 80000)::int,
                180000 + (random() * 70000)::int, 'E0' || lpad((number % 80)::text, 7, '0'), 'DESK',
                CASE WHEN random() < 0.1 THEN ARRAY['en', 'pl'] ELSE ARRAY['en'] END, '',
                ARRAY['WBRI'], random() < 0.4, random() < 0.3, false, random() < 0.1, random() < 0.6,
                (ARRAY[3, 6, 12, 24, 60])[1 + number % 5], random() < 0.3, '',
                40000 + (random() * 90000)::int, {day} - (random() * 500)::int, false, '', '', 1,
                {day}, {day}
            FROM generate_series(1, {count}) AS number""",
        f"""INSERT INTO carers_approvalterms (household_id, status, starts_on, ends_on, min_age_years,
                max_age_years, sex, kinds, places, is_for_named_children_only)
            SELECT id, CASE WHEN random() < 0.93 THEN 'APPROVED' ELSE 'RESIGNED' END,
                {day} - 30 - (random() * 3000)::int, NULL, (random() * 7)::int,
                12 + (random() * 6)::int, 'ANY',
                CASE WHEN random() < 0.8 THEN ARRAY['SHORT', 'LONG'] ELSE ARRAY['BREAKS'] END,
                1 + (random() * 2.3)::int, random() < 0.05
            FROM carers_household""",
        f"""INSERT INTO carers_resident (household_id, kind, name, birth_date, sex, stays_until, sibling_group)
            SELECT id, kind, 'Somebody', CASE kind WHEN 'CARER' THEN {day} - 9000 - (random() * 15000)::int
                ELSE {day} - (random() * 8000)::int END, (ARRAY['F', 'M'])[1 + (random())::int], NULL, ''
            FROM carers_household CROSS JOIN
                unnest(ARRAY['CARER', 'CARER', 'OWN_CHILD']) WITH ORDINALITY AS one (kind, number)
            WHERE number = 1 OR random() < 0.6""",
        f"""INSERT INTO carers_training (household_id, resident_id, skill, certificate, gained_on, expires_on)
            SELECT household.id, NULL, code, '', NULL,
                CASE WHEN random() < 0.3 THEN {day} + (random() * 900)::int - 60 END
            FROM {_some_of(skills, 8)}""",
        f"""INSERT INTO carers_experience (household_id, need, years, children)
            SELECT household.id, code, (random() * 12)::int, (random() * 6)::int
            FROM {_some_of(needs, 6)}""",
        f"""INSERT INTO carers_willingness (household_id, need, answer, confirmed_on)
            SELECT household.id, code, (ARRAY['YES', 'YES', 'DISCUSS', 'NO'])[1 + (random() * 3)::int],
                {day} - (random() * 800)::int
            FROM {_some_of(needs, 15)}""",
        f"""INSERT INTO carers_homefeature (household_id, feature, is_present)
            SELECT household.id, code, random() < 0.8 FROM {_some_of(features, 7)}""",
        f"""INSERT INTO carers_statutorycheck (household_id, resident_id, kind, done_on, due_on)
            SELECT id, NULL, kind, NULL, {day} - 20 + (random() * 1000)::int
            FROM carers_household CROSS JOIN unnest(ARRAY['DBS', 'REVIEW', 'MEDICAL']) AS kind""",
        f"""INSERT INTO carers_unavailability (household_id, kind, starts_on, ends_on, reason)
            SELECT id, 'UNAVAILABLE', start, start + 5 + (random() * 90)::int, ''
            FROM (SELECT id, {day} - 60 + (random() * 120)::int AS start FROM carers_household) AS away
            WHERE random() < 0.1""",
        f"""INSERT INTO children_child (public_id, authority_id, reference, first_name, last_name,
                preferred_name, birth_date, sex, gender_identity, ethnicity, faith, languages,
                identity_notes, is_seeking_asylum, home_postcode, school_name, school_postcode, strengths,
                interests, communication, health_summary, no_known_risks, permanence_plan, version,
                created_at, updated_at, needs_reviewed_on)
            SELECT gen_random_uuid(), {authority.pk}, 'B' || number, 'Invented', 'Child', '',
                {day} - 400 - (random() * 5500)::int, (ARRAY['F', 'M'])[1 + random()::int], '', '', '', '{{}}',
                '', false, '', '', '', '', '', '', '', false, '', 1, {day}, {day}, {day}
            FROM generate_series(1, {count}) AS number""",
        f"""INSERT INTO children_need (child_id, code, severity, is_essential, note)
            SELECT child.id, code, 1 + (random() * 3)::int, false, ''
            FROM children_child AS child CROSS JOIN unnest({_codes(needs)}) AS code
            WHERE random() < 3.0 / {len(needs)} AND child.reference LIKE 'B%'""",
        f"""INSERT INTO placements_placement (public_id, child_id, setting, household_id, place_number,
                provider_name, postcode, district_code, kind, purpose, status, starts_on, planned_end_on,
                ends_on, end_reason, end_was_planned, end_note, cancel_reason, booked_at)
            SELECT gen_random_uuid(), child.id, 'U4', household.id, 1, '', '', '', 'SHORT', '',
                CASE WHEN over THEN 'ENDED' ELSE 'STARTED' END, {day} - 400 - (random() * 400)::int,
                {day} + (random() * 300)::int - CASE WHEN over THEN 350 ELSE -5 END,
                CASE WHEN over THEN {day} - 1 - (random() * 300)::int END,
                CASE WHEN over THEN 'NEXT_HOME' ELSE '' END, CASE WHEN over THEN random() < 0.7 END, '', '',
                {day}
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM carers_household) AS household
            JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number, random() < 0.4 AS over
                FROM children_child WHERE reference LIKE 'B%') AS child USING (number)
            WHERE random() < 0.8""",
        f"""INSERT INTO brokerage_invitation (public_id, round_id, household_id, token_hash, link_number,
                wrong_tries, invited_at)
            SELECT gen_random_uuid(), {asked.pk}, id, md5(id::text), 1, 0, {day} - (random() * 300)::int
            FROM carers_household WHERE random() < 0.5""",
    ]
