"""What belongs to a household: terms, people, training, checks, answers about needs and the home, times away."""

import datetime as dt
from collections.abc import Mapping, Sequence
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
    | Experience
    | StatutoryCheck
    | NamedApproval
    | LimitExemption
    | Unavailability
)


@transaction.atomic
def save_parts(
    *,
    household: Household,
    parts: Sequence[Part],
    removed: Sequence[Part] = (),
    version: int,
    by: User,
    at: dt.datetime,
) -> None:
    """Save what was added or changed among the household's people, terms and so on, and take ``removed`` away.

    A person's training and checks go with them. With nothing to do, the household stays at its version.

    Args:
        parts: not saved yet, or the household's own with new values on them.
        version: the one that the person saw.

    Raises:
        ChangedMeanwhile: the household has another version now.
        CannotSave: the database refused one of them, or it belongs to another household.
    """
    if not parts and not removed:
        return
    for part in (*parts, *removed):
        _check_belongs(part, household)
    with changing(household, version=version, at=at) as locked:
        for part in removed:
            part.delete()
        for part in parts:
            part.household = locked
            if isinstance(part, Unavailability) and not part.pk:
                part.recorded_by = by
            part.save()


@transaction.atomic
def begin_terms(
    *, household: Household, terms: ApprovalTerms, version: int, by: User, at: dt.datetime
) -> None:
    """Record new terms of approval, and end those that run when they begin on that day.

    Raises:
        ChangedMeanwhile: the household has another version now.
        CannotSave: terms that begin on the same day or later are on record and these do not end before them.
    """
    with changing(household, version=version, at=at) as locked:
        running = locked.terms.filter(starts_on__lt=terms.starts_on)
        open_ended = running.filter(ends_on=None) | running.filter(ends_on__gt=terms.starts_on)
        open_ended.update(ends_on=terms.starts_on)
        terms.household = locked
        terms.save()


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
