"""The pages on which a record is changed: for each, its questions, what saves them, and the page that shows them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from children import services
from children.forms import items, sections
from children.models import (
    Child,
    ImportantPerson,
    LegalStatus,
    LifeStoryMoment,
    Need,
    Risk,
    SiblingLink,
    Wish,
)
from children.queries import records

DETAIL = "children:child-detail"
NEEDS = "children:child-needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    slug: str
    title: str
    form: type[sections.Section]
    hint: str = ""

    def write(
        self, child: Child, form: sections.Section, *, version: int, by: User, at: dt.datetime
    ) -> None:
        change: Any = services.allocate_workers if self.slug == "workers" else services.update_child
        change(child=child, version=version, by=by, at=at, **form.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A kind of thing of which a child may have several. ``one`` names it in a sentence: "a need"."""

    slug: str
    one: str
    page: str
    records: Callable[[Child], Any]
    form: type[items.Item]
    model: type[services.Part] | None = None
    new_form: type[items.Item] | None = None

    def write(
        self, child: Child, form: items.Item, *, version: int, by: User, at: dt.datetime
    ) -> None:
        """``form.item`` is what is changed; None records a new one, which overwrites nothing."""
        seen = {"version": version} if form.item else {}
        if self.model is None:
            change: Any = services.change_siblings if form.item else services.link_siblings
            link = {"link": form.item} if form.item else {}
            change(child=child, by=by, at=at, **seen, **link, **form.values)
            return
        part = form.item or self.model()
        for name, value in form.values.items():
            setattr(part, name, value)
        services.save_part(child=child, part=part, by=by, at=at, version=seen.get("version"))

    def remove(self, child: Child, item: Any, *, version: int, by: User, at: dt.datetime) -> None:
        if isinstance(item, SiblingLink):
            services.unlink_siblings(child=child, link=item, version=version, by=by, at=at)
        else:
            services.remove_part(child=child, part=item, version=version, by=by, at=at)


_SECTIONS = (
    Section(slug="identity", title="Who the child is", form=sections.Identity),
    Section(slug="home", title="Home and school", form=sections.HomeAndSchool),
    Section(
        slug="strengths",
        title="Strengths and interests",
        form=sections.Strengths,
        hint="These come first wherever the record is read.",
    ),
    Section(slug="health", title="Health", form=sections.Health),
    Section(slug="care", title="Care and plan", form=sections.Care),
    Section(
        slug="workers",
        title="Who works with the child",
        form=sections.Workers,
        hint="They see this record. Whoever is no longer named here no longer does.",
    ),
)
SECTIONS = {section.slug: section for section in _SECTIONS}

_GROUPS = (
    Group(
        slug="needs",
        one="a need",
        page=NEEDS,
        records=lambda child: child.needs.all(),
        form=items.NeedItem,
        model=Need,
    ),
    Group(
        slug="risks",
        one="a risk",
        page=NEEDS,
        records=lambda child: child.risks.all(),
        form=items.RiskItem,
        model=Risk,
    ),
    Group(
        slug="wishes",
        one="a wish",
        page="children:child-wishes",
        records=lambda child: child.wishes.all(),
        form=items.WishItem,
        model=Wish,
    ),
    Group(
        slug="people",
        one="a person",
        page="children:child-people",
        records=lambda child: child.people.all(),
        form=items.PersonItem,
        model=ImportantPerson,
    ),
    Group(
        slug="moments",
        one="a moment",
        page="children:child-story",
        records=lambda child: child.moments.all(),
        form=items.MomentItem,
        model=LifeStoryMoment,
    ),
    Group(
        slug="siblings",
        one="a brother or sister",
        page="children:child-people",
        records=records.links_of,
        form=items.ChangedSibling,
        new_form=items.NewSibling,
    ),
    Group(
        slug="legal-statuses",
        one="a legal status",
        page="children:child-legal",
        records=lambda child: child.legal_statuses.all(),
        form=items.LegalStatusItem,
        model=LegalStatus,
    ),
)
GROUPS = {group.slug: group for group in _GROUPS}
