"""What is supposed of the path that did not happen, for one child or for a cohort."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from evaluation.value.assumptions import Assumptions, Other
from evaluation.value.kinds import PLACEMENTS, Group
from evaluation.value.prices import Range
from ui.crispy import Field, Fieldset, FormHelper, Layout, Size
from ui.fields import Choice, DateField, PoundsField

ENDS = ("low", "central", "high")
LONGEST_WEEKS = 520
MOST_MOVES = 52
GROUPS = [(each.value, each.words) for each in Group]
TWO_YEARS = dt.timedelta(days=730)


def _decimal(label: str, most: int, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=most, decimal_places=2, max_digits=6, **kwargs
    )


class Suppose(forms.Form):
    """What is supposed of the path that did not happen. Sent in the address, so that it can be shared and shown again.

    Args:
        today: both paths are followed up to here at most.
    """

    other = forms.ChoiceField(
        label="What would have happened instead?",
        choices=[Choice(each.value, each.words) for each in Other],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what would have happened instead"},
    )
    other_kind = forms.ChoiceField(
        label="Which kind?",
        choices=[("", ""), *((item.code, item.label) for item in PLACEMENTS)],
        required=False,
    )
    other_week_low = PoundsField(label="A week there: low", required=False)
    other_week_central = PoundsField(label="A week there: central", required=False)
    other_week_high = PoundsField(label="A week there: high", required=False)
    lasted_low = _decimal("Weeks it would have lasted: low", LONGEST_WEEKS, required=False)
    lasted_central = _decimal("Weeks it would have lasted: central", LONGEST_WEEKS, required=False)
    lasted_high = _decimal("Weeks it would have lasted: high", LONGEST_WEEKS, required=False)
    moves_low = _decimal("Moves a year there: low", MOST_MOVES, required=False)
    moves_central = _decimal("Moves a year there: central", MOST_MOVES, required=False)
    moves_high = _decimal("Moves a year there: high", MOST_MOVES, required=False)
    support_weeks = forms.IntegerField(
        label="Weeks of support around the placement", min_value=0, max_value=LONGEST_WEEKS
    )
    spread = _decimal("How far a recorded price may be out, had it gone on", 100)
    rate = _decimal("Discount rate, a year", 20)
    until = DateField(
        label="Follow both paths until",
        required=False,
        name="The day until which both paths are followed",
        help_text="Without a day: until today, or until the child left care",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: dt.date) -> None:
        self.today = today
        usual = Assumptions().as_text() | {"until": None}
        sent = data if data and "other" in data else None
        super().__init__(sent, initial={**usual, **self.usual()})
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.first(), *_supposed())

    def usual(self) -> dict[str, Any]:
        """Where the form's own questions begin."""
        return {}

    def first(self) -> Sequence[Any]:
        """The form's own questions, before what is supposed."""
        return ()

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day and day > self.today:
            raise ValidationError("The day until which both paths are followed must be in the past")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("other") == Other.KIND and not cleaned.get("other_kind"):
            self.add_error("other_kind", "Select which kind of placement")
        for name in ("other_week", "lasted", "moves"):
            self._check_order(name)
        return cleaned

    @property
    def assumed(self) -> Assumptions:
        """What was chosen; the usual where nothing was sent. Only of a form that is unbound or valid."""
        if not self.is_bound:
            return Assumptions()
        chosen = self.cleaned_data
        found = Assumptions(
            other=Other(chosen["other"]),
            other_kind=chosen["other_kind"] if chosen["other"] == Other.KIND else "",
            other_week=self._range("other_week"),
            lasted=self._range("lasted"),
            support_weeks=chosen["support_weeks"],
            spread=Fraction(chosen["spread"]) / 100,
            rate=Fraction(chosen["rate"]) / 100,
            until=chosen["until"],
        )
        moves = self._range("moves")
        return found if moves is None else replace(found, moves=moves)

    def asked(self) -> dict[str, str]:
        return self.assumed.as_text()

    def _range(self, name: str) -> Range | None:
        low, central, high = (self.cleaned_data[f"{name}_{end}"] for end in ENDS)
        if central is None:
            return None
        ends = (central if end is None else end for end in (low, central, high))
        return Range(*(Fraction(end) for end in ends))

    def _check_order(self, name: str) -> None:
        low, central, high = (self.cleaned_data.get(f"{name}_{end}") for end in ENDS)
        if central is None:
            if low is not None or high is not None:
                self.add_error(f"{name}_central", "Enter the central value of the range as well")
            return
        if low is not None and low > central:
            self.add_error(f"{name}_low", "The low value must not be above the central one")
        if high is not None and high < central:
            self.add_error(f"{name}_high", "The high value must not be below the central one")


