"""Households: recording one, changing what is recorded, confirming it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import FosteringService, User
from carers.models import Household
from reference import postcodes
from reference.dates import london_today

# What a caller may set. The rest is kept by the services themselves.
EDITABLE = frozenset(
    {
        "reference", "name", "email", "phone", "postcode", "languages", "faith", "ethnicities", "has_dogs", "has_cats",
        "has_other_pets", "has_smoker", "has_carer_at_home", "commitment_months", "offers_permanence", "cost_band",
        "weekly_fee_pence", "last_confirmed_on", "must_not_email", "must_not_email_reason", "about",
    }
)  # fmt: skip

# What the database refuses, in the words of the person who tried it.
REFUSALS = {
    "carers_household_reference_once_per_service": "Another household of this service has this reference",
    "carers_household_not_emailed_for_a_reason": "Say why the household must not be emailed",
    "carers_approvalterms_end_after_they_start": "The terms must end after they start",
    "carers_approvalterms_ages_in_order_up_to_21": "The oldest age cannot be below the youngest, or above 21",
    "carers_approvalterms_1_to_12_places": "Enter between 1 and 12 places",
    "carers_approvalterms_one_at_a_time": "These terms overlap others. End the others first",
    "carers_namedapproval_ends_after_it_starts": "The approval must end after it starts",
    "carers_namedapproval_once_per_child_and_day": "The child is already approved by name from this day",
    "carers_limitexemption_ends_after_it_starts": "The exemption must end after it starts",
    "carers_limitexemption_once_per_child_and_day": "The child already has an exemption from this day",
    "carers_limitexemption_is_for_more_than_three": "Up to three children need no exemption. Enter 4 or more",
    "carers_resident_sibling_group_is_one_word": "Use one word for siblings, of letters and figures",
    "carers_training_once_per_person_and_skill": "This skill is already recorded for this person",
    "carers_statutorycheck_one_of_each_kind": "This check is already recorded for this person",
    "carers_experience_once_per_need": "Experience with this need is already recorded",
    "carers_willingness_once_per_need": "An answer about this need is already recorded",
    "carers_homefeature_once_per_household": "This feature is already recorded",
    "carers_unavailability_ends_after_it_starts": "The time must end after it starts",
    "carers_unavailability_hold_has_a_reason": "Enter why the household is on hold",
}


class ChangedMeanwhile(Exception):
    """Somebody else saved the household after this person had opened it.

    ``household`` is as it is recorded now; ``version`` is the one that the person had seen.
    """

    def __init__(self, household: Household, version: int) -> None:
        self.household, self.version = household, version
        super().__init__(
            f"The record is at version {household.version}; version {version} was changed."
        )


class CannotSave(Exception):
    """The database refused it. The words say why."""


@transaction.atomic
def create_household(
    *, service: FosteringService, by: User, at: dt.datetime, **values: Any
) -> Household:
    """Record a household of the service. It has no terms of approval yet.

    Args:
        values: any of ``EDITABLE``. ``reference``, ``name`` and ``postcode`` are needed.

    Raises:
        CannotSave: the service has a household of this reference.
    """
    _check_names(values)
    household = Household(service=service, created_at=at, updated_at=at, **values)
    place_on_map(household)
    with in_words():
        household.save(force_insert=True)
    return household


@transaction.atomic
def update_household(
    *, household: Household, version: int, by: User, at: dt.datetime, **values: Any
) -> Household:
    """Change what is recorded in the household's own fields.

    Args:
        version: the one that the person saw when they began.
        values: any of ``EDITABLE``.

    Raises:
        ChangedMeanwhile: it has another version now.
        CannotSave: the database refused a value.
    """
    _check_names(values)
    with changing(household, version=version, at=at) as locked:
        for name, value in values.items():
            setattr(locked, name, value)
        if "postcode" in values:
            place_on_map(locked)
    return locked


@transaction.atomic
def confirm_details(*, household: Household, version: int, by: User, at: dt.datetime) -> Household:
    """The carers have said today that what is recorded is right.

    Raises:
        ChangedMeanwhile: it is no longer what they were shown.
    """
    today = london_today(at)
    return update_household(
        household=household, version=version, by=by, at=at, last_confirmed_on=today
    )


@contextmanager
def changing(household: Household, *, version: int | None, at: dt.datetime) -> Iterator[Household]:
    """Lock the household, check what the person saw, and save it as one version more when the block ends.

    ``version=None`` is for what cannot overwrite anything, like adding a person.

    Raises:
        ChangedMeanwhile: as above.
        CannotSave: the database refused what was saved inside.
    """
    locked = (
        Household.objects.select_for_update(of=("self",))
        .select_related("service")
        .get(pk=household.pk)
    )
    if version is not None and locked.version != version:
        raise ChangedMeanwhile(locked, version)
    locked.version += 1
    locked.updated_at = at
    with in_words():
        yield locked
        locked.save()


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the database's refusal into words.

    Raises:
        CannotSave: a constraint of ``REFUSALS`` does not hold.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "")
        if name not in REFUSALS:
            raise
        raise CannotSave(REFUSALS[name]) from refused


def place_on_map(household: Household) -> None:
    """Set where the postcode is. One that nobody knows is kept, and the home has no place on the map.

    Raises:
        NotAPostcode: the text has not a postcode's shape.
    """
    household.postcode = postcodes.normalise(household.postcode)
    place = postcodes.place(household.postcode)
    household.easting = place.easting_m if place else None
    household.northing = place.northing_m if place else None
    household.district_code = place.lad_code if place else ""
    household.placed_by = place.precision if place else ""


def _check_names(values: dict[str, Any]) -> None:
    unknown = values.keys() - EDITABLE
    if unknown:
        raise TypeError(f"Not a household's to set: {', '.join(sorted(unknown))}")
