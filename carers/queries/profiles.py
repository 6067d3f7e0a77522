"""A household as a row of the approved list, and back: which column stands for which records.

Everything here works on records already in memory: loading is in ``queries``, saving in ``services``.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from carers import cells
from carers.approved_list import BY_KEY, TERMS_KEYS
from carers.cells import Value
from carers.models import (
    ApprovalTerms,
    Experience,
    HomeFeature,
    Household,
    LimitExemption,
    NamedApproval,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
    Willingness,
)

# Columns that are a column of the household's own.
PLAIN = (
    "reference", "name", "postcode", "email", "phone", "has_dogs", "has_cats", "has_other_pets", "has_smoker",
    "has_carer_at_home", "languages", "faith", "ethnicities", "commitment_months", "offers_permanence", "cost_band",
    "weekly_fee_pence", "about",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose children may be named: each authority's id by code, and whether other authorities' approvals count.

    Somebody from an authority reads and writes the approvals of that authority's children only.
    """

    authorities: Mapping[str, int]

    def codes(self) -> dict[int, str]:
        return {pk: code for code, pk in self.authorities.items()}


@dataclass(slots=True)
class Names:
    """What cells call the people and authorities that records point to."""

    people: dict[int, str] = field(default_factory=dict)
    authorities: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Targets:
    """The same the other way round. People that are not saved yet are there too."""

    people: dict[str, Resident] = field(default_factory=dict)
    authorities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A column whose items are records.

    ``identity`` says which places of an item's value tell one record from another; the rest may change in it.
    """

    key: str
    model: type[models.Model]
    relation: str
    identity: tuple[int, ...]
    read: Callable[[Any, Names], list[Value]]
    write: Callable[[Any, list[Value], Targets], None]
    only: Callable[[Any], bool] = bool

    def value(self, records: Sequence[Any], names: Names) -> list[list[Value]]:
        found = [self.read(record, names) for record in records if self.only(record)]
        if self.key == "residents":
            return cells.people_in_order(found)
        return cells.in_order(item for item in found if item)


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _as_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _read_resident(record: Resident, names: Names) -> list[Value]:
    born, until = _day(record.birth_date), _day(record.stays_until)
    return [record.kind, record.sex, born, until, record.sibling_group, record.name]


def _write_resident(record: Resident, value: list[Value], targets: Targets) -> None:
    record.kind, record.sex, born, until, record.sibling_group, record.name = value
    record.birth_date, record.stays_until = _as_day(born), _as_day(until)


def _read_training(record: Training, names: Names) -> list[Value]:
    return [record.skill, _day(record.expires_on), _person(record.resident_id, names)]


def _write_training(record: Training, value: list[Value], targets: Targets) -> None:
    record.skill, expires_on, person = value
    record.expires_on, record.resident = _as_day(expires_on), targets.people.get(person)


def _read_check(record: StatutoryCheck, names: Names) -> list[Value]:
    return [record.kind, _day(record.due_on), _person(record.resident_id, names)]


def _write_check(record: StatutoryCheck, value: list[Value], targets: Targets) -> None:
    record.kind, due_on, person = value
    record.due_on, record.resident = dt.date.fromisoformat(due_on), targets.people.get(person)


def _person(resident_id: int | None, names: Names) -> str:
    return names.people[resident_id] if resident_id else ""


def _read_experience(record: Experience, names: Names) -> list[Value]:
    return [record.need, record.years, record.children]


def _write_experience(record: Experience, value: list[Value], targets: Targets) -> None:
    record.need, record.years, record.children = value


def _read_willingness(record: Willingness, names: Names) -> list[Value]:
    return [record.need, record.answer, _day(record.confirmed_on)]


def _write_willingness(record: Willingness, value: list[Value], targets: Targets) -> None:
    record.need, record.answer, confirmed_on = value
    record.confirmed_on = _as_day(confirmed_on)


def _read_feature(record: HomeFeature, names: Names) -> list[Value]:
    return [record.feature, "yes" if record.is_present else "no"]


def _write_feature(record: HomeFeature, value: list[Value], targets: Targets) -> None:
    record.feature, record.is_present = value[0], value[1] == "yes"


def _read_period(record: Unavailability, names: Names) -> list[Value]:
    return [_day(record.starts_on), _day(record.ends_on), record.reason]


def _write_unavailable(record: Unavailability, value: list[Value], targets: Targets) -> None:
    starts_on, ends_on, record.reason = value
    record.kind = Unavailability.Kind.UNAVAILABLE
    record.starts_on, record.ends_on = dt.date.fromisoformat(starts_on), _as_day(ends_on)


def _write_hold(record: Unavailability, value: list[Value], targets: Targets) -> None:
    _write_unavailable(record, value, targets)
    record.kind = Unavailability.Kind.HOLD


def _read_named(record: NamedApproval, names: Names) -> list[Value]:
    """Empty where the child is another authority's, which this reader may not see."""
    if record.authority_id not in names.authorities:
        return []
    code = names.authorities[record.authority_id]
    return [code, record.child_reference, _day(record.starts_on), _day(record.ends_on)]


def _write_named(record: Any, value: list[Value], targets: Targets) -> None:
    code, record.child_reference, starts_on, ends_on = value[:4]
    record.authority_id = targets.authorities[code]
    record.starts_on, record.ends_on = dt.date.fromisoformat(starts_on), _as_day(ends_on)


