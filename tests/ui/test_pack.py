"""The form pack: each kind of question, plain and wrong."""

import datetime as dt

import pytest
from django import forms

from tests.ui.forms import Page, shown
from ui.crispy import Button, Field, Fieldset, FormHelper, Layout, Size, Submit
from ui.fields import Choice, DateField

YES_NO = [("YES", "Yes"), ("NO", "No")]


def ask(field, data=None, *, initial=None, label="Question", hint="", **options):
    """Render one question called ``q``."""
    field.label, field.help_text = label, hint

    class Asked(forms.Form):
        q = field

    form = Asked(data, initial={"q": initial} if initial is not None else None)
    form.helper = FormHelper(form)
    form.helper.layout = Layout(Field("q", **options))
    return shown(form)


KINDS = {
    "text": (forms.CharField, {}, "govuk-input"),
    "email": (forms.EmailField, {}, "govuk-input"),
    "number": (forms.IntegerField, {}, "govuk-input"),
    "textarea": (forms.CharField, {"widget": forms.Textarea}, "govuk-textarea"),
    "select": (forms.ChoiceField, {"choices": [("", "Choose"), *YES_NO]}, "govuk-select"),
    "file": (forms.FileField, {}, "govuk-file-upload"),
    "password": (forms.CharField, {"widget": forms.PasswordInput}, "govuk-input"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_control_has_its_class_its_label_and_its_hint(kind):
    field, arguments, css = KINDS[kind]

    page = ask(field(**arguments), hint="A hint")

    control = page.one(id="id_q")
    assert css in control["class"].split()
    assert page.one("label", for_="id_q")
    assert control["aria-describedby"] == "id_q-hint"
    assert page.one(id="id_q-hint")


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_control_turns_red_and_names_its_error(kind):
    field, arguments, css = KINDS[kind]

    page = ask(field(**arguments), {}, hint="A hint")

    control = page.one(id="id_q")
    assert f"{css}--error" in control["class"].split()
    assert control["aria-describedby"] == "id_q-hint id_q-error"
    assert page.one("p", id="id_q-error", class_="govuk-error-message")


@pytest.mark.parametrize(
    ("widget", "name", "kind"),
    [
        (forms.RadioSelect, "radios", "radio"),
        (forms.CheckboxSelectMultiple, "checkboxes", "checkbox"),
    ],
)
def test_choices_are_a_group_whose_first_control_has_the_plain_id(widget, name, kind):
    page = ask(
        forms.MultipleChoiceField(choices=YES_NO, widget=widget), {}, hint="Select all that apply"
    )

    first, second = page.all("input", type=kind)
    assert (first["id"], second["id"]) == ("id_q", "id_q-2")
    assert page.one("fieldset")["aria-describedby"] == "id_q-hint id_q-error"
    assert page.one("div", class_=f"govuk-{name}")["data-module"] == f"govuk-{name}"


def test_what_was_chosen_stays_chosen():
    page = ask(forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect), {"q": "NO"})

    assert ["checked" in radio for radio in page.all("input", type="radio")] == [False, True]


def test_an_empty_choice_is_no_radio_but_stays_in_a_select():
    choices = [("", "---------"), *YES_NO]

    radios = ask(forms.ChoiceField(choices=choices, widget=forms.RadioSelect))
    select = ask(forms.ChoiceField(choices=choices))

    assert [radio["value"] for radio in radios.all("input", type="radio")] == ["YES", "NO"]
    assert [option["value"] for option in select.all("option")] == ["", "YES", "NO"]
    assert "Select one" in select.words()


def test_choices_keep_their_groups():
    grouped = [
        ("Meals", [("HALAL", "Halal")]),
        ("Home", [("PETS", "No pets"), ("STAIRS", "No stairs")]),
    ]

    boxes = ask(forms.MultipleChoiceField(choices=grouped, widget=forms.CheckboxSelectMultiple))
    select = ask(forms.ChoiceField(choices=grouped))

    assert [box["id"] for box in boxes.all("input", type="checkbox")] == [
        "id_q",
        "id_q-2",
        "id_q-3",
    ]
    assert boxes.words().index("Home") < boxes.words().index("No pets")
    assert [group["label"] for group in select.all("optgroup")] == ["Meals", "Home"]


def test_a_choice_has_a_hint_a_divider_and_may_exclude_the_others():
    choices = [
        Choice("A", "First", hint="About first"),
        Choice("NONE", "None", divider="or", exclusive=True),
    ]

    page = ask(forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple))

    first, none = page.all("input", type="checkbox")
    assert first["aria-describedby"] == "id_q-item-hint"
    assert page.one(id="id_q-item-hint")
    assert none["data-behaviour"] == "exclusive"
    assert page.one("div", class_="govuk-checkboxes__divider")


