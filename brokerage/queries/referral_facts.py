"""What the children's records say, as facts beside the questions of a section."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Prefetch, prefetch_related_objects

from children.models import Child, SiblingLink
from placements.models import Placement
from reference import vocabulary
from ui.dates import age, in_words

Fact = tuple[str, str]
LANGUAGES = vocabulary.labels(vocabulary.LANGUAGES)


def facts_for(section: str, children: Sequence[Child], *, today: dt.date) -> list[Fact]:
    """Label and words, child by child. Empty for a section that the record says nothing more about."""
    say = _FACTS.get(section)
    if say is None:
        return []
    prefetch_related_objects(list(children), *_READ.get(section, ()))
    several = len(children) > 1
    return [
        (f"{child.preferred_name or child.first_name}: {label}" if several else label, words)
        for child in children
        for label, words in say(child, today)
        if words
    ]


def _about(child: Child, today: dt.date) -> Iterator[Fact]:
    yield "Name", child.name
    yield "Age", f"{age(child.birth_date, on=today)}, born {in_words(child.birth_date)}"
    yield (
        "Sex",
        child.get_sex_display() + (f"; {child.gender_identity}" if child.gender_identity else ""),
    )
    yield "Ethnicity", child.get_ethnicity_display()
    yield "Faith", child.get_faith_display()
    yield "Languages", ", ".join(LANGUAGES[code] for code in child.languages)
    legal = [status for status in child.legal_statuses.all() if status.ends_on is None]
    yield (
        "Legal status",
        "; ".join(f"{s.get_code_display()}, since {in_words(s.starts_on)}" for s in legal),
    )
    yield "Home postcode", child.home_postcode


def _school(child: Child, today: dt.date) -> Iterator[Fact]:
    yield "School", child.school_name
    yield "School postcode", child.school_postcode
    plan = {True: "Yes", False: "No", None: "Not recorded"}[child.has_education_plan]
    yield "Education, health and care plan", plan


def _siblings(child: Child, today: dt.date) -> Iterator[Fact]:
    older = SiblingLink.objects.filter(child=child).select_related("sibling")
    younger = SiblingLink.objects.filter(sibling=child).select_related("child")
    for link, other in [*((k, k.sibling) for k in older), *((k, k.child) for k in younger)]:
        words = f"{age(other.birth_date, on=today)}. {link.get_together_display()}"
        yield other.name, f"{words}. {link.reason}" if link.reason else words


def _stays(child: Child, today: dt.date) -> Iterator[Fact]:
    for stay in child.stays:  # type: ignore[attr-defined]  # prefetched under this name
        until = in_words(stay.ends_on) if stay.ends_on else "now"
        where = stay.household.name if stay.household else stay.provider_name
        why = f". Ended: {stay.get_end_reason_display().lower()}" if stay.end_reason else ""
        yield (
            f"{in_words(stay.starts_on)} to {until}",
            f"{stay.get_setting_display()}, {where}{why}",
        )


def _needs(child: Child, today: dt.date) -> Iterator[Fact]:
    for need in child.needs.all():
        essential = (
            ", essential: a home that cannot meet it is ruled out" if need.is_essential else ""
        )
        yield need.get_code_display(), f"{need.get_severity_display()}{essential}"


def _wishes(child: Child, today: dt.date) -> Iterator[Fact]:
    for wish in child.wishes.all():
        who = f"{wish.get_source_display()}, {in_words(wish.gathered_on)}"
        yield f"Wish {wish.rank}", f"\u201c{wish.words}\u201d {who}"


def _risks(child: Child, today: dt.date) -> Iterator[Fact]:
    if child.no_known_risks:
        yield "Risks", "No known risks"
    for risk in child.risks.all():
        last = f", last on {in_words(risk.last_on)}" if risk.last_on else ""
        yield risk.get_kind_display(), f"{risk.get_frequency_display()}{last}"
    hidden = [p for p in child.people.all() if p.must_not_know_address]
    yield "Must not know the address", ", ".join(f"{p.name} ({p.relation.lower()})" for p in hidden)


def _plan(child: Child, today: dt.date) -> Iterator[Fact]:
    yield "Permanence plan", child.get_permanence_plan_display()
    if child.looked_after_from:
        yield "Looked after since", in_words(child.looked_after_from)


# Read once for all the children, however many.
_READ = {
    "child": ("legal_statuses",),
    "needs": ("needs",),
    "wishes": ("wishes",),
    "safety": ("risks", "people"),
    "background": (
        Prefetch("placements", Placement.objects.live().select_related("household"), "stays"),
    ),
}
_FACTS: dict[str, Callable[[Child, dt.date], Iterator[Fact]]] = {
    "child": _about,
    "education": _school,
    "family": _siblings,
    "background": _stays,
    "needs": _needs,
    "wishes": _wishes,
    "safety": _risks,
    "plan": _plan,
}
