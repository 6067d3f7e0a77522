"""What the component gallery shows: every component in every state, with invented people."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator

from ui.charts import (
    AtRisk,
    Bar,
    BarChart,
    IntervalChart,
    Line,
    LineChart,
    Point,
    Ratio,
    SurvivalChart,
    TornadoChart,
    Turn,
)
from ui.comparison import Cell, Column, Comparison
from ui.comparison import Line as Row
from ui.crispy import Button, Field, Fieldset, FormHelper, Layout, Size, Submit
from ui.fields import Choice, DateField, MonthField, PoundsField, TimeField
from ui.tables import Heading, Table

TODAY = dt.date(2026, 3, 27)


class EveryQuestion(forms.Form):
    """One question of each kind."""

    reference = forms.CharField(
        label="Child's reference", help_text="For example, CH-20418",
        error_messages={"required": "Enter the child's reference"},
    )  # fmt: skip
    email = forms.EmailField(
        label="Social worker's email address",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address in the correct format, like name@example.gov.uk",
        },
    )
    children = forms.IntegerField(
        label="Number of children to place together", min_value=1,
        error_messages={"required": "Enter how many children need a home together"},
    )  # fmt: skip
    needed_by = DateField(
        label="When is the placement needed by?",
        help_text="For example, 27 3 2026",
        missing="Enter the date the placement is needed by",
        name="The date needed by",
    )
    review_month = MonthField(label="When is the next review?", required=False)
    reply_time = TimeField(
        label="Reply by what time?", help_text="For example, 5pm",
        error_messages={"required": "Enter the time to reply by"},
    )  # fmt: skip
    fee = PoundsField(label="Weekly fee", error_messages={"required": "Enter the weekly fee"})
    kind = forms.ChoiceField(
        label="What kind of placement is this?",
        widget=forms.RadioSelect,
        choices=[
            Choice("EMERGENCY", "Emergency", hint="Needed today or tomorrow"),
            Choice("PLANNED", "Planned"),
            Choice("UNSURE", "Not sure yet", divider="or"),
        ],
        error_messages={"required": "Select what kind of placement this is"},
    )
    siblings = forms.ChoiceField(
        label="Is this a sibling group?",
        widget=forms.RadioSelect,
        choices=[("YES", "Yes"), ("NO", "No")],
        error_messages={"required": "Select yes if this is a sibling group"},
    )
    contact = forms.ChoiceField(
        label="How should we reply?",
        widget=forms.RadioSelect,
        choices=[("EMAIL", "Email"), ("PHONE", "Telephone")],
        error_messages={"required": "Select how we should reply"},
    )
    phone = forms.CharField(
        label="Telephone number",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    needs = forms.MultipleChoiceField(
        label="Which of these apply?",
        help_text="Select all that apply",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            Choice("EHCP", "Education, health and care plan"),
            Choice("HEALTH", "Health need", hint="Carers will be asked about training"),
            Choice("NONE", "None of these", divider="or", exclusive=True),
        ],
        error_messages={"required": "Select at least one, or choose none of these"},
    )
    area = forms.ChoiceField(
        label="Area",
        choices=[
            ("", "Choose an area"),
            ("North", [("N1", "Anytown"), ("N2", "Otherton")]),
            ("S", "South"),
        ],
        error_messages={"required": "Choose an area"},
    )
    notes = forms.CharField(
        label="What would make this placement work?",
        help_text="Do not include the child's full name",
        widget=forms.Textarea,
        required=False,
    )
    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )
    plan = forms.FileField(label="Upload a placement plan", required=False)
    agreed = forms.BooleanField(
        label="I have the agreement of a manager to search",
        error_messages={"required": "Confirm you have a manager's agreement"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Fieldset("The child", "reference", Field("children", width=2), size=Size.LARGE),
            "email",
            "needed_by",
            "review_month",
            Field("reply_time", width=10),
            Field("fee", prefix="£", suffix="per week", width=5),
            "kind",
            Field("siblings", inline=True),
            Field("contact", reveals={"PHONE": [Field("phone", show_optional=False, width=20)]}),
            Field("needs", small=True),
            "area",
            Field("notes", rows=4, max_characters=200),
            "password",
            "plan",
            "agreed",
            Submit("submit", "Continue"),
            Button.secondary("later", "Save and come back later"),
            Button.warning("delete", "Delete the draft"),
        )


class ListFilter(forms.Form):
    word = forms.CharField(label="Reference or word", required=False)
    stage = forms.MultipleChoiceField(
        label="Stage",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("NEW", "New"), ("READY", "Ready to search"), ("WAITING", "Waiting for replies")],
    )


@dataclass(frozen=True)
class Shown:
    """A record with a state, such as a status tag takes."""

    status: str
    label: str

    def get_status_display(self) -> str:
        return self.label


@dataclass(frozen=True)
class Reason:
    kind: str
    text: str


@dataclass(frozen=True)
class Stage:
    name: str
    state: str
    when: str
    note: str = ""


@dataclass(frozen=True)
class Entry:
    title: str
    at: dt.datetime
    by: str
    text: str = ""
    url: str = ""


REASONS = [
    Reason("helps", "Cared for 7 sibling groups"),
    Reason("against", "25 minutes from school"),
    Reason("check", "Two dogs: ask about allergies"),
]


def samples() -> dict[str, Any]:
    """The context of the gallery's template."""
    return {
        "form": EveryQuestion(prefix="empty"),
        "wrong_form": EveryQuestion(
            {"email": "nope", "needed_by_day": "31", "needed_by_month": "x", "contact": "PHONE"}, files={}
        ),
        "filter_form": ListFilter(prefix=None),
        "statuses": [
            Shown("DRAFT", "Draft"), Shown("SUBMITTED", "Submitted"), Shown("SEARCHING", "Searching"),
            Shown("PLACED", "Placed"), Shown("OVERDUE", "Overdue"),
        ],
        "reasons": REASONS,
        "stages": STAGES,
        "entries": ENTRIES,
        "comparison": COMPARISON,
        "days": [TODAY + dt.timedelta(days=days) for days in (-3, 0, 1, 5, 40)],
        "today": TODAY,
        "page": Paginator(range(240), 10).page(7),
        "bar_chart": BAR_CHART,
        "line_chart": LINE_CHART,
        "survival_chart": SURVIVAL_CHART,
        "tornado_chart": TORNADO_CHART,
        "interval_chart": INTERVAL_CHART,
        "table": TABLE,
    }  # fmt: skip


