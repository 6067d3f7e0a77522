"""Approved lists of invented households, as broad as the columns allow."""

import datetime as dt
import io
import random

from carers import approved_list, cells, services
from documents import tables
from reference import vocabulary
from tests.factories import NOON

FIRST_NAMES = [
    "Amara",
    "Bola",
    "Carys",
    "Dafydd",
    "Esme",
    "Farid",
    "Grace",
    "Haris",
    "José",
    "Łucja",
    "Zoë",
]
LAST_NAMES = [
    "Okafor",
    "Begum",
    "O'Neill",
    "Nowak",
    "Hughes-Price",
    "Ali",
    "de la Cruz",
    "(née) Smith",
    "Ray; son",
]
POSTCODES = ["SG1 1AA", "CM1 1QH", "NR1 3QU", "ST16 2LH", "CB1 2QA", "AL1 3JE", "SG99 9ZZ"]
RESIDENT_KINDS = list(cells.RESIDENT_KINDS.values())
YES_OR_NO = [
    "has_dogs", "has_cats", "has_other_pets", "has_smoker", "has_carer_at_home", "offers_permanence",
]  # fmt: skip
ABOUT = [
    "",
    "Two sentences. With a comma, a “quote”, and a semicolon; then more.",
    "First line\nSecond line",
    "- likes long walks\n- has a shed",
    "'quoted' at the start",
    "+44 is how her number starts",
    "@home most days",
]


def codes(rng, terms, most):
    chosen = rng.sample([term.code for term in terms], rng.randint(0, most))
    return sorted(chosen, key=[term.code for term in terms].index)


def day(rng, first=1940, last=2030):
    return dt.date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)).isoformat()


def maybe(rng, value):
    return value if rng.random() < 0.6 else None


def person(rng, kind):
    fostered = kind == "FOSTERED"
    return [
        kind,
        rng.choice(["F", "M", ""]),
        maybe(rng, day(rng, 1940, 2025)),
        maybe(rng, day(rng, 2026, 2030)) if fostered else None,
        rng.choice(["", "A", "brothers"]) if fostered else "",
        rng.choice(["", f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"]),
    ]


def periods(rng, reasons):
    found = []
    for _ in range(rng.choice([0, 0, 1, 2])):
        starts_on = dt.date.fromisoformat(day(rng, 2024, 2026))
        ends_on = starts_on + dt.timedelta(days=rng.randint(1, 90))
        found.append([starts_on.isoformat(), maybe(rng, ends_on.isoformat()), rng.choice(reasons)])
    return cells.in_order(found)


def by_person(rng, terms, labels, most, *, needs_date):
    found = {}
    for code in codes(rng, terms, most):
        for holder in rng.sample(["", *labels], min(2, len(labels))) or [""]:
            date = day(rng, 2024, 2029)
            found[code, holder] = [code, date if needs_date else maybe(rng, date), holder]
    return cells.in_order(found.values())


def household(rng, number, authorities=()):
    """The values of one household's row, by column, in the form in which rows are compared."""
    people = cells.people_in_order(
        person(rng, kind)
        for kind in ["CARER"] * rng.randint(1, 2)
        + rng.choices(list(cells.RESIDENT_KINDS.values()), k=rng.randint(0, 3))
    )
    labels = cells.person_labels(people)
    starts_on = dt.date.fromisoformat(day(rng, 2010, 2025))
    youngest = rng.randint(0, 12)
    return {
        "reference": f"H{number:06}",
        "name": f"The {rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} family",
        "postcode": rng.choice(POSTCODES),
        "email": rng.choice(["", f"carer{number}@home.example"]),
        "phone": rng.choice(["", "+44 1632 960003", "01632 960004", "(01632) 960005"]),
        "status": rng.choice(["APPROVED", "APPROVED", "SUSPENDED", "RESIGNED", "ENDED"]),
        "terms_from": starts_on.isoformat(),
        "terms_until": maybe(
            rng, (starts_on + dt.timedelta(days=rng.randint(1, 4000))).isoformat()
        ),
        "min_age": youngest,
        "max_age": rng.randint(youngest, 21),
        "sex": rng.choice(["ANY", "F", "M"]),
        "kinds": codes(rng, vocabulary.PLACEMENT_KINDS, 5) or ["SHORT"],
        "places": rng.randint(1, 5),
        "named_only": rng.random() < 0.1,
        "named_approvals": cells.in_order(
            [
                code,
                f"C{rng.randint(1, 99_999):05}",
                day(rng, 2020, 2025),
                maybe(rng, day(rng, 2026, 2030)),
            ]
            for code in rng.sample(authorities, rng.randint(0, len(authorities)))
        ),
        "exemptions": cells.in_order(
            [code, f"C{rng.randint(1, 99_999):05}", day(rng, 2020, 2025), None, rng.randint(4, 6)]
            for code in rng.sample(authorities, rng.randint(0, len(authorities)))
        ),
        "residents": people,
        "skills": by_person(rng, vocabulary.SKILLS, labels, 5, needs_date=False),
        "experience": cells.in_order(
            [need, rng.randint(0, 30), rng.randint(0, 20)]
            for need in codes(rng, vocabulary.NEEDS, 4)
        ),
        "willingness": cells.in_order(
            [need, rng.choice(["YES", "NO", "DISCUSS"]), maybe(rng, day(rng, 2025, 2026))]
            for need in codes(rng, vocabulary.NEEDS, 8)
        ),
        "features": cells.in_order(
            [feature, rng.choice(["yes", "no"])]
            for feature in codes(rng, vocabulary.HOME_FEATURES, 6)
        ),
        **{key: rng.choice([True, False, None]) for key in YES_OR_NO},
        "languages": codes(rng, vocabulary.LANGUAGES, 3),
        "faith": rng.choice(["", *codes(rng, vocabulary.FAITHS, 3)]),
        "ethnicities": codes(rng, vocabulary.ETHNICITIES, 2),
        "commitment_months": maybe(rng, rng.randint(0, 216)),
        "cost_band": rng.choice(["", "A", "E"]),
        "weekly_fee_pence": maybe(rng, rng.randint(0, 150_000)),
        "unavailable": periods(rng, ["", "holiday", "an operation (knee); then rest"]),
        "holds": periods(rng, ["building work", "a review\\enquiry"]),
        "checks": by_person(rng, approved_list.CHECKS, labels, 4, needs_date=True),
        "last_confirmed_on": maybe(rng, day(rng, 2024, 2026)),
        "must_not_email_reason": rng.choice(["", "", "Asked us to ring instead"]),
        "about": rng.choice(ABOUT),
    }


def households(count, *, seed=1, authorities=()):
    rng = random.Random(seed)
    for number in range(1, count + 1):
        yield household(rng, number, list(authorities))


def csv_file(rows, headers=approved_list.HEADERS):
    return io.BytesIO(tables.write_csv(headers, rows))


def example(**changes):
    """The template's example as a row by header, with changes by column key."""
    row = dict(zip(approved_list.HEADERS, approved_list.example_row(), strict=True))
    return row | {approved_list.BY_KEY[key].header: cell for key, cell in changes.items()}


def compared(service, file, *, by=None, name="list.csv", at=NOON):
    """The import of a file, as far as the preview."""
    received = services.receive(service=service, file=file, name=name, by=by, at=at)
    return services.compare_file(list_import=received, at=at)


def imported(service, file, *, by=None, name="list.csv", at=NOON):
    preview = compared(service, file, by=by, name=name, at=at)
    confirmed = services.confirm(list_import=preview, by=by, at=at)
    return services.write(list_import=confirmed, at=at)