def test_hints_can_come_from_the_layout():
    page = ask(
        forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect),
        hints={"NO": "You can change it"},
    )

    assert page.one(id="id_q-2-item-hint")


def test_inline_and_small_keep_the_base_class():
    page = ask(forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect), inline=True, small=True)

    assert page.one("div", class_="govuk-radios govuk-radios--inline govuk-radios--small")


def test_a_single_checkbox_describes_itself():
    page = ask(forms.BooleanField(), {}, label="The carer has agreed", hint="By telephone")

    box = page.one("input", type="checkbox")
    assert (box["id"], box["aria-describedby"]) == ("id_q", "id_q-hint id_q-error")
    assert "Confirm the carer has agreed" in page.words()


def test_a_date_is_three_boxes_in_a_group():
    page = ask(
        DateField(missing="Enter a date"),
        initial=dt.date(2026, 3, 7),
        hint="For example, 27 3 2026",
    )

    boxes = [box for box in page.all("input", type="text") if box["id"].startswith("id_q")]
    assert [(box["id"], box["name"], box["value"], box["inputmode"]) for box in boxes] == [
        ("id_q-day", "q_day", "7", "numeric"),
        ("id_q-month", "q_month", "3", "numeric"),
        ("id_q-year", "q_year", "2026", "numeric"),
    ]
    assert page.one("fieldset")["role"] == "group"


def test_only_the_wrong_boxes_of_a_date_turn_red():
    page = ask(DateField(), {"q_day": "31", "q_month": "3"})

    red = [box["id"] for box in page.all("input") if "govuk-input--error" in box.get("class", "")]
    assert red == ["id_q-year"]


def test_an_error_from_elsewhere_turns_the_whole_date_red():
    class Move(forms.Form):
        starts_on = DateField()

        def clean(self):
            self.add_error("starts_on", "The home is full then")

    form = Move({"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2026"})
    form.helper = FormHelper(form)

    page = shown(form)

    assert (
        len([box for box in page.all("input") if "govuk-input--error" in box.get("class", "")]) == 3
    )


def test_numbers_are_typed_not_spun():
    whole, part = ask(forms.IntegerField(min_value=1)), ask(forms.DecimalField())

    assert whole.one(id="id_q") | {"type": "text", "inputmode": "numeric"} == whole.one(id="id_q")
    assert part.one(id="id_q")["inputmode"] == "decimal"
    assert not {"min", "max", "step"} & set(whole.one(id="id_q"))


def test_the_browser_is_not_asked_to_check():
    class Asked(forms.Form):
        name = forms.CharField(max_length=5)

    form = Asked()
    form.helper = FormHelper(form)

    page = shown(form)

    assert page.one("form") == {"method": "post", "novalidate": ""}
    assert not {"required", "maxlength"} & set(page.one(id="id_name"))


def test_widget_attributes_reach_the_page():
    page = ask(
        forms.CharField(widget=forms.TextInput({"autocomplete": "postal-code", "hx-get": "/x"})),
        width=10,
    )

    control = page.one(id="id_q")
    assert (control["autocomplete"], control["hx-get"]) == ("postal-code", "/x")
    assert "govuk-input--width-10" in control["class"].split()


def test_a_limit_counts_and_is_described():
    page = ask(forms.CharField(widget=forms.Textarea), max_characters=200, rows=3)

    area = page.one("textarea")
    assert (area["rows"], area["aria-describedby"]) == ("3", "id_q-info")
    assert page.one(data_module="govuk-character-count")["data-maxlength"] == "200"
    assert "You can enter up to 200 characters" in page.words()