def _read_exemption(record: LimitExemption, names: Names) -> list[Value]:
    named = _read_named(record, names)  # type: ignore[arg-type]  # both name a child alike
    return [*named, record.most_children] if named else []


def _write_exemption(record: LimitExemption, value: list[Value], targets: Targets) -> None:
    _write_named(record, value, targets)
    record.most_children = value[4]


# Residents come first: others point to them.
PARTS = (
    Part("residents", Resident, "residents", (0, 1, 2, 3, 4, 5), _read_resident, _write_resident),
    Part("skills", Training, "trainings", (0, 2), _read_training, _write_training),
    Part("checks", StatutoryCheck, "checks", (0, 2), _read_check, _write_check),
    Part("experience", Experience, "experiences", (0,), _read_experience, _write_experience),
    Part("willingness", Willingness, "willingness", (0,), _read_willingness, _write_willingness),
    Part("features", HomeFeature, "features", (0,), _read_feature, _write_feature),
    Part(
        "unavailable",
        Unavailability,
        "unavailabilities",
        (0, 1, 2),
        _read_period,
        _write_unavailable,
        only=lambda record: record.kind == Unavailability.Kind.UNAVAILABLE,
    ),
    Part(
        "holds",
        Unavailability,
        "unavailabilities",
        (0, 1, 2),
        _read_period,
        _write_hold,
        only=lambda record: record.kind == Unavailability.Kind.HOLD,
    ),
    Part("named_approvals", NamedApproval, "named_approvals", (0, 1, 2), _read_named, _write_named),
    Part("exemptions", LimitExemption, "exemptions", (0, 1, 2), _read_exemption, _write_exemption),
)
RELATIONS = ("terms", *dict.fromkeys(part.relation for part in PARTS))


def names_of(household: Household, scope: Scope) -> Names:
    """What the household's cells call its people. Its residents must be loaded."""
    residents = list(household.residents.all())
    values = [_read_resident(resident, Names()) for resident in residents]
    # Two people of whom the same is recorded keep the order in which they were recorded.
    order = sorted(
        range(len(residents)), key=lambda n: (cells.person_place(values[n]), residents[n].pk)
    )
    labels = cells.person_labels([values[n] for n in order])
    people = {residents[n].pk: label for n, label in zip(order, labels, strict=True)}
    return Names(people, scope.codes())


def row_of(household: Household, scope: Scope, *, terms: ApprovalTerms | None) -> dict[str, Value]:
    """The household's values by column, with these terms. Its ``RELATIONS`` must be loaded."""
    names = names_of(household, scope)
    values: dict[str, Value] = {key: getattr(household, key) for key in PLAIN}
    for key in ("languages", "ethnicities"):
        values[key] = in_listed_order(key, values[key])
    values["about"] = cells.tidy(household.about)
    values["last_confirmed_on"] = _day(household.last_confirmed_on)
    values["must_not_email_reason"] = (
        household.must_not_email_reason if household.must_not_email else ""
    )
    values |= terms_values(terms)
    for part in PARTS:
        values[part.key] = part.value(getattr(household, part.relation).all(), names)
    return values


def terms_values(terms: ApprovalTerms | None) -> dict[str, Value]:
    if terms is None:
        return dict.fromkeys(TERMS_KEYS) | {"status": "", "sex": "", "kinds": []}
    return {
        "status": terms.status,
        "terms_from": _day(terms.starts_on),
        "terms_until": _day(terms.ends_on),
        "min_age": terms.min_age_years,
        "max_age": terms.max_age_years,
        "sex": terms.sex,
        "kinds": in_listed_order("kinds", terms.kinds),
        "places": terms.places,
        "named_only": terms.is_for_named_children_only,
    }


def in_listed_order(key: str, codes: Sequence[str]) -> list[str]:
    order = [term.code for term in BY_KEY[key].terms]
    return sorted(set(codes), key=order.index)


def current_terms(household: Household, *, on: dt.date) -> ApprovalTerms | None:
    """The terms in force on the day; else the last before it; else the first after it."""
    terms = sorted(household.terms.all(), key=lambda each: each.starts_on)
    begun = [each for each in terms if each.starts_on <= on]
    if begun:
        return begun[-1]
    return terms[0] if terms else None


def write_plain(household: Household, values: Mapping[str, Value]) -> None:
    for key in PLAIN:
        if key in values:
            setattr(household, key, values[key])
    if "last_confirmed_on" in values:
        household.last_confirmed_on = _as_day(values["last_confirmed_on"])
    if "must_not_email_reason" in values:
        household.must_not_email_reason = values["must_not_email_reason"]
        household.must_not_email = bool(values["must_not_email_reason"])


def write_terms(terms: ApprovalTerms, values: Mapping[str, Value]) -> None:
    """Put the values on the terms; what the file does not say stays, or is as the model has it."""
    if values.get("terms_from"):
        terms.starts_on = dt.date.fromisoformat(values["terms_from"])
    if "terms_until" in values:
        terms.ends_on = _as_day(values["terms_until"])
    told = {
        "status": values.get("status"),
        "min_age_years": values.get("min_age"),
        "max_age_years": values.get("max_age"),
        "sex": values.get("sex"),
        "kinds": values.get("kinds"),
        "places": values.get("places"),
        "is_for_named_children_only": values.get("named_only"),
    }
    for name, value in told.items():
        if value not in (None, "", []):
            setattr(terms, name, value)