STAGES = [
    Stage("Residential home", "done", "January to August 2026", "4 of 4 milestones met"),
    Stage("Specialist fostering", "now", "Since 29 August 2026", "3 of 5 milestones met"),
    Stage(
        "Fostering near home", "next", "Aim: March 2027", "Starts when 2 more milestones are met"
    ),
    Stage("Family and friends", "next", "Aim: September 2027"),
]
ENTRIES = [
    Entry(
        "Carer answered", dt.datetime(2026, 3, 27, 17, 0, tzinfo=dt.UTC), "Amara Okafor",
        "Happy to meet them this week.\nPrefers after 6pm.", "#reply",
    ),
    Entry("37 carers emailed", dt.datetime(2026, 3, 27, 9, 40, tzinfo=dt.UTC), "Priya Shah"),
]  # fmt: skip
COMPARISON = Comparison(
    caption="Four best matches for CH-20418",
    columns=[
        Column(title="Amara Okafor", url="#okafor", score=92, words="strong", name="shortlist", value="1", chosen=True),
        Column(title="Jo and Sam Pritchard", url="#pritchard", score=88, words="strong", name="shortlist", value="2"),
        Column(title="Maureen Doyle", url="#doyle", score=81, words="good", name="shortlist", value="3"),
        Column(title="The Begum family", url="#begum", score=74, words="good", name="shortlist", value="4"),
    ],
    lines=[
        Row("Must-haves", [Cell(reasons=[Reason("helps", "All 5 met")])] * 3
            + [Cell(reasons=[Reason("check", "4 of 5. Check: pets")])]),
        Row("Experience", [Cell(reasons=REASONS), Cell(reasons=REASONS[:1]), Cell(reasons=REASONS[:2]), Cell()]),
        Row("Distance to school", [Cell("4 miles"), Cell("9 miles"), Cell("3 miles"), Cell("14 miles")]),
    ],
)  # fmt: skip
BAR_CHART = BarChart(
    id="endings",
    title="How placements ended, by quarter",
    description="Each quarter about four in five placements ended as planned; 58 of 66 in the latest.",
    series=["As planned", "Early"],
    bars=[
        Bar("April to June", (41, 14)),
        Bar("July to September", (47, 11)),
        Bar("October to December", (58, 8)),
    ],
    label_heading="Quarter",
)
LINE_CHART = LineChart(
    id="survival",
    title="Placements still going",
    description="73% of placements last a year, and 61% of those made in an emergency.",
    x_label="Days since the placement started",
    lines=[
        Line("Planned", [Point(0, 1, 1, 1), Point(90, 0.86, 0.8, 0.9), Point(180, 0.8, 0.73, 0.85),
                         Point(365, 0.73, 0.66, 0.8)]),
        Line("Emergency", [Point(0, 1), Point(60, 0.8), Point(200, 0.7), Point(365, 0.61)]),
    ],
    x_ticks=[(0, "0"), (90, "90"), (180, "180"), (270, "270"), (365, "365")],
)  # fmt: skip
SURVIVAL_CHART = SurvivalChart(
    id="at-risk",
    title="Placements that last, with how many are left",
    description="80% of placements last half a year, and 73% a year.",
    x_label="Time since the placement started",
    lines=[Line("Planned", [Point(0, 1), Point(90, 0.86), Point(183, 0.8), Point(365, 0.73)])],
    x_ticks=[(0, "Start"), (183, "6 months"), (365, "12 months")],
    at_risk=[AtRisk("planned", ["100%", "80%", "73%"], ["120", "74", "31"])],
)
TORNADO_CHART = TornadoChart(
    id="tornado",
    title="The figure with each assumption alone at its ends",
    description="The price of a week matters most: from £30,000 less to £50,000 less.",
    centre=40.0,
    centre_words="£40,000 less",
    turns=[
        Turn("The price of a week", 30.0, 50.0, "£30,000 less", "£50,000 less"),
        Turn("Setting up", 43.0, 37.0, "£43,000 less", "£37,000 less"),
    ],
)
INTERVAL_CHART = IntervalChart(
    id="attributes",
    title="What goes with stays that ended unplanned",
    description="With support planned, stays ended unplanned less often. A pet shows no difference.",
    below="Less often",
    above="More often",
    ratios=[
        Ratio(
            "Support planned before the stay began",
            0.7,
            0.52,
            0.94,
            "Less often unplanned",
            is_sure=True,
        ),
        Ratio("A pet at home", 1.05, 0.8, 1.38, "No evidence"),
    ],
)
TABLE = Table(
    caption="Placements by team",
    headings=[Heading("Team"), Heading("Open", numeric=True), Heading("Longest wait")],
    rows=[["North", 12, "4 days"], ["South", 9, "11 days"]],
)
