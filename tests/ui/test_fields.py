"""Dates in boxes, times and pounds as people type them."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from ui.fields import Choice, DateField, MonthField, PoundsField, TimeField, bad_parts, clock

MOVE_IN = {"missing": "Enter the move-in date", "name": "The move-in date"}


def error(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", "MARCH"])
def test_a_month_may_be_a_number_or_a_name(month):
    assert DateField(**MOVE_IN).clean(["27", month, "2026"]) == dt.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("typed", "words", "parts"),
    [
        (["", "", ""], "Enter the move-in date", {"day", "month", "year"}),
        (["27", "3", ""], "The move-in date must include a year", {"year"}),
        (["", "3", ""], "The move-in date must include a day and year", {"day", "year"}),
        (["27", "3", "26"], "The move-in date must have a year of 4 numbers", {"year"}),
        (["31", "2", "2026"], "The move-in date must be a real date", {"day", "month", "year"}),
        (["27", "x", "2026"], "The move-in date must be a real date", {"day", "month", "year"}),
        (["27", "3", "0000"], "The move-in date must be a real date", {"day", "month", "year"}),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_where(typed, words, parts):
    problem = error(DateField(**MOVE_IN), typed)

    assert problem.messages == [words]
    assert bad_parts([problem]) == parts


def test_an_optional_date_may_be_left_empty():
    assert DateField(required=False).clean(["", " ", ""]) is None


def test_half_an_optional_date_is_an_error():
    assert error(DateField(required=False), ["27", "", ""]).code == "incomplete"


def test_a_percent_sign_in_a_message_stays_one():
    assert error(DateField(missing="100% needed"), ["", "", ""]).messages == ["100% needed"]


def test_further_validators_look_at_the_date():
    latest = MaxValueValidator(dt.date(2026, 3, 1), "The move-in date must be before 2 March 2026")

    problem = error(DateField(**MOVE_IN, validators=[latest]), ["27", "3", "2026"])

    assert problem.messages == ["The move-in date must be before 2 March 2026"]


def test_a_date_typed_again_is_not_a_change():
    field = DateField(**MOVE_IN)

    assert not field.has_changed(dt.date(2026, 3, 27), ["27", "03", "2026"])
    assert field.has_changed(dt.date(2026, 3, 27), ["28", "03", "2026"])
    assert field.has_changed(dt.date(2026, 3, 27), ["", "", ""])
    assert not field.has_changed(None, ["", "", ""])
    assert field.has_changed(None, ["27", "", ""])


def test_a_disabled_date_keeps_its_initial_value():
    class Question(forms.Form):
        day = DateField(disabled=True, initial=dt.date(2026, 3, 27))

    form = Question({"day_day": "1", "day_month": "1", "day_year": "2030"})

    assert form.is_valid()
    assert form.cleaned_data == {"day": dt.date(2026, 3, 27)}


def test_a_month_is_its_first_day():
    assert MonthField().clean(["March", "2026"]) == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("5pm", (17, 0)), ("5 PM", (17, 0)), ("5:30pm", (17, 30)), ("5.30 p.m.", (17, 30)), ("12am", (0, 0)),
        ("12pm", (12, 0)), ("17:05", (17, 5)), ("09:30", (9, 30)), ("midday", (12, 0)), ("Midnight", (0, 0)),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed, time):
    assert TimeField().clean(typed) == dt.time(*time)


@pytest.mark.parametrize("typed", ["25:00", "13pm", "0am", "5:75pm", "soon", "5pm tomorrow"])
def test_what_is_not_a_time_is_refused(typed):
    assert error(TimeField(), typed).messages == ["Enter a time, like 5pm or 9:30am"]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ((17, 0), "5pm"),
        ((9, 30), "9:30am"),
        ((12, 0), "midday"),
        ((0, 0), "midnight"),
        ((0, 5), "12:05am"),
    ],
)
def test_a_time_is_written_as_it_may_be_typed(time, words):
    assert clock(dt.time(*time)) == words
    assert TimeField().clean(words) == dt.time(*time)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("412", 41200), ("412.50", 41250), ("£1,140.05", 114005), ("0", 0), (" £ 7 ", 700)],
)
def test_pounds_become_whole_pence(typed, pence):
    assert PoundsField().clean(typed) == pence


@pytest.mark.parametrize("typed", ["-5", "12.5", "a lot", "£", ",", "1.234"])
def test_what_is_not_an_amount_is_refused(typed):
    assert error(PoundsField(), typed).messages == ["Enter an amount in pounds, like 412 or 412.50"]


def test_an_amount_is_shown_as_it_would_be_typed():
    class Fee(forms.Form):
        fee = PoundsField()

    assert Fee(initial={"fee": 41250})["fee"].value() == "412.50"


def test_a_choice_keeps_its_hint_through_django():
    field = forms.ChoiceField(choices=[Choice("A", "First", hint="A hint"), ("B", "Second")])

    (_, first), (_, second) = field.choices

    assert (str(first), first.hint) == ("First", "A hint")
    assert second == "Second"
