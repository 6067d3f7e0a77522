"""The components, through the tags that pages use."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.utils.functional import SimpleLazyObject

from tests.ui.forms import Page
from ui.comparison import Cell, Column, Comparison, Line
from ui.fields import DateField
from ui.tables import Heading, Table

TODAY = dt.date(2026, 3, 27)


@pytest.fixture
def shown(rendered):
    def show(source, path="/", **context):
        return Page(rendered("{% load ui %}" + source, {"today": TODAY, **context}, path))

    return show


class Wrong(forms.Form):
    reply = forms.ChoiceField(choices=[("A", "A")], widget=forms.RadioSelect)
    starts_on = DateField(missing="Enter the start date")

    def clean(self):
        raise forms.ValidationError("The two do not go together")


def test_the_summary_leads_to_the_first_control_of_each_question(shown):
    page = shown("{% error_summary form %}", form=Wrong({"starts_on_day": "1"}))

    assert [(link["href"]) for link in page.all("a")] == [
        "#id_reply",
        "#id_reply",
        "#id_starts_on-month",
    ]
    assert page.one("div", role="alert")


def test_there_is_no_summary_without_errors(shown):
    assert not shown("{% error_summary form %}", form=Wrong()).all("div")
    assert not shown("{% error_summary missing %}").all("div")


def test_a_formsets_errors_are_in_the_summary(shown):
    formset = forms.formset_factory(Wrong, min_num=1, extra=0, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-reply": "A"}
    )

    page = shown("{% error_summary formset %}", formset=formset)

    assert "#id_form-0-starts_on-day" in {link["href"] for link in page.all("a")}


def test_the_title_says_error_only_when_there_is_one(shown):
    title = "{% error_prefix %}Accept"

    assert shown(title, form=Wrong({})).words() == "Error: Accept"
    assert shown(title, form=Wrong()).words() == "Accept"
    assert shown(title).words() == "Accept"


def test_looking_for_errors_fetches_nothing_lazy(shown):
    fetched = []

    shown("{% error_prefix %}", user=SimpleLazyObject(lambda: fetched.append("user")))

    assert fetched == []


def test_what_people_typed_cannot_become_markup(shown):
    nasty = "<script>alert(1)</script>"
    sources = [
        "{% panel nasty %}{{ nasty }}{% endpanel %}",
        "{% summary_list %}{% row nasty url='/x' %}{{ nasty }}{% endrow %}{% endsummary_list %}",
        "{% reasons reasons %}",
        "{% tag nasty %}",
        "{% button_post nasty '/x' key=nasty %}",
        "{% notification title=nasty %}{{ nasty }}{% endnotification %}",
        "{% details nasty %}{{ nasty }}{% enddetails %}",
        "{% empty_state nasty %}{{ nasty }}{% endempty_state %}",
        "{% capture as kept %}{{ nasty }}{% endcapture %}{{ kept }}",
    ]

    page = shown("".join(sources), nasty=nasty, reasons=[{"kind": "helps", "text": nasty}])

    assert page.html.count("&lt;script&gt;") >= len(sources)
    assert "<script" not in page.html


def test_a_status_is_words_first(shown):
    record = SimpleNamespace(status="PLACED", get_status_display=lambda: "Placed")
    unknown = SimpleNamespace(status="ODD", get_status_display=lambda: "Odd")

    page = shown("{% status_tag record %}{% status_tag unknown %}", record=record, unknown=unknown)

    assert page.words() == "Placed Odd"
    assert [tag["class"] for tag in page.all("strong")] == [
        "govuk-tag govuk-tag--green",
        "govuk-tag govuk-tag--grey",
    ]


def test_a_change_link_says_what_it_changes(shown):
    page = shown(
        "{% summary_list %}{% row 'Reply by' url='/x' %}Today{% endrow %}"
        "{% row 'To' %}37{% endrow %}{% endsummary_list %}"
    )

    assert "Change reply by" in page.words()
    assert len(page.all("a")) == 1


def test_reasons_have_a_sign_and_words_for_it(shown):
    reasons = [{"kind": kind, "text": "x"} for kind in ("helps", "against", "check")]

    page = shown("{% reasons reasons %}", reasons=reasons)

    assert page.words() == "✓Helps: x\N{MINUS SIGN}Counts against: x!Check: x"


@pytest.mark.parametrize(("points", "width"), [(92, "92.0"), (0, "0.0"), (120, "100.0")])
def test_a_score_has_a_bar_as_long_as_its_number(shown, points, width):
    page = shown("{% score points 'strong' %}", points=points)

    assert page.all("rect")[1]["width"] == width
    assert "of 100: strong" in page.words()
    assert page.one("svg")["aria-hidden"] == "true"


def test_a_date_says_what_it_means_today(shown):
    page = shown("{% contextual_date day %}", day=TODAY - dt.timedelta(days=2))

    assert page.words() == "25 March 2026 2 days overdue"
    assert page.one("span", class_="app-when app-when--late")


def test_a_date_that_is_done_is_only_a_date(shown):
    assert shown("{% contextual_date day done=True %}", day=TODAY).words() == "27 March 2026"
    assert shown("{% contextual_date None %}").words() == "Not recorded"


def test_the_page_being_looked_at_is_current(shown):
    source = (
        "{% sub_navigation 'Referral' %}{% sub_link 'Needs' '/needs/' %}"
        "{% sub_link 'Replies' '/replies/' count=0 %}{% endsub_navigation %}"
    )

    page = shown(source, path="/needs/")

    assert [link.get("aria-current") for link in page.all("a")] == ["page", None]
    assert "Replies (0)" in page.words()


def test_a_path_marks_where_the_child_is(shown):
    stages = [
        {"name": name, "state": state}
        for name, state in (("A", "done"), ("B", "now"), ("C", "next"))
    ]

    page = shown("{% path stages %}", stages=stages)

    assert [stage.get("aria-current") for stage in page.all("li")] == [None, "step", None]
    assert "Completed: A" in page.words()


def test_a_task_is_described_by_its_state(shown):
    page = shown(
        "{% task_list %}{% task 'Sleep' 'In progress' 7 url='/x' hint='Nights' colour='blue' %}{% endtask_list %}"
    )

    assert page.one("a")["aria-describedby"] == "task-7-hint task-7-status"
    assert {"task-7-hint", "task-7-status"} <= set(page.ids())


def test_pages_of_a_list_keep_the_filters(shown):
    page = shown(
        "{% pagination page %}",
        path="/list/?stage=NEW&stage=READY&page=2",
        page=Paginator(range(90), 10).page(2),
    )

    addresses = [link["href"] for link in page.all("a")]
    assert addresses[0] == "?stage=NEW&stage=READY&page=1"
    assert page.one("a", aria_current="page")["aria-label"] == "Page 2"
    assert "⋯" in page.words()


def test_one_page_needs_no_pagination(shown):
    assert not shown("{% pagination page %}", page=Paginator([1], 10).page(1)).all("nav")


class Stage(forms.Form):
    word = forms.CharField(required=False, label="Word")
    stage = forms.MultipleChoiceField(
        required=False,
        label="Stage",
        choices=[("NEW", "New"), ("READY", "Ready")],
        widget=forms.CheckboxSelectMultiple,
    )


def test_a_filter_in_force_can_be_taken_away_alone(shown):
    page = shown(
        "{% filter_layout form %}the list{% endfilter_layout %}",
        path="/list/?word=&stage=NEW&stage=READY&page=3",
        form=Stage({"stage": ["NEW", "READY"]}),
    )

    assert "Remove this filter: Stage: New" in page.words()
    assert [link["href"] for link in page.all("a")] == [
        "?word=&stage=READY",
        "?word=&stage=NEW",
        "/list/",
    ]
    assert page.one("form")["method"] == "get"
    assert "the list" in page.words()


def test_a_button_that_posts_has_a_token_and_what_it_sends(rendered):
    page = Page(
        rendered(
            "{% load ui %}{% button_post 'Send' '/send/' key='abc' look='warning' what='to 37 carers' %}"
        )
    )

    assert page.one("form") == {"method": "post", "action": "/send/", "novalidate": ""}
    assert page.one("input", name="csrfmiddlewaretoken")["value"]
    assert page.one("input", name="key")["value"] == "abc"
    assert page.words() == "Send to 37 carers"


TABLE = Table(
    caption="Teams", headings=[Heading("Team"), Heading("Open", numeric=True)], rows=[["North", 12]]
)


def test_a_table_that_stacks_says_its_columns_in_each_cell(shown):
    page = shown("{% data_table table %}", table=TABLE)

    assert page.one("td") == {
        "role": "cell",
        "class": "govuk-table__cell govuk-table__cell--numeric",
        "data-label": "Open",
    }
    assert page.one("th", scope="row")


def test_a_table_that_scrolls_can_be_reached_by_keyboard(shown):
    page = shown("{% data_table table stacks=False %}", table=TABLE)

    assert page.one("div", tabindex="0")["aria-label"] == "Teams"


def test_a_table_refuses_rows_of_the_wrong_length():
    with pytest.raises(ValueError, match="every row needs 2 cells"):
        Table(caption="Teams", headings=TABLE.headings, rows=[["North"]])


def column(title, **more):
    return Column(title=title, name="shortlist", value=title, **more)


def test_a_comparison_names_its_rows_in_each_cell(shown):
    compared = Comparison(
        caption="Two", columns=[column("A", score=92.0, chosen=True), column("B")],
        lines=[Line("Distance", [Cell("4 miles"), Cell()])],
    )  # fmt: skip

    page = shown("{% comparison compared %}", compared=compared)

    assert [cell["data-label"] for cell in page.all("td", data_label="Distance")] == [
        "Distance",
        "Distance",
    ]
    assert "Not recorded" in page.words()
    assert ["checked" in box for box in page.all("input", type="checkbox")] == [True, False]
    assert len(page.all("label")) == 2


def test_a_comparison_can_show_only_what_differs():
    same, other = Line("Beds", [Cell("2"), Cell("2")]), Line("Pets", [Cell("Dog"), Cell("None")])

    compared = Comparison(caption="Two", columns=[column("A"), column("B")], lines=[same, other])

    assert compared.only_differences().lines == [other]


def test_a_comparison_has_no_gaps_and_no_crowd():
    with pytest.raises(ValueError, match="Beds"):
        Comparison(
            caption="x", columns=[column("A"), column("B")], lines=[Line("Beds", [Cell("2")])]
        )
    with pytest.raises(ValueError, match="too many"):
        Comparison(caption="x", columns=[column(str(number)) for number in range(6)], lines=[])