def test_typed_text_is_shown_again_unharmed():
    page = ask(forms.CharField(widget=forms.Textarea), {"q": "\n<b>Ben & Cai</b>"})

    assert "\n\n&lt;b&gt;Ben &amp; Cai&lt;/b&gt;</textarea>" in page.html


def test_a_password_is_never_shown_again():
    page = ask(forms.CharField(widget=forms.PasswordInput), {"q": "secret"})

    assert "secret" not in page.html


def test_an_optional_question_says_so():
    optional = forms.CharField(required=False)

    assert "Question (optional)" in ask(optional).words()
    assert "(optional)" not in ask(optional, show_optional=False).words()
    assert "(optional)" not in ask(forms.CharField()).words()
    assert ask(optional, label="Notes (optional)").words().count("optional") == 1


def test_a_label_can_be_the_pages_heading():
    text = ask(forms.CharField(), heading=True)
    choice = ask(forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect), heading=True)

    assert text.one("h1", class_="govuk-label-wrapper")
    assert choice.one("h1", class_="govuk-fieldset__heading")
    assert text.one("label")["class"] == "govuk-label govuk-label--l"


def test_what_is_fixed_to_a_number_is_beside_it():
    page = ask(forms.CharField(), prefix="£", suffix="per week")

    assert "£" in page.words()
    assert page.one("div", class_="govuk-input__suffix")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(), "Enter home postcode"),
        (forms.FileField(), "Choose home postcode"),
        (forms.ChoiceField(choices=YES_NO), "Select home postcode"),
    ],
)
def test_a_missing_answer_without_words_of_its_own_says_what_to_do(field, words):
    assert words in ask(field, {}, label="Home postcode").words()


def test_a_missing_answer_to_a_question_repeats_it():
    assert "Answer “Who agreed?”" in ask(forms.CharField(), {}, label="Who agreed?").words()


def test_a_misspelt_option_fails_where_it_is_written():
    with pytest.raises(TypeError, match="max_charactres"):
        Field("q", max_charactres=3)


class Whole(forms.Form):
    name = forms.CharField()
    reply = forms.ChoiceField(
        choices=[("EMAIL", "Email"), ("PHONE", "Phone")], widget=forms.RadioSelect
    )
    phone = forms.CharField(required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.label_size = Size.MEDIUM
        self.helper.layout = Layout(
            Fieldset("About you", "name"),
            Field("reply", reveals={"PHONE": [Field("phone", show_optional=False)]}),
            "key",
            Submit("submit", "Continue"),
            Button.secondary("later", "Save for later"),
        )


def test_a_whole_form_has_its_token_its_legend_and_one_group_of_buttons():
    page = shown(Whole(), cancel_url="/back/")

    assert page.one("input", name="csrfmiddlewaretoken")["value"] == "token"
    assert "About you" in page.words()
    assert len(page.all("div", class_="govuk-button-group")) == 1
    submit, later = page.all("button")
    assert "name" not in submit
    assert (later["name"], later["class"]) == ("later", "govuk-button govuk-button--secondary")
    assert page.one("a", href="/back/")


def test_a_choice_reveals_questions_of_its_own():
    page = shown(Whole())

    html = page.html
    assert page.one("div", id="id_reply-2-conditional", class_="govuk-radios__conditional")
    assert html.index('value="PHONE"') < html.index('id="id_phone"') < html.index("Continue")
    assert len(page.all("input", name="phone")) == 1


def test_a_helper_sets_the_size_of_labels_that_have_none():
    assert shown(Whole()).one("label", for_="id_name")["class"] == "govuk-label govuk-label--m"


def test_a_hidden_field_stays_plain():
    assert shown(Whole()).one("input", name="key")["type"] == "hidden"


def test_no_id_is_used_twice():
    page = shown(Whole({}))

    assert len(page.ids()) == len(set(page.ids()))


def test_a_form_without_a_helper_is_rendered_by_the_same_pack(rendered):
    page = Page(rendered("{% load crispy_forms_tags %}{{ form|crispy }}", {"form": Whole()}))

    assert "govuk-input" in page.one(id="id_name")["class"]


def test_a_search_form_gets_no_token():
    form = Whole()
    form.helper.form_method = "get"

    page = shown(form)

    assert page.one("form")["method"] == "get"
    assert not page.all("input", name="csrfmiddlewaretoken")
