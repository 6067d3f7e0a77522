"""A baseline in the database: every rule and factor of the request of ``ranking_data`` in one statement.

It is tuned: a table with one narrow row a household that has only what this request reads, already flattened, beside
two small tables of stays and residents; no sorting of what is not listed. It gives the bits of failed rules and the
scores, so that it can be checked against the core.
"""

from typing import Any

import numpy as np
from django.db import connection

from brokerage.matching.columns import FEATURE_ROW, LANGUAGE_BIT, NEED_ROW, SKILL_ROW, Columns
from brokerage.matching.dates import NEVER, latest_birth
from brokerage.matching.profiles import Request
from reference import vocabulary

OTHER_WHITE = 1 << [term.code for term in vocabulary.ETHNICITIES].index("WOTH")
WHITE = sum(1 << i for i, term in enumerate(vocabulary.ETHNICITIES) if term.group == "White")
NOT_STATED = 0b11 << 18
SKILLS_OF = vocabulary.SKILLS_FOR_NEED


def prepare(columns: Columns, asked: Request) -> None:
    """Write the tables; the time for it is not counted."""
    narrow: dict[str, Any] = {
        name: getattr(columns, name)
        for name in (
            "household_ids", "approval_status", "approved_from", "approved_until", "min_ages",
            "max_ages", "approved_sex", "kinds", "named_only", "places", "service_ids", "eastings",
            "northings", "dogs", "commitment_days", "ethnicities", "skills_recorded_on",
        )
    }  # fmt: skip
    narrow["pl"] = columns.languages >> np.uint64(LANGUAGE_BIT["pl"]) & np.uint64(1)
    excluded = [columns.outcode_names.index(name) for name in asked.exclusions.outcodes]
    narrow["excluded"] = np.isin(columns.outcodes, excluded).astype(np.int8)
    checks = np.where(columns.checks < 0, NEVER, columns.checks)
    narrow["check_until"] = checks.min(axis=0)
    narrow["ownbed"] = columns.features[FEATURE_ROW["OWNBED"]]
    narrow["garden"] = columns.features[FEATURE_ROW["GARDEN"]]
    narrow["autc"] = columns.skills[SKILL_ROW["AUTC"]]
    for need in asked.needs:
        row, code = NEED_ROW[need.code], need.code.lower()
        narrow[f"{code}_years"] = columns.experience_years[row]
        narrow[f"{code}_children"] = columns.experience_children[row]
        narrow[f"{code}_willing"] = columns.willingness[row]
        narrow[f"{code}_willing_on"] = columns.willingness_on[row]
        for name in ("planned", "unplanned", "lasted"):
            narrow[f"{code}_{name}"] = getattr(columns, f"track_{name}")[row]
        skills = [columns.skills[SKILL_ROW[skill]] for skill in SKILLS_OF[need.code]]
        narrow[f"{code}_skill"] = np.max(skills, axis=0) if skills else np.zeros(len(columns), int)
    _write("narrow", narrow)
    stays, residents, absences = columns.stays, columns.residents, columns.absences
    ids = columns.household_ids
    _write(
        "stay",
        {"household": ids[stays.owners], "starts": stays.starts_on, "ends": stays.ends_on,
         "birth": stays.births, "level": stays.need_levels},
    )  # fmt: skip
    young = residents.young
    _write("young", {"household": ids[residents.owners[young]], "birth": residents.births[young]})
    _write(
        "absence",
        {"household": ids[absences.owners], "starts": absences.starts_on, "ends": absences.ends_on},
    )
    agreed = columns.agreements
    _write(
        "agreed",
        {"service": agreed.service_ids, "starts": agreed.starts_on, "ends": agreed.ends_on},
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX ON narrow (household_ids)")
        for table in ("stay", "young", "absence"):
            cursor.execute(f"CREATE INDEX ON {table} (household)")
        for table in ("narrow", "stay", "young", "absence", "agreed"):
            cursor.execute(f"ANALYZE {table}")


def _write(table: str, arrays: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        listed = ", ".join(f"{name} int8" for name in arrays)
        cursor.execute(f"CREATE TEMP TABLE {table} ({listed})")
        with cursor.copy(f"COPY {table} FROM STDIN") as rows:
            for values in zip(*(array.tolist() for array in arrays.values()), strict=True):
                rows.write_row(values)


def ranked(asked: Request) -> list[tuple[int, int, float]]:
    """Every household, its failed rules as bits, and its score."""
    with connection.cursor() as cursor:
        cursor.execute(statement(asked))
        found: list[tuple[int, int, float]] = cursor.fetchall()
    return found


def statement(asked: Request) -> str:
    start, end = asked.starts_on.toordinal(), asked.ends_on.toordinal()  # type: ignore[union-attr]
    (child,) = asked.children
    born, age = child.birth_date.toordinal(), asked.ages[0]
    grown = latest_birth(18, asked.starts_on).toordinal()
    too_young = latest_birth(1, child.birth_date).toordinal()
    school, home, aunt = (_miles(place.easting, place.northing) for place in asked.places)
    fails = [
        f"approval_status > 1 OR approval_status = 0 OR approved_from > {start} OR approved_until <= {start}",
        f"min_ages > {age} OR (max_ages < {age} AND max_ages >= 0)",
        "approved_sex = 2",
        "kinds <> 0 AND kinds & 1 = 0",
        "named_only = 1",
        "COALESCE(most, 0) > 2",
        "places >= 0 AND COALESCE(most, 0) >= places",
        "away.household IS NOT NULL",
        f"check_until < {start}",
        "service_ids <> 0 AND current.service IS NULL",
        "excluded = 1 OR household_ids = 17",
        "ownbed = 0",
        f"autc >= 0 AND autc < {start} AND (autc <> 0 OR skills_recorded_on >= 0)",
        f"GREATEST(fostered.youngest, living.youngest) > {too_young}",
        "school_miles > 40",
        "aut_willing = 0",
    ]
    bits = " | ".join(f"(COALESCE({rule}, false)::int << {bit})" for bit, rule in enumerate(fails))
    return f"""
    WITH here AS MATERIALIZED (
        SELECT stay.*, ctid AS row FROM stay WHERE ends > {start} AND starts < {end}
    ), crowd AS (
        SELECT household, max(number) AS most FROM (
            SELECT one.household, count(*) AS number FROM here AS one JOIN here AS other
                ON other.household = one.household
                AND other.starts <= GREATEST(one.starts, {start})
                AND other.ends > GREATEST(one.starts, {start})
            GROUP BY one.household, one.row, one.starts
        ) AS each GROUP BY household
    ), fostered AS (
        SELECT household, max(birth) AS youngest, count(*) AS number, max(level) AS level,
            bool_or(level < 0) AS unsure, min(abs(birth - {born})) AS gap
        FROM here GROUP BY household
    ), living AS (
        SELECT household, max(birth) AS youngest, count(*) AS number, min(abs(birth - {born})) AS gap
        FROM young WHERE birth > {grown} GROUP BY household
    ), ruled AS MATERIALIZED (
        SELECT narrow.*, fostered.level, fostered.unsure,
            COALESCE(fostered.number, 0) + COALESCE(living.number, 0) AS children,
            LEAST(fostered.gap, living.gap) AS gap, school_miles,
            {bits} AS failed
        FROM narrow
        CROSS JOIN LATERAL (SELECT {school} AS school_miles) AS measured
        LEFT JOIN crowd ON crowd.household = household_ids
        LEFT JOIN fostered ON fostered.household = household_ids
        LEFT JOIN living ON living.household = household_ids
        LEFT JOIN (
            SELECT DISTINCT household FROM absence WHERE starts <= {start} AND ends > {start}
        ) AS away ON away.household = household_ids
        LEFT JOIN (
            SELECT DISTINCT service FROM agreed WHERE starts <= {start} AND ends > {start}
        ) AS current ON current.service = service_ids
    )
    SELECT household_ids, failed, CASE WHEN failed = 0 THEN ({_score(asked, home, aunt)}) END
    FROM ruled
    """


def _miles(easting: int | None, northing: int | None) -> str:
    squares = f"(eastings - {easting})::float8 ^ 2 + (northings - {northing})::float8 ^ 2"
    return f"round(sqrt({squares}) / 1000 / 1.6093 * 10) / 10"


def _near(miles: str, far: float) -> str:
    return f"LEAST(GREATEST(({far} - {miles}) / ({far} - 3.0), 0), 1)"


def _half(name: str) -> str:
    return f"CASE WHEN {name} < 0 THEN 0.5 ELSE {name} END"


def _score(asked: Request, home: str, aunt: str) -> str:
    start, end = asked.starts_on.toordinal(), asked.ends_on.toordinal()  # type: ignore[union-attr]
    weight = float(sum(need.severity for need in asked.needs))
    stated = f"(ethnicities & ~{NOT_STATED})"
    planned, ended, lasted = (
        " + ".join(
            f"{need.severity} * ({parts})" for need, parts in zip(asked.needs, each, strict=True)
        )
        for each in (
            [f"{n.code.lower()}_planned" for n in asked.needs],
            [f"{n.code.lower()}_planned + {n.code.lower()}_unplanned" for n in asked.needs],
            [f"{n.code.lower()}_lasted" for n in asked.needs],
        )
    )
    skills = " + ".join(f"{n.severity} * ({_skill(n.code, start)})" for n in asked.needs)
    today = asked.as_of.toordinal()
    willing = " + ".join(f"{n.severity} * ({_willing(n.code, today)})" for n in asked.needs)
    return f"""(
        20 * ({skills}) / {weight}
        + 10 * {_near("school_miles", 40.0)}
        + 10 * (2 * {_near(home, 20.0)} + {_near(aunt, 20.0)}) / 3
        + 10 * (2 * pl + CASE WHEN {stated} & {OTHER_WHITE} <> 0 THEN 1.0
            WHEN {stated} & {WHITE} <> 0 OR {stated} = 0 THEN 0.5 ELSE 0 END) / 3
        + 10 * (LEAST(COALESCE(gap / 365.25, 9.0) / 3, 1)
            + CASE WHEN unsure THEN 0.5 ELSE 1 - GREATEST(COALESCE(level, 0) - 1, 0) / 3.0 END
            + GREATEST(1 - children / 4.0, 0) + {_half("ownbed")} + {_half("garden")}
            + CASE WHEN dogs < 0 THEN 0.5 ELSE 1 - dogs END) / 6
        + 4 * {_near("school_miles", 20.0)} + 3 * ({_half("dogs")}) + 2 * ({_half("ownbed")})
        + {_half("garden")}
        + 10 * (8 + (({planned}) + ({lasted})) / {weight}) / (2 * (8 + ({ended}) / {weight}))
        + 5 * ({willing}) / {weight}
        + 5 * CASE WHEN commitment_days < 0 THEN 0.5
            ELSE LEAST(commitment_days / {float(end - start)}, 1) END
    )::float8 * 100 / 90"""


def _skill(code: str, start: int) -> str:
    name = code.lower()
    ended = f"({name}_planned + {name}_unplanned)"
    children = f"GREATEST({name}_children, CASE WHEN {ended} > 0 THEN {ended} ELSE -1 END)"
    value = (
        f"0.3 * (CASE WHEN {name}_years < 0 THEN 0.5 ELSE LEAST({name}_years / 5.0, 1) END)"
        f" + 0.2 * (CASE WHEN {children} < 0 THEN 0.5 ELSE {children} / ({children} + 2.0) END)"
    )
    if SKILLS_OF[code]:
        held = f"CASE WHEN skills_recorded_on < 0 THEN 0.5 ELSE ({name}_skill >= {start})::int END"
        return f"{value} + 0.5 * ({held})"
    return f"({value}) / 0.5"


def _willing(code: str, today: int) -> str:
    name = code.lower()
    age = f"({today} - {name}_willing_on - 183)"
    fresh = f"(1 - 0.5 * LEAST(GREATEST({age} / 547.0, 0), 1))"
    return (
        f"CASE WHEN {name}_willing < 0 THEN 0.5"
        f" ELSE 0.5 + ({name}_willing / 2.0 - 0.5) * {fresh} END"
    )
