"""What the children's records say, as facts beside the questions of a section."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from children.models import Child
from children.queries.records import others_of
from children.queries.together import read_together
from placements.models import Placement
from reference import vocabulary
from ui.dates import age, in_words

Fact = tuple[str, str]
LANGUAGES = vocabulary.labels(vocabulary.LANGUAGES)


def facts_for(section: str, children: Sequence[Child], *, today: dt.date) -> list[Fact]:
    """Label and words, child by child. Empty for a section that the record says nothing more about.

    Where several sections are wanted, :func:`read_for` first reads for all of them at once.
    """
    say = _FACTS.get(section)
    if say is None:
        return []
    if lists := _READ.get(section):
        read_together(children, *lists)
    several = len(children) > 1
    return [
        (f"{child.preferred_name or child.first_name}: {label}" if several else label, words)
        for child in children
        for label, words in say(child, today)
        if words
    ]


def read_for(sections: Iterable[str], children: Sequence[Child]) -> None:
    """Read what :func:`facts_for` says of these sections: one query, and two more for siblings and stays."""
    read_together(children, *{name for section in sections for name in _READ.get(section, ())})


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
    for link, other in others_of(child):
        words = f"{age(other.birth_date, on=today)}. {link.get_together_display()}"
        yield other.name, f"{words}. {link.reason}" if link.reason else words


def _stays(child: Child, today: dt.date) -> Iterator[Fact]:
    for stay in Placement.objects.live().filter(child=child).select_related("household"):
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
