"""The pages on which a household's record is changed: for each, its questions and what keeps the answers."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import User
from carers import services
from carers.forms import households as forms
from carers.forms import parts
from carers.models import Household, Unavailability

DETAIL, SKILLS = "carers:household-detail", "carers:household-skills"


class Keep(Protocol):
    def __call__(
        self, household: Household, form: Any, *, version: int, by: User, at: dt.datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``page`` is the page of the record that shows it."""

    slug: str
    title: str
    make: Callable[[Any, Household, User], Any]
    keep: Keep
    page: str = DETAIL
    hint: str = ""


def _keep_fields(
    household: Household, form: Any, *, version: int, by: User, at: dt.datetime
) -> None:
    services.update_household(
        household=household, version=version, by=by, at=at, **form.cleaned_data
    )


def _keep_features(
    household: Household, form: Any, *, version: int, by: User, at: dt.datetime
) -> None:
    features = {code: answer == "yes" for code, answer in form.answered().items()}
    services.set_features(household=household, features=features, version=version, by=by, at=at)


def _keep_willingness(
    household: Household, form: Any, *, version: int, by: User, at: dt.datetime
) -> None:
    services.set_willingness(
        household=household, answers=form.answered(), version=version, by=by, at=at
    )


def _keep_new_terms(
    household: Household, form: Any, *, version: int, by: User, at: dt.datetime
) -> None:
    terms = form.save(commit=False)
    services.begin_terms(household=household, terms=terms, version=version, by=by, at=at)


def _keep_items(
    household: Household, form: Any, *, version: int, by: User, at: dt.datetime
) -> None:
    services.save_parts(
        household=household, parts=form.saved, removed=form.removed, version=version, by=by, at=at
    )


def _fields(form: Any) -> Callable[[Any, Household, User], Any]:
    def make(data: Any, household: Household, user: User) -> Any:
        return form(data, household=household)

    return make


def _items(formset: Any, relation: str) -> Callable[[Any, Household, User], Any]:
    def make(data: Any, household: Household, user: User) -> Any:
        rows = getattr(household, relation).all()
        return formset(data, household=household, queryset=rows)

    return make


def _named(formset: Any, relation: str) -> Callable[[Any, Household, User], Any]:
    """Only the children of one's own authority; a fostering service's staff know all of theirs."""

    def make(data: Any, household: Household, user: User) -> Any:
        authorities = parts.authorities_for(user.authority_id)
        rows = getattr(household, relation).filter(authority__in=authorities).order_by("pk")
        return formset(data, household=household, queryset=rows, authorities=authorities)

    return make


def _times_away(data: Any, household: Household, user: User) -> Any:
    rows = household.unavailabilities.filter(kind=Unavailability.Kind.UNAVAILABLE)
    return parts.TimesAway(data, household=household, queryset=rows)


_ALL = (
    Section(
        slug="contact", title="Name and contact", make=_fields(forms.Contact), keep=_keep_fields
    ),
    Section(
        slug="daily-life", title="Daily life", make=_fields(forms.DailyLife), keep=_keep_fields
    ),
    Section(slug="offer", title="What they offer", make=_fields(forms.Offer), keep=_keep_fields),
    Section(
        slug="new-terms",
        title="New terms of approval",
        make=_fields(parts.NewTermsForm),
        keep=_keep_new_terms,
        hint="They end the terms that run on their first day.",
    ),
    Section(
        slug="terms",
        title="Terms of approval",
        make=_items(parts.Terms, "terms"),
        keep=_keep_items,
        hint="Put right what was recorded wrongly. For new terms, go back and choose “Begin new terms”.",
    ),
    Section(
        slug="people",
        title="Who lives there",
        make=_items(parts.People, "residents"),
        keep=_keep_items,
        hint="Leave out children placed through this desk.",
    ),
    Section(slug="checks", title="Checks", make=_items(parts.Checks, "checks"), keep=_keep_items),
    Section(slug="away", title="Times away", make=_times_away, keep=_keep_items),
    Section(
        slug="named-children",
        title="Approved for named children",
        make=_named(parts.NamedChildren, "named_approvals"),
        keep=_keep_items,
    ),
    Section(
        slug="exemptions",
        title="Exemptions from the usual fostering limit",
        make=_named(parts.Exemptions, "exemptions"),
        keep=_keep_items,
    ),
    Section(
        slug="training",
        title="Training",
        make=_items(parts.Trainings, "trainings"),
        keep=_keep_items,
        page=SKILLS,
    ),
    Section(
        slug="experience",
        title="Experience",
        make=_items(parts.Experiences, "experiences"),
        keep=_keep_items,
        page=SKILLS,
    ),
    Section(
        slug="willingness",
        title="Needs that they would meet",
        make=_fields(forms.NeedsTheyWouldMeet),
        keep=_keep_willingness,
        page=SKILLS,
        hint="The carers' own answers. One that you change counts as given today.",
    ),
    Section(
        slug="home",
        title="The home",
        make=_fields(forms.HomeFeatures),
        keep=_keep_features,
        page=SKILLS,
    ),
)
SECTIONS = {section.slug: section for section in _ALL}
