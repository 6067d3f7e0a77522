"""What belongs to a household: terms, people, training, checks, answers about needs and the home, times away."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
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
from carers.services.households import CannotSave, changing
from reference.dates import london_today

Part = (
    ApprovalTerms
    | Resident
    | Training
    | StatutoryCheck
    | NamedApproval
    | LimitExemption
    | Unavailability
)


@transaction.atomic
def save_part(
    *, household: Household, part: Part, version: int | None, by: User, at: dt.datetime
) -> None:
    """Add ``part`` to the household, or save what was changed in it.

    Args:
        part: not saved yet, or one of the household's with new values on it.
        version: the one that the person saw; ``None`` when adding, which overwrites nothing.

    Raises:
        ChangedMeanwhile: the household has another version now.
        CannotSave: the database refused it, or it belongs to another household.
    """
    _check_belongs(part, household)
    if version is None and part.pk:
        raise TypeError("A change needs the version that the person saw.")
    with changing(household, version=version, at=at) as locked:
        part.household = locked
        if isinstance(part, Unavailability) and not part.pk:
            part.recorded_by = by
        part.save()


@transaction.atomic
def remove_part(
    *, household: Household, part: Part, version: int, by: User, at: dt.datetime
) -> None:
    """Take away what should never have been recorded. A person's training and checks go with them.

    Raises:
        ChangedMeanwhile, CannotSave: as for ``save_part``.
    """
    _check_belongs(part, household)
    with changing(household, version=version, at=at):
        part.delete()


@transaction.atomic
def begin_terms(
    *, household: Household, terms: ApprovalTerms, version: int, by: User, at: dt.datetime
) -> None:
    """Record new terms of approval, and end those that run when they begin on that day.

    Raises:
        ChangedMeanwhile: the household has another version now.
        CannotSave: terms that begin later are on record and these do not end before them.
    """
    with changing(household, version=version, at=at) as locked:
        running = locked.terms.filter(starts_on__lt=terms.starts_on)
        open_ended = running.filter(ends_on=None) | running.filter(ends_on__gt=terms.starts_on)
        open_ended.update(ends_on=terms.starts_on)
        terms.household = locked
        terms.save()


@transaction.atomic
def set_experience(
    *,
    household: Household,
    experience: Mapping[str, tuple[int, int]],
    version: int,
    by: User,
    at: dt.datetime,
) -> None:
    """Record years and children by need. A need that is not there has none recorded.

    Raises:
        ChangedMeanwhile: the household has another version now.
    """
    wanted = {
        need: {"years": years, "children": children}
        for need, (years, children) in experience.items()
    }
    with changing(household, version=version, at=at) as locked:
        _set_answers(locked, Experience, "need", wanted)


@transaction.atomic
def set_willingness(
    *, household: Household, answers: Mapping[str, str], version: int, by: User, at: dt.datetime
) -> None:
    """Record the carers' answers by need, given today where they differ. A need that is not there has none.

    Raises:
        ChangedMeanwhile: the household has another version now.
    """
    with changing(household, version=version, at=at) as locked:
        known = {each.need: each for each in locked.willingness.all()}
        wanted: dict[str, dict[str, Any]] = {}
        for need, answer in answers.items():
            same = need in known and known[need].answer == answer
            day = known[need].confirmed_on if same else london_today(at)
            wanted[need] = {"answer": answer, "confirmed_on": day}
        _set_answers(locked, Willingness, "need", wanted)


@transaction.atomic
def set_features(
    *, household: Household, features: Mapping[str, bool], version: int, by: User, at: dt.datetime
) -> None:
    """Record whether the home has each feature. One that is not there is not recorded.

    Raises:
        ChangedMeanwhile: the household has another version now.
    """
    wanted = {feature: {"is_present": present} for feature, present in features.items()}
    with changing(household, version=version, at=at) as locked:
        _set_answers(locked, HomeFeature, "feature", wanted)


def _set_answers(
    household: Household, model: Any, key: str, wanted: Mapping[str, dict[str, Any]]
) -> None:
    """Make the household's rows those that are wanted; rows that say the same already are left alone."""
    rows = {getattr(row, key): row for row in model.objects.filter(household=household)}
    for code, values in wanted.items():
        row = rows.get(code) or model(household=household, **{key: code})
        if not row.pk or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
    unwanted = [row.pk for code, row in rows.items() if code not in wanted]
    model.objects.filter(pk__in=unwanted).delete()


def _check_belongs(part: Part, household: Household) -> None:
    if part.pk and part.household_id != household.pk:
        raise CannotSave("This belongs to another household")
    resident = getattr(part, "resident", None)
    if resident and resident.household_id != household.pk:
        raise CannotSave("This person lives in another household")
