"""What the loader reads of each table, and which rows.

Whole periods are read, and of those only what can still matter from the day of the move on.
"""

from collections.abc import Sequence

from brokerage.matching.columns import CHECKS, UNKNOWN
from brokerage.matching.dates import NEVER
from brokerage.profiles.parts import (
    INT2,
    INT4,
    INT8,
    TEXT,
    Part,
    cases,
    codes,
    ordinal,
    ordinal_or_never,
    ordinal_or_unknown,
    yes_or_no,
)
from reference import vocabulary

# The terms in force on the day, else the last ones before it, else the first ones after it.
_HOUSEHOLDS = """(
    SELECT wanted.position, household.*, terms.id AS terms_id, terms.status,
        terms.starts_on AS terms_from, terms.ends_on AS terms_until, terms.min_age_years,
        terms.max_age_years, terms.sex AS terms_sex, terms.places, terms.is_for_named_children_only,
        COALESCE(last_confirmed_on, (created_at AT TIME ZONE 'Europe/London')::date) AS recorded_on
    FROM wanted
    JOIN carers_household AS household ON household.id = wanted.id
    LEFT JOIN LATERAL (
        SELECT *
        FROM carers_approvalterms AS held
        WHERE held.household_id = wanted.id
        ORDER BY held.starts_on > {day}, abs(held.starts_on - {day})
        LIMIT 1
    ) AS terms ON true
    ORDER BY wanted.position
) AS household"""

_TERMS_SOURCE = """
    wanted JOIN carers_approvalterms AS terms ON terms.household_id = wanted.id
    CROSS JOIN unnest(terms.kinds) AS held (code)
    JOIN """


def _held(name: str, terms: Sequence[vocabulary.Term]) -> Part:
    """One element for each code in an array of the household, such as the languages spoken there."""
    return Part(
        name,
        {"position": (INT4, "position"), "number": (INT4, "number")},
        f"""wanted JOIN carers_household AS household ON household.id = wanted.id
            CROSS JOIN unnest(household.{name}) AS held (code)
            JOIN {codes(terms)} ON codes.code = held.code""",
    )


def _by_code(
    name: str, table: str, column: str, terms: Sequence[vocabulary.Term], **arrays: tuple[str, str]
) -> Part:
    """One element for each row of a table that says something about a household and a code."""
    return Part(
        name,
        {"position": (INT4, "position"), "number": (INT4, "number")} | arrays,
        f"""wanted JOIN {table} AS said ON said.household_id = wanted.id
            JOIN {codes(terms)} ON codes.code = said.{column}""",
    )


_STAY_ENDS = "COALESCE(placement.ends_on, placement.planned_end_on)"
# Children placed through any desk of this installation, from the day on; whose they are is not read.
_STAYS = f"""
    SELECT wanted.position, placement.id, placement.household_id, placement.child_id,
        placement.starts_on, {_STAY_ENDS} AS until
    FROM wanted JOIN placements_placement AS placement ON placement.household_id = wanted.id
    WHERE placement.status <> 'CANCELLED' AND ({_STAY_ENDS} IS NULL OR {_STAY_ENDS} > {{day}})
"""
# 0 where the needs were looked at and none was found, unknown where nobody has looked.
_NEED_LEVEL = f"""COALESCE(
    (SELECT max(severity) FROM children_need WHERE child_id = child.id),
    CASE WHEN child.needs_reviewed_on IS NULL THEN {UNKNOWN} ELSE 0 END
)"""
# An ended stay lasted when it reached the day that was planned; with no such day, when its end was
# planned. Short breaks are left out: a dozen weekends would drown the stays that were lived in.
_ENDED = """(
    SELECT wanted.position, placement.id, placement.child_id,
        placement.end_was_planned AS planned,
        COALESCE(placement.ends_on >= placement.planned_end_on, placement.end_was_planned) AS lasted
    FROM wanted JOIN placements_placement AS placement ON placement.household_id = wanted.id
    WHERE placement.status = 'ENDED' AND placement.kind <> 'BREAKS'
)"""
_TRACK_ARRAYS = {
    "position": (INT4, "position"),
    "number": (INT4, "number"),
    "planned": (INT4, "planned"),
    "unplanned": (INT4, "unplanned"),
    "lasted": (INT4, "lasted"),
}
_TRACK_COUNTS = """
    count(*) FILTER (WHERE planned) AS planned, count(*) FILTER (WHERE NOT planned) AS unplanned,
    count(*) FILTER (WHERE lasted) AS lasted
"""

