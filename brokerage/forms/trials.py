"""What the desk may change to see what would happen: every question that a search asked, and its weights."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from brokerage.matching.factors import COST, FACTORS
from brokerage.matching.profiles import Request
from brokerage.matching.rules import Rule
from brokerage.matching.trials import Asked, Item, Kind, State, condition_words, items_of
from brokerage.matching.weights import MOST_FOR_COST
from children.models import Child
from reference import vocabulary
from ui.fields import DateField

STATES = {
    State.ESSENTIAL: "Essential",
    State.WANTED: "Would help",
    State.OFF: "Not asked for",
}
ADDED = range(1, 4)  # how many more things can be asked for in one trial
WITH_YEARS = ("YOUNGEST", "OLDEST")
MOST_YEARS = 18


class TryIt(forms.Form):
    """Answered as the search is until somebody changes an answer.

    Args:
        asked: the answers to begin with; what is posted replaces them all.
        rules: those that may be set aside.
        group: the children of the search. ``joinable`` are siblings whom it does not look for.
    """

    starts_on = DateField(
        label="Day of the move", missing="Enter the day of the move", name="The day of the move"
    )
    children = forms.MultipleChoiceField(
        label="Look for one home for",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one child"},
    )
    relaxed = forms.MultipleChoiceField(
        label="Set a rule aside, to see what it costs",
        help_text="Only rules that have a remedy. Nobody can be booked against one without accepting its remedy.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    years = forms.IntegerField(
        label="By how many years",
        help_text="For the youngest or the oldest child by several years.",
        min_value=1,
        max_value=MOST_YEARS,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        base: Request,
        asked: Asked,
        rules: Sequence[Rule],
        group: Sequence[Child],
        joinable: Sequence[Child] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.base, self.items = base, items_of(base)
        self.group, self.joinable = group, joinable
        self.fields["starts_on"].initial = asked.starts_on
        self._ask_children(asked)
        self._ask_rules(rules, asked)
        self._ask_items(asked)
        self._ask_weights(asked.weights)

    def _ask_children(self, asked: Asked) -> None:
        if len(self.group) + len(self.joinable) < 2:
            del self.fields["children"]
            return
        question = self.fields["children"]
        question.choices = [  # type: ignore[attr-defined]
            *((str(child.public_id), child.name) for child in self.group),
            *(
                (str(child.public_id), f"{child.name}, who is not in this search")
                for child in self.joinable
            ),
        ]
        question.initial = [str(c.public_id) for c in self.group if c.pk in asked.child_ids]

    def _ask_rules(self, rules: Sequence[Rule], asked: Asked) -> None:
        if not rules:
            del self.fields["relaxed"]
            return
        self.fields["relaxed"].choices = [(rule.code, rule.label) for rule in rules]  # type: ignore[attr-defined]
        self.fields["relaxed"].initial = sorted(asked.relaxed)

    def _ask_items(self, asked: Asked) -> None:
        for at, (item, now) in enumerate(zip(self.items, asked.items, strict=True)):
            self.fields[f"item_{at}"] = forms.ChoiceField(
                label=item.label,
                choices=[(state.value, STATES[state]) for state in item.states],
                initial=now.state.value,
            )
            if item.kind is Kind.PLACE:
                self.fields[f"miles_{at}"] = forms.FloatField(
                    label=f"{item.label}: miles at most",
                    min_value=0.1,
                    max_value=500,
                    required=False,
                    initial=f"{now.miles:g}" if now.miles else None,
                )
        for number in ADDED:
            self.fields[f"add_{number}"] = forms.ChoiceField(
                label=f"Ask for something more ({number} of {len(ADDED)})",
                choices=self._more(),
                required=False,
            )
            self.fields[f"add_{number}_as"] = forms.ChoiceField(
                label=f"How much it matters ({number} of {len(ADDED)})",
                choices=[(state.value, STATES[state]) for state in (State.ESSENTIAL, State.WANTED)],
                required=False,
            )

    def _ask_weights(self, weights: Mapping[str, float]) -> None:
        for factor in FACTORS:
            self.fields[f"weight_{factor.code}"] = forms.FloatField(
                label=factor.label,
                min_value=0,
                max_value=MOST_FOR_COST if factor is COST else 100,
                initial=f"{weights[factor.code]:g}",
            )

    def _more(self) -> list[tuple[str, Any]]:
        """What is not asked for yet. The two conditions with years can be asked for again with other years."""
        there = {(item.kind, item.code) for item in self.items}
        lists = (
            ("The home", Kind.FEATURE, vocabulary.HOME_FEATURES),
            ("Who lives there", Kind.HOUSEHOLD, vocabulary.HOUSEHOLD_CONDITIONS),
            ("Skills", Kind.SKILL, vocabulary.SKILLS),
        )
        found: list[tuple[str, Any]] = [("", "Nothing more")]
        for title, kind, terms in lists:
            free = [
                (f"{kind}:{term.code}", term.label)
                for term in terms
                if (kind, term.code) not in there or term.code in WITH_YEARS
            ]
            found.append((title, free))
        return found

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        wanting = [
            number
            for number in ADDED
            if str(answers.get(f"add_{number}") or "").partition(":")[2] in WITH_YEARS
        ]
        if wanting and not answers.get("years") and "years" not in self.errors:
            self.add_error("years", "Enter by how many years")
        return answers

    @property
    def said(self) -> list[str]:
        """Every error in words, for where there is no summary."""
        return [str(words) for errors in self.errors.values() for words in errors]

    @property
    def opens_added(self) -> bool:
        return self.is_bound and any(self.data.get(f"add_{number}") for number in ADDED)

    @property
    def opens_rules(self) -> bool:
        return bool(self["relaxed"].value()) if "relaxed" in self.fields else False

    @property
    def opens_weights(self) -> bool:
        """Whether a weight was changed, so that it is not hidden away."""
        names = [f"weight_{factor.code}" for factor in FACTORS]
        return self.is_bound and any(name in self.changed_data for name in names)

    def bound(self) -> list[tuple[Any, Any]]:
        """The questions about what is asked for, each with the question of its miles or none."""
        return [
            (self[f"item_{at}"], self[f"miles_{at}"] if item.kind is Kind.PLACE else None)
            for at, item in enumerate(self.items)
        ]

    def added(self) -> list[tuple[Any, Any]]:
        return [(self[f"add_{number}"], self[f"add_{number}_as"]) for number in ADDED]

    def weights(self) -> list[Any]:
        return [self[f"weight_{factor.code}"] for factor in FACTORS]

    def asked(self) -> Asked:
        """The answers, once they are valid."""
        answers = self.cleaned_data
        chosen = set(answers.get("children") or (str(c.public_id) for c in self.group))
        return Asked(
            starts_on=answers["starts_on"],
            child_ids=tuple(c.pk for c in self.group if str(c.public_id) in chosen),
            items=(*self._answered(answers), *self._added(answers)),
            weights={f.code: answers[f"weight_{f.code}"] for f in FACTORS},
            relaxed=frozenset(answers.get("relaxed") or ()),
        )

    def joined(self) -> list[Child]:
        """Siblings outside the search who are to be looked for with it."""
        chosen = set(self.cleaned_data.get("children") or ())
        return [child for child in self.joinable if str(child.public_id) in chosen]

    def _answered(self, answers: Mapping[str, Any]) -> list[Item]:
        return [
            Item(
                item.kind,
                item.code,
                item.label,
                State(answers[f"item_{at}"]),
                item.years,
                answers.get(f"miles_{at}"),
            )
            for at, item in enumerate(self.items)
        ]

    def _added(self, answers: Mapping[str, Any]) -> list[Item]:
        found = {}
        for number in ADDED:
            kind, _, code = str(answers.get(f"add_{number}") or "").partition(":")
            if code:
                years = int(answers["years"]) if code in WITH_YEARS else 0
                state = State(answers.get(f"add_{number}_as") or State.ESSENTIAL)
                found[kind, code] = Item(
                    Kind(kind), code, condition_label(kind, code, years), state, years
                )
        return list(found.values())


def condition_label(kind: str, code: str, years: int) -> str:
    if kind == Kind.HOUSEHOLD:
        return condition_words(code, years)
    terms = vocabulary.SKILLS if kind == Kind.SKILL else vocabulary.HOME_FEATURES
    return vocabulary.labels(terms)[code]


def day_in(text: str) -> dt.date | None:
    """A day from an address; none where it is not one."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
