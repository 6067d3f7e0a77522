"""Where things are to lead, what the home must offer, and what carers will read."""

from collections.abc import Mapping
from typing import Any

from django import forms

from brokerage.forms.referral_rows import DistanceRows, OfferRows, Rows
from brokerage.forms.referral_section import SectionForm, long_text
from brokerage.models import Condition, Referral
from brokerage.quality import parts
from brokerage.quality.identifying import Identity, find_identifying
from ui.crispy import Field
from ui.fields import Choice

NOT_DECIDED = "NONE"


class CarePlan(SectionForm):
    code = "plan"

    permanence_route = forms.ChoiceField(
        required=False,
        choices=[
            *(Choice(value, label) for value, label in Referral.Route.choices if value),
            Choice(NOT_DECIDED, "Not decided yet", divider="or"),
        ],
        widget=forms.RadioSelect,
    )
    aim = long_text(missing="Enter what this home should help the child to do or feel", rows=4)
    next_steps = long_text(rows=3, hint="A step towards family living, independence, or staying.")
    court = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [
            "permanence_route",
            Field("aim", rows=4),
            Field("next_steps", rows=3),
            Field("court", rows=2),
        ]

    def initial_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        route = answers.get("permanence_route") or (NOT_DECIDED if self.filled.is_confirmed else "")
        return {**super().initial_from(answers), "permanence_route": route}

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        route = cleaned["permanence_route"]
        return {**cleaned, "permanence_route": "" if route == NOT_DECIDED else route}


class HomeOffers(SectionForm):
    code = "home"

    anything_else = long_text(rows=3)
    funding = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [Field("anything_else", rows=3), Field("funding", rows=2)]

    rows_first = True

    def make_formsets(self, data: Any | None) -> list[Rows]:
        asked = self.filled.answers.get("conditions", [])
        near = [row for row in asked if row.kind == Condition.Kind.DISTANCE]
        offers = [row for row in asked if row.kind != Condition.Kind.DISTANCE]
        self.offers = OfferRows(
            data, initial=[OfferRows.form.initial_from(row) for row in offers], prefix="offers"
        )
        self.distances = DistanceRows(
            data, initial=[DistanceRows.form.initial_from(row) for row in near], prefix="distances"
        )
        return [self.offers, self.distances]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for formset in self.formsets:
            _refuse_twice(formset)
        return cleaned

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        rows = [*self.offers.kept, *self.distances.kept]
        return {**cleaned, "conditions": [row.asked for row in rows]}


def _refuse_twice(formset: Any) -> None:
    """The second row that asks for the same thing is told so."""
    if not formset.is_valid():
        return
    seen = set()
    for row in formset.kept:
        key = (row.asked.kind, row.asked.code)
        if key in seen:
            row.add_error("what" if "what" in row.fields else "place", "This is asked for twice")
        seen.add(key)


class Profile(SectionForm):
    code = "profile"

    profile = long_text(missing="Enter what carers will read", rows=12)
    keep_words = forms.BooleanField(
        label="I have read these words again, and none of them tells a stranger who the child is",
        required=False,
    )

    def __init__(self, *args: Any, identity: Identity | None = None, **kwargs: Any) -> None:
        self.identity = identity or Identity()
        super().__init__(*args, **kwargs)

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "identity": self.identity}

    def questions(self) -> list[Any]:
        written = Field("profile", rows=12, max_words=parts.MOST_PROFILE_WORDS)
        text = self["profile"].value() or ""
        return [written, "keep_words"] if self.is_bound and self._certain(text) else [written]

    def clean(self) -> dict[str, Any]:
        """What seems to identify the child is said before it is saved as finished; the writer may know better."""
        cleaned = super().clean()
        found = self._certain(cleaned.get("profile") or "")
        if found and not (self.is_draft or cleaned["keep_words"]):
            for words in found:
                self.add_error("profile", f"{words}: carers read this before they know the child")
        return cleaned

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"profile": cleaned["profile"]}

    def _certain(self, text: str) -> list[str]:
        details = [detail for detail in find_identifying(text, self.identity) if detail.is_certain]
        return list(
            dict.fromkeys(f"\u201c{detail.found}\u201d is {detail.kind}" for detail in details)
        )