_COMMITMENT_ENDS = "({day} + make_interval(months => commitment_months))::date"

PARTS = (
    Part(
        "households",
        {
            "id": (INT8, "id"),
            "service": (INT8, "service_id"),
            "status": (
                INT2,
                cases("status", {"APPROVED": 1, "SUSPENDED": 2, "RESIGNED": 3, "ENDED": 4}),
            ),
            "approved_from": (INT4, ordinal_or_unknown("terms_from")),
            "approved_until": (INT4, ordinal_or_never("terms_until")),
            "min_age": (INT2, f"COALESCE(min_age_years, {UNKNOWN})"),
            "max_age": (INT2, f"COALESCE(max_age_years, {UNKNOWN})"),
            "sex": (INT2, cases("terms_sex", {"ANY": 0, "F": 1, "M": 2})),
            "named_only": (INT2, yes_or_no("is_for_named_children_only")),
            "places": (INT2, f"COALESCE(places, {UNKNOWN})"),
            "easting": (INT4, f"COALESCE(easting, {UNKNOWN})"),
            "northing": (INT4, f"COALESCE(northing, {UNKNOWN})"),
            "district": (TEXT, "rpad(district_code, 9)"),
            "outcode": (TEXT, "rpad(split_part(postcode, ' ', 1), 4)"),
            "dogs": (INT2, yes_or_no("has_dogs")),
            "cats": (INT2, yes_or_no("has_cats")),
            "other_pets": (INT2, yes_or_no("has_other_pets")),
            "smoker": (INT2, yes_or_no("has_smoker")),
            "carer_at_home": (INT2, yes_or_no("has_carer_at_home")),
            "long_term": (INT2, yes_or_no("offers_permanence")),
            "commitment_days": (
                INT4,
                f"COALESCE({_COMMITMENT_ENDS} - {{day}}, {UNKNOWN})",
            ),
            "commitment_months": (INT2, f"COALESCE(commitment_months, {UNKNOWN})"),
            "faith": (
                INT2,
                cases("faith", vocabulary.positions(vocabulary.FAITHS)),
            ),
            "weekly_pence": (INT4, f"COALESCE(weekly_fee_pence, {UNKNOWN})"),
            "confirmed_on": (INT4, ordinal_or_unknown("last_confirmed_on")),
            "recorded_on": (INT4, ordinal("recorded_on")),
        },
        _HOUSEHOLDS,
    ),
    Part(
        "kinds",
        {
            "position": (INT4, "position"),
            "starts_on": (INT4, ordinal("terms.starts_on")),
            "number": (INT4, "number"),
        },
        _TERMS_SOURCE + f"{codes(vocabulary.PLACEMENT_KINDS)} ON codes.code = held.code",
    ),
    _held("languages", vocabulary.LANGUAGES),
    _held("ethnicities", vocabulary.ETHNICITIES),
    Part(
        "residents",
        {
            "position": (INT4, "position"),
            "id": (INT8, "resident.id"),
            "kind": (INT2, cases("kind", {"CARER": 0, "OWN_CHILD": 1, "ADULT": 2})),
            "sex": (INT2, cases("sex", {"F": 1, "M": 2})),
            "birth": (INT4, ordinal_or_unknown("birth_date")),
            "until": (INT4, ordinal_or_never("stays_until")),
            "siblings": (INT8, "CASE WHEN sibling_group = '' THEN 0 ELSE first_of_group END"),
        },
        """(
            SELECT wanted.position, resident.*,
                min(resident.id) OVER (PARTITION BY household_id, sibling_group) AS first_of_group
            FROM wanted JOIN carers_resident AS resident ON resident.household_id = wanted.id
        ) AS resident""",
    ),
    Part(
        "stays",
        {
            "position": (INT4, "position"),
            "id": (INT8, "stay.id"),
            "child": (INT8, "child_id"),
            "birth": (INT4, ordinal("birth_date")),
            "level": (INT2, _NEED_LEVEL),
            "starts_on": (INT4, ordinal("starts_on")),
            "until": (INT4, ordinal_or_never("until")),
        },
        f"({_STAYS}) AS stay JOIN children_child AS child ON child.id = stay.child_id",
    ),
    Part(
        "siblings",
        {
            "position": (INT4, "one.position"),
            "one": (INT8, "link.child_id"),
            "other": (INT8, "link.sibling_id"),
        },
        f"""children_siblinglink AS link
            JOIN ({_STAYS}) AS one ON one.child_id = link.child_id
            JOIN ({_STAYS}) AS other ON other.child_id = link.sibling_id
                AND other.position = one.position""",
    ),
    Part(
        "absences",
        {
            "position": (INT4, "position"),
            "id": (INT8, "absence.id"),
            "starts_on": (INT4, ordinal("starts_on")),
            "until": (INT4, ordinal_or_never("ends_on")),
            "hold": (INT2, "(kind = 'HOLD')::int4"),
        },
        """wanted JOIN carers_unavailability AS absence ON absence.household_id = wanted.id
            AND (ends_on IS NULL OR ends_on > {day})""",
    ),
    Part(
        "agreements",
        {
            "service": (INT8, "service_id"),
            "starts_on": (INT4, "starts_on"),
            "until": (INT4, "until"),
        },
        f"""(
            SELECT service_id, {ordinal("starts_on")} AS starts_on,
                {ordinal_or_never("ends_on")} AS until
            FROM accounts_agreement WHERE authority_id = {{authority}}
            UNION ALL
            SELECT id, 1, {NEVER} FROM accounts_fosteringservice WHERE authority_id = {{authority}}
            ORDER BY 1, 2
        ) AS agreement""",
    ),
    Part(
        "checks",
        {
            "position": (INT4, "position"),
            "number": (INT4, cases("kind", {code: row for row, code in enumerate(CHECKS)})),
            "due_on": (INT4, ordinal("due_on")),
        },
        "wanted JOIN carers_statutorycheck AS held ON held.household_id = wanted.id",
    ),
    _by_code(
        "features",
        "carers_homefeature",
        "feature",
        vocabulary.HOME_FEATURES,
        present=(INT2, "is_present::int4"),
    ),
    _by_code(
        "skills",
        "carers_training",
        "skill",
        vocabulary.SKILLS,
        until=(INT4, ordinal_or_never("expires_on")),
    ),
    _by_code(
        "experience",
        "carers_experience",
        "need",
        vocabulary.NEEDS,
        years=(INT2, "LEAST(years, 127)"),
        children=(INT2, "LEAST(children, 127)"),
    ),
    _by_code(
        "willingness",
        "carers_willingness",
        "need",
        vocabulary.NEEDS,
        answer=(INT2, cases("answer", {"NO": 0, "DISCUSS": 1, "YES": 2})),
        confirmed_on=(INT4, ordinal_or_unknown("confirmed_on")),
    ),
    Part(
        "track",
        _TRACK_ARRAYS,
        f"""(
            SELECT position, number, {_TRACK_COUNTS}
            FROM {_ENDED} AS stay
            JOIN children_need AS need ON need.child_id = stay.child_id
            JOIN {codes(vocabulary.NEEDS)} ON codes.code = need.code
            GROUP BY position, number
            UNION ALL
            SELECT position, {len(vocabulary.NEEDS)}, {_TRACK_COUNTS}
            FROM {_ENDED} AS stay GROUP BY position
        ) AS counted""",
    ),
    Part(
        "asked",
        {"position": (INT4, "position"), "on": (INT4, "asked_on")},
        f"""(
            SELECT position, {ordinal("(max(invited_at) AT TIME ZONE 'Europe/London')::date")}
                AS asked_on
            FROM wanted JOIN brokerage_invitation AS invitation
                ON invitation.household_id = wanted.id
            GROUP BY position
        ) AS asked""",
    ),
)
