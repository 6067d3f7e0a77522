"""What is asked about costs: a unit cost, and the words under which a comparison is published."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from children.forms.fields import one_line, text
from evaluation.value.prices import Confidence, Price
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, PoundsField


class ChangeUnitCost(forms.Form):
    """One row of the table. Empty means that nobody knows what it costs."""

    pence = PoundsField(label="What does it cost?", required=False)
    low_pence = PoundsField(label="At the lowest?", required=False)
    high_pence = PoundsField(label="At the highest?", required=False)
    price_year = one_line(
        label="In the prices of which year?",
        longest=7,
        required=False,
        help_text="For example, 2023-24 or 2024. Nothing is brought from one year's prices to another's",
    )
    is_local = forms.TypedChoiceField(
        label="Whose figure is it?",
        choices=[
            Choice("yes", "The authority's own", hint="From its ledger, contracts or finance team"),
            Choice(
                "no", "Published for the country", hint="It will be marked so wherever it is used"
            ),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whose figure it is"},
    )
    source = text(label="Where is it from?", required=False)
    source_url = forms.URLField(
        label="Its address, if it has one", required=False, assume_scheme="https"
    )
    confidence = forms.ChoiceField(
        label="How sure is it?",
        choices=[
            Choice(
                each.value,
                each.capitalize(),
                hint=f"Without a range: {float(each.spread):.0%} either way",
            )
            for each in Confidence
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how sure it is"},
    )
    why = text(label="Why is it changed?", error_messages={"required": "Enter why it is changed"})
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, price: Price, seen: int) -> None:
        super().__init__(
            data,
            initial={
                "pence": price.pence,
                "low_pence": price.low_pence,
                "high_pence": price.high_pence,
                "price_year": price.price_year,
                "is_local": "yes" if price.is_local else "no",
                "source": price.source,
                "source_url": price.source_url,
                "confidence": price.confidence,
                "seen": seen,
            },
        )
        self.price = price
        suffix = price.item.unit.words
        money: dict[str, Any] = {"prefix": "£", "suffix": suffix, "width": 10}
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("pence", **money), Field("low_pence", **money), Field("high_pence", **money),
            Field("price_year", width=10), "is_local", Field("source", rows=3), "source_url",
            Field("confidence", small=True), Field("why", rows=3), "seen",
            Submit("submit", "Save as a new version"),
        )  # fmt: skip

    def clean_price_year(self) -> str:
        year: str = self.cleaned_data["price_year"]
        if year and not re.fullmatch(r"\d{4}(-\d{2})?", year):
            raise ValidationError("Enter a year, like 2023-24 or 2024")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, low, high = (cleaned.get(name) for name in ("pence", "low_pence", "high_pence"))
        if value is None:
            if low is not None or high is not None:
                self.add_error("pence", "Enter what it costs, or leave the range empty too")
            return cleaned
        if low is not None and low > value:
            self.add_error("low_pence", "The lowest must not be above what it costs")
        if high is not None and high < value:
            self.add_error("high_pence", "The highest must not be below what it costs")
        for name, words in (
            ("source", "Enter where it is from"),
            ("price_year", "Enter the year of the prices"),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        return cleaned

    @property
    def changed(self) -> Price:
        given = self.cleaned_data
        return Price(
            code=self.price.code,
            pence=given["pence"],
            low_pence=given["low_pence"],
            high_pence=given["high_pence"],
            price_year=given["price_year"],
            source=given["source"],
            source_url=given["source_url"],
            confidence=Confidence(given["confidence"]),
            is_local=given["is_local"],
        )


class PublishCosts(forms.Form):
    title = one_line(
        label="What is it called?",
        longest=120,
        error_messages={"required": "Enter what it is called"},
    )
    note = text(
        label="What is it for, and why these assumptions?",
        error_messages={"required": "Enter what it is for, and why these assumptions"},
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "title", Field("note", rows=4), Submit("submit", "Publish this result")
        )