def _supposed() -> list[Any]:
    money: dict[str, Any] = {"prefix": "£", "width": 10, "show_optional": False}
    number: dict[str, Any] = {"width": 5, "show_optional": False}
    return [
        Field("other", reveals={Other.KIND.value: [Field("other_kind", show_optional=False)]}),
        Fieldset(
            "What a week there would have cost",
            *(Field(f"other_week_{end}", **money) for end in ENDS),
            size=Size.SMALL,
            hint="Leave empty for the price recorded for the home before, or else the table's",
        ),
        Fieldset(
            "How long it would have lasted",
            *(Field(f"lasted_{end}", suffix="weeks", **number) for end in ENDS),
            size=Size.SMALL,
            hint="Leave empty for all of the time compared. After it, the child would have moved as in fact",
        ),
        Fieldset(
            "Moves there",
            *(Field(f"moves_{end}", suffix="a year", **number) for end in ENDS),
            size=Size.SMALL,
            hint="Each means finding another home, and a review. None are supposed unless you say so",
        ),
        Fieldset(
            "Support, prices and time",
            Field("support_weeks", suffix="weeks", width=5),
            Field("spread", suffix="%", width=5),
            Field("rate", suffix="%", width=5),
            "until",
            size=Size.SMALL,
        ),
    ]


class SupposeOfChild(Suppose):
    """Of one child. ``moves`` are (public id, words) pairs; the first is shown where the address names none of them."""

    move = forms.ChoiceField(label="Which move?")

    def __init__(
        self, data: Mapping[str, Any] | None, *, today: dt.date, moves: Sequence[tuple[str, str]]
    ) -> None:
        self.known = list(moves)
        self.begun = next((key for key, _ in moves if data and data.get("move") == key), "")
        super().__init__(data, today=today)
        field = self.fields["move"]
        if isinstance(field, forms.ChoiceField):
            field.choices = self.known

    def usual(self) -> dict[str, Any]:
        return {"move": self.begun or (self.known[0][0] if self.known else "")}

    def first(self) -> Sequence[Any]:
        return (Field("move"),)

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["move"] if self.is_bound else self.usual()["move"])

    def asked(self) -> dict[str, str]:
        return super().asked() | {"move": self.chosen}


class AskCosts(Suppose):
    """Of a cohort: the children who moved from one kind of care to another in a time."""

    came_from = forms.ChoiceField(label="Children who moved from", choices=GROUPS)
    went_to = forms.ChoiceField(label="and moved to", choices=GROUPS)
    first_day = DateField(
        label="First day of the moves",
        missing="Enter the first day of the moves",
        name="The first day",
    )
    last_day = DateField(
        label="Last day of the moves",
        missing="Enter the last day of the moves",
        name="The last day",
    )

    def usual(self) -> dict[str, Any]:
        return {
            "came_from": Group.RESIDENTIAL.value,
            "went_to": Group.FAMILY.value,
            "first_day": self.today - TWO_YEARS,
            "last_day": self.today,
        }

    def first(self) -> Sequence[Any]:
        return ("came_from", "went_to", "first_day", "last_day")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must not be before the first")
        return cleaned

    def asked(self) -> dict[str, str]:
        chosen = self.cleaned_data if self.is_bound else self.usual()
        return super().asked() | {
            "came_from": str(chosen["came_from"]),
            "went_to": str(chosen["went_to"]),
            "first_day": chosen["first_day"].isoformat(),
            "last_day": chosen["last_day"].isoformat(),
        }
