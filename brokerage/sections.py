"""The sections of the referral form: their order, what each needs before the referral may be submitted, and the least
that is enough in an emergency.

Plain Python. The questions themselves are in ``brokerage.forms``; a name here is the name of a form's field. The list
is merged from several authorities' referral forms (docs/glossary.md names them); an emergency search that starts on
the first three sections is Derby's practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

# Any one of the names answers the question: what the child said, or why they were not asked.
Alternatives = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    title: str
    group: str
    needed: tuple[Alternatives, ...] = ()
    needed_in_emergency: tuple[Alternatives, ...] = ()

    def missing(
        self, answers: Mapping[str, Any], *, emergency: bool = False
    ) -> tuple[Alternatives, ...]:
        """The questions that still need an answer. ``False`` is an answer; blank text and an empty list are not."""
        needed = self.needed_in_emergency if emergency else self.needed
        return tuple(names for names in needed if not any(is_answer(answers.get(n)) for n in names))


def is_answer(value: Any) -> bool:
    return value is not None and value not in ("", [], ())


REQUEST, CHILD, NEEDS, PLAN = "The request", "The child", "Needs and safety", "The home"

_REFERRER = (("contact_name",), ("contact_phone",), ("manager_name",), ("authorised_on",))
_REQUEST = (("reason",), ("kind",), ("urgency",), ("needed_by",), ("lasts",), ("why_now",))

SECTIONS = (
    Section(
        code="referrer",
        title="Who is asking",
        group=REQUEST,
        needed=_REFERRER,
        needed_in_emergency=_REFERRER,
    ),
    Section(
        code="child",
        title="About the child",
        group=REQUEST,
        needed=(("living_now",), ("parental_responsibility",)),
        needed_in_emergency=(("living_now",),),
    ),
    Section(
        code="request",
        title="What is being asked for",
        group=REQUEST,
        needed=_REQUEST,
        needed_in_emergency=_REQUEST,
    ),
    Section(
        code="strengths",
        title="Strengths and interests",
        group=CHILD,
        needed=(("strengths",), ("interests",)),
    ),
    Section(
        code="wishes",
        title="Wishes and feelings",
        group=CHILD,
        needed=(("words", "why_not_asked"), ("parents_view", "why_parents_not_asked")),
    ),
    Section(code="background", title="The story so far", group=CHILD, needed=(("story",),)),
    Section(
        code="family",
        title="Family and people who matter",
        group=CHILD,
        needed=(("people",), ("family_time",)),
    ),
    Section(
        code="education",
        title="Education",
        group=CHILD,
        needed=(("keeps_school_place",),),
    ),
    Section(code="health", title="Health", group=NEEDS, needed=(("health",),)),
    Section(
        code="needs",
        title="Needs, and what helps",
        group=NEEDS,
        needed=(("summary",), ("what_helps",)),
        needed_in_emergency=(("summary",),),
    ),
    Section(
        code="safety",
        title="Keeping everyone safe",
        group=NEEDS,
        needed=(("risks",), ("safety_plan",)),
        needed_in_emergency=(("risks",),),
    ),
    Section(code="plan", title="The care plan", group=PLAN, needed=(("aim",),)),
    Section(code="home", title="What the home must offer", group=PLAN),
    Section(
        code="profile",
        title="What carers will read",
        group=PLAN,
        needed=(("profile",),),
    ),
)
BY_CODE = {section.code: section for section in SECTIONS}
CODES = tuple(BY_CODE)

# Answers that have a column of the referral's own, so that ranking and lists can use them. Everything else that is
# answered stays in the section.
COLUMNS: dict[str, tuple[str, ...]] = {
    "child": ("matters_language", "matters_faith", "matters_ethnicity"),
    "request": ("reason", "kind", "urgency", "needed_by", "expected_months"),
    "education": ("keeps_school_place",),
    "plan": ("permanence_route",),
    "profile": ("profile",),
}
# Answers that are rows of their own.
ROWS: dict[str, tuple[str, ...]] = {"home": ("conditions",), "safety": ("exclusions",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfHome:
    """One row of "What the home must offer". Kinds, codes and amounts are those of ``models.Condition``."""

    kind: str
    code: str
    amount: Decimal | None = None
    postcode: str = ""
    is_essential: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """One row of "Where must the child not live?". Exactly one of the last three is given, as ``kind`` says."""

    kind: str
    reason: str
    person: str = ""
    area: str = ""
    household: UUID | None = None
