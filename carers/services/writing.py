"""Writes many rows of an approved list at once: a few statements for some hundred households.

The history triggers see every row, because they are in the database.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from accounts.models import FosteringService, User
from carers import cells
from carers.approved_list import TERMS_KEYS
from carers.cells import Value
from carers.models import ApprovalTerms, Household, ImportRow, Resident, Unavailability
from carers.queries import profiles
from carers.queries.profiles import PARTS, Names, Part, Scope, Targets
from carers.services.households import place_on_map

ROWS_AT_ONCE = 500

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Writing:
    """Whose list it is and who writes it, the same for every row."""

    service: FosteringService
    scope: Scope
    by: User | None
    at: dt.datetime


@dataclass(slots=True)
class Batch:
    """Records to save, in the order that their constraints and relations need."""

    added: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    fields: dict[type[models.Model], set[str]] = field(default_factory=lambda: defaultdict(set))
    removed: dict[type[models.Model], list[int]] = field(default_factory=lambda: defaultdict(list))

    def save(self) -> None:
        """Ends of old terms come before new terms; people before what points to them, and away after it."""
        self._change(Household)
        self._add(Household)
        self._change(ApprovalTerms)
        self._add(ApprovalTerms)
        self._change(Resident)
        self._add(Resident)
        for model in {part.model: None for part in PARTS if part.model is not Resident}:
            self._remove(model)
            self._change(model)
            self._add(model)
        self._remove(Resident)

    def note(self, record: models.Model, before: Mapping[str, Any]) -> None:
        """Have the record saved if its fields are not what they were."""
        if record.pk is None:
            self.added[type(record)].append(record)
            return
        different = {name for name, value in snapshot(record).items() if value != before[name]}
        if different:
            self.changed[type(record)].append(record)
            self.fields[type(record)] |= different

    def _add(self, model: type[models.Model]) -> None:
        model._default_manager.bulk_create(self.added[model], batch_size=2_000)

    def _change(self, model: type[models.Model]) -> None:
        if self.changed[model]:
            names = [column.name for column in model._meta.concrete_fields]
            chosen = [name for name in names if name in self.fields[model]]
            model._default_manager.bulk_update(self.changed[model], chosen, batch_size=250)

    def _remove(self, model: type[models.Model]) -> None:
        if self.removed[model]:
            model._default_manager.filter(pk__in=self.removed[model]).delete()


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's fields by name. Somebody not saved yet differs from everybody saved."""
    return {column.name: getattr(record, column.attname) for column in record._meta.concrete_fields}


def write_rows(rows: Sequence[ImportRow], writing: Writing) -> None:
    """Write what the rows change. Their households are locked, and are as they were when they were compared."""
    known = Household.objects.prefetch_related(*profiles.RELATIONS).in_bulk(
        [row.household_id for row in rows if row.household_id]
    )
    batch = Batch()
    for row in rows:
        household = known[row.household_id] if row.household_id else None
        _write_row(row.values, household, writing, batch)
    batch.save()


def _write_row(
    values: Mapping[str, Value], household: Household | None, writing: Writing, batch: Batch
) -> None:
    is_new = household is None
    household = household or Household(service=writing.service, created_at=writing.at, version=0)
    before = snapshot(household)
    profiles.write_plain(household, values)
    if "postcode" in values:
        place_on_map(household)
    household.version += 1
    household.updated_at = writing.at
    batch.note(household, before)
    if any(key in values for key in TERMS_KEYS):
        _write_terms(
            values, household, [] if is_new else list(household.terms.all()), writing, batch
        )
    names = Names(authorities=writing.scope.codes())
    targets = Targets(authorities=writing.scope.authorities)
    if not is_new:
        names = profiles.names_of(household, writing.scope)
        _keep_people(household, names, targets)
    for part in PARTS:
        if part.key in values:
            records = [] if is_new else list(getattr(household, part.relation).all())
            change = _PartChange(household, part, records, names, targets, writing, batch)
            change.make(values[part.key])


def _write_terms(
    values: Mapping[str, Value],
    household: Household,
    on_record: Sequence[ApprovalTerms],
    writing: Writing,
    batch: Batch,
) -> None:
    starts_on = dt.date.fromisoformat(values["terms_from"])
    terms = next((each for each in on_record if each.starts_on == starts_on), None)
    terms = terms or ApprovalTerms(household=household, starts_on=starts_on)
    before = snapshot(terms)
    profiles.write_terms(terms, values)
    batch.note(terms, before)
    for other in on_record:
        if other.starts_on < starts_on and (other.ends_on is None or other.ends_on > starts_on):
            before = snapshot(other)
            other.ends_on = starts_on
            batch.note(other, before)


def _keep_people(household: Household, names: Names, targets: Targets) -> None:
    for resident in household.residents.all():
        targets.people[names.people[resident.pk]] = resident


@dataclass(slots=True)
class _PartChange:
    """Makes one household's records of one part what the file says, touching as few of them as it can."""

    household: Household
    part: Part
    records: list[Any]
    names: Names
    targets: Targets
    writing: Writing
    batch: Batch

    def make(self, wanted: Sequence[list[Value]]) -> None:
        # Reading gives nothing for approvals of another authority's children: they are not touched.
        mine = [
            (self.part.read(record, self.names), record)
            for record in self.records
            if self.part.only(record)
        ]
        mine = [(value, record) for value, record in mine if value]
        kept = [self._save(record, value) for record, value in _pair(self.part, mine, wanted)]
        gone = {record.pk for _, record in mine} - {record.pk for record in kept}
        self.batch.removed[self.part.model].extend(gone)
        if self.part.model is Resident:
            self._name_people(kept, wanted)

    def _save(self, known: Any | None, value: list[Value]) -> Any:
        record = known or self.part.model(household=self.household)
        before = snapshot(record)
        self.part.write(record, value, self.targets)
        if isinstance(record, Unavailability) and record.pk is None:
            record.recorded_by = self.writing.by
        self.batch.note(record, before)
        return record

    def _name_people(self, people: Sequence[Resident], wanted: Sequence[list[Value]]) -> None:
        """From here on the household's people are those of the file, by the names that it gives them."""
        labels = cells.person_labels(wanted)
        self.targets.people = dict(zip(labels, people, strict=True))
        stay = {person.pk: label for label, person in self.targets.people.items() if person.pk}
        self.names.people = {pk: stay.get(pk, f"gone {pk}") for pk in self.names.people}


def _pair(
    part: Part, mine: Sequence[tuple[list[Value], Any]], wanted: Sequence[list[Value]]
) -> list[tuple[Any | None, list[Value]]]:
    """Each wanted item with the record that it is about, or with none where it is new."""
    left = list(mine)
    found: dict[int, Any] = {}
    for same in _ways_to_recognise(part):
        for position, value in enumerate(wanted):
            if position in found:
                continue
            match = next((pair for pair in left if same(pair[0]) == same(value) is not None), None)
            if match:
                left.remove(match)
                found[position] = match[1]
    return [(found.get(position), value) for position, value in enumerate(wanted)]


def _ways_to_recognise(part: Part) -> Iterable[Any]:
    yield lambda value: tuple(value[place] for place in part.identity)
    if part.model is Resident:
        # A person with a corrected birth date or name is still that person, with their training.
        yield lambda value: (value[0], value[5]) if value[5] else None
        yield lambda value: (value[0], value[2]) if value[2] else None


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
