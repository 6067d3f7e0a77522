"""The report about the desk's work, from the desk's records and from what a manager entered."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from brokerage.models import Answer, QualityCheck, ReferralMove
from evaluation import services
from evaluation.models import DeskStart, EnteredFigure
from evaluation.process.courses import End
from evaluation.queries import process as queries
from evaluation.reporting.numbers import HIDDEN
from evaluation.returns.reading import read_returns
from evaluation.services import process_report
from evaluation.services.making import Making
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import (
    NOON,
    TODAY,
    AnswerFactory,
    AuthorityFactory,
    DeskStartFactory,
    EnteredFigureFactory,
    InvitationFactory,
    ReferralFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
START = NOON - 60 * DAY


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def client(sign_in, authority):
    with time_machine.travel(NOON, tick=False):
        yield sign_in(UserFactory(role=Role.MANAGER, authority=authority))


def a_referral(authority, *moves, at=START):
    """Submitted at a moment, and then moved a day later each time."""
    referral = ReferralFactory(authority=authority)
    for place, status in enumerate(["SUBMITTED", *moves]):
        ReferralMove.objects.create(
            referral=referral, to_status=status, at=at + place * DAY, by=referral.created_by
        )
    return referral


def courses(authority):
    return queries.courses(authority, first=TODAY - 90 * DAY, last=TODAY)


def made(authority):
    steps = []
    report = process_report.make(
        Making(
            authority=authority,
            asked={"first": "2025", "last": "2025"},
            made_on=TODAY,
            progress=lambda done, all_: steps.append((done, all_)),
        )
    )
    assert steps[-1] == (3, 3)
    return report


def rows(report, title):
    parts = {each.title: each for section in report.sections for each in section.parts}
    return [list(row) for row in parts[title].table.rows]


def words(report):
    return " ".join(p for section in report.sections for p in section.paragraphs)


def test_a_course_is_read_from_the_moves(authority):
    a_referral(authority, "RETURNED", "SUBMITTED", "SEARCHING", "WITHDRAWN")

    (found,) = courses(authority)

    assert found.submitted_at == START
    assert found.days_to("SEARCHING") == 3
    assert (found.end, found.returned) == (End.WITHDRAWN, 1)


def test_referrals_of_other_days_and_other_authorities_do_not_count(authority):
    a_referral(authority, at=NOON - 91 * DAY)
    a_referral(authority, at=NOON + DAY)
    a_referral(AuthorityFactory())
    ReferralFactory(authority=authority, status="DRAFT")

    assert courses(authority) == []


def test_the_last_day_lasts_until_midnight_in_london(authority):
    a_referral(authority, at=NOON.replace(hour=23, minute=59))

    assert len(courses(authority)) == 1


def test_offers_answers_and_reasons_are_read_from_rounds(authority):
    referral = a_referral(authority, "SEARCHING", "ASKING")
    round_ = RoundFactory(referral=referral)
    first, second, _ = InvitationFactory.create_batch(3, round=round_)
    AnswerFactory(invitation=first, first_at=NOON + 3 * HOUR)
    AnswerFactory(
        invitation=second,
        choice=Answer.Choice.NOT_NOW,
        reasons=["NO_ROOM", "DATES"],
        first_at=NOON + 2 * HOUR,
    )

    (found,) = courses(authority)

    (asked,) = found.rounds
    assert (asked.invited, asked.answered, found.offers) == (3, 2, 1)
    assert asked.reasons == {"NO_ROOM": 1, "DATES": 1}
    assert asked.first_answer_after == 2 * HOUR


def test_the_score_counts_that_the_referral_had_when_the_desk_took_it(authority):
    referral = a_referral(authority, "SEARCHING")
    for days, score in ((0, 60), (1, 70), (2, 95)):
        QualityCheck.objects.create(
            referral=referral, at=START + days * DAY, by=referral.created_by, score=score
        )

    (found,) = courses(authority)

    assert found.quality == 70


def test_five_statements_whatever_the_number(authority, django_assert_max_num_queries):
    for _ in range(4):
        InvitationFactory(round__referral=a_referral(authority, "SEARCHING", "ASKING"))

    with django_assert_max_num_queries(5):
        courses(authority)


def test_the_report_shows_medians_and_those_that_still_wait(authority):
    for _ in range(6):
        a_referral(authority, "SEARCHING", "ASKING")
    for _ in range(5):
        a_referral(authority, "SEARCHING")

    table = {row[0]: row[1:] for row in rows(made(authority), "Days to each state")}

    assert table["Taken by the desk"] == ["11", "1", "1 to 1", "0", "0", "0", "1"]
    assert table["Carers asked"] == ["6", "2", "2 to 2", "5", "0", "0", "2"]
    assert table["Placed"] == ["0", "None", "None", "11", "0", "0", "Fewer than half got there"]


def test_small_numbers_are_hidden(authority):
    for _ in range(6):
        a_referral(authority, "SEARCHING")
    for _ in range(2):
        a_referral(authority)

    table = {row[0]: row[1:] for row in rows(made(authority), "Days to each state")}

    assert table["Taken by the desk"][0] == HIDDEN
    assert table["Taken by the desk"][3] == HIDDEN


def test_an_empty_desk_has_a_report_that_says_so(authority):
    report = made(authority)

    assert report.summary[0] == "No referral came to the desk in these years."
    assert "Nobody has entered the day on which the desk began" in words(report)
    assert "Nobody has entered how much of social workers' time" in words(report)


def test_before_and_after_stand_side_by_side_with_days_and_sources(authority):
    DeskStartFactory(authority=authority, began_on=TODAY - 90 * DAY)
    EnteredFigureFactory(authority=authority)
    EnteredFigureFactory(authority=AuthorityFactory(), value="99")
    for _ in range(5):
        a_referral(authority, "SEARCHING", "PLACED")
    report = made(authority)

    before, after = rows(report, "Days from referral to placement, median")

    assert before[0].startswith("Before: ")
    assert before[1:] == ["21 days", "Time diary of six social workers"]
    assert after[0] == "After: 1 January 2026 to 2 March 2026"
    assert after[1:] == ["2 days", "The desk's own records"]
    assert "They do not show that the desk made the difference" in words(report)


def test_time_freed_is_the_latest_figure_times_the_referrals(authority):
    EnteredFigureFactory(authority=authority, measure="FREED", value="9")
    EnteredFigureFactory(authority=authority, measure="FREED", value="4.5", ends_on=TODAY)
    for _ in range(10):
        a_referral(authority)

    report = made(authority)

    assert "4.5 hours for each referral, times 10 referrals: about 45 hours" in words(report)
    assert [row[1] for row in rows(report, "Hours freed for each referral")] == ["9", "4.5"]


def a_return(authority, *, children, moved):
    """The return of 2017-2018: so many children, of whom some had three placements in it."""
    rows = []
    for number in range(children):
        days = ["01/05/2017", "01/08/2017", "01/12/2017"] if number < moved else ["01/05/2017"]
        for place, begun in enumerate(days):
            ends = days[place + 1] if place + 1 < len(days) else ""
            rows.append(
                episode(
                    CHILD=f"C{number}",
                    DECOM=begun,
                    DEC=ends,
                    REC="X1" if ends else "",
                    RNE="P" if place else "S",
                    URN=f"SC{place:06}",
                )
            )
    people = [child(CHILD=f"C{number}") for number in range(children)]
    files = [("h.csv", csv_of("Header", *people).encode())]
    files.append(("e.csv", csv_of("Episodes", *rows).encode()))
    (given,) = read_returns(files, today=TODAY)
    services.import_return(authority=authority, given=given, by=None, at=NOON)


@pytest.mark.parametrize(("moved", "value"), [(5, "50%"), (3, HIDDEN)])
def test_indicators_before_come_from_imported_returns(authority, moved, value):
    DeskStartFactory(authority=authority)
    a_return(authority, children=10, moved=moved)

    before, after = rows(made(authority), "Children with 3 or more placements in the year")

    assert before == [
        "Before: 1 April 2017 to 31 March 2018", value, "Statutory return (SSDA903) of 2018",
    ]  # fmt: skip
    assert after == ["After", "Not known", "Nobody entered a figure"]


def test_a_page_leaves_large_returns_to_the_report(client, authority, monkeypatch):
    DeskStartFactory(authority=authority)
    a_return(authority, children=5, moved=0)
    title = "Children with 3 or more placements in the year"
    assert title in get(client, "")

    monkeypatch.setattr(process_report, "EPISODES_AT_ONCE", 4)

    assert title not in get(client, "")
    assert "too large to be worked out while a page is opened" in get(client, "")
    assert rows(made(authority), title)


def get(client, name, *ids):
    return client.get(reverse(f"evaluation:process{name}", args=ids)).content.decode()


def test_the_page_shows_the_report_of_the_years_asked_for(client, authority):
    for _ in range(5):
        a_referral(authority, "SEARCHING")

    assert "5 referrals came to the desk" in get(client, "")
    asked = client.get(reverse("evaluation:process"), {"first": "2023", "last": "2023"})
    assert "No referral came to the desk" in asked.content.decode()
    wrong = client.get(reverse("evaluation:process"), {"first": "2025", "last": "2023"})
    assert "The last year must not be before the first" in wrong.content.decode()


def test_a_managers_page_has_the_exact_numbers_that_a_report_hides(client, sign_in, authority):
    for _ in range(6):
        a_referral(authority, "SEARCHING")
    for _ in range(2):
        a_referral(authority)
    officer = sign_in(UserFactory(role=Role.REVIEWING_OFFICER, authority=authority))

    shown = {row[0]: row[1] for row in rows(page_report(client), "Days to each state")}
    hidden = {row[0]: row[1] for row in rows(page_report(officer), "Days to each state")}

    assert shown["Taken by the desk"] == "6"
    assert hidden["Taken by the desk"] == HIDDEN
    assert "These are the exact numbers" in get(client, "")


def page_report(client):
    return client.get(reverse("evaluation:process")).context["report"]


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_a_manager_enters_when_the_desk_began(client, authority):
    sent = day("began_on", TODAY) | {"source": "Cabinet paper 12"}

    page = client.post(reverse("evaluation:process-start"), sent, follow=True)

    assert "2 March 2026 (Cabinet paper 12)" in page.content.decode()
    client.post(reverse("evaluation:process-start"), sent | day("began_on", TODAY - DAY))
    assert DeskStart.objects.get(authority=authority).began_on == TODAY - DAY


def test_a_manager_enters_a_figure_and_takes_it_out(client):
    sent = day("starts_on", TODAY - 9 * DAY) | day("ends_on", TODAY)
    sent |= {"measure": "HOURS", "value": "6.5", "source": "A diary"}

    page = client.post(reverse("evaluation:process-figure-add"), sent, follow=True)

    assert "6.5 hours" in page.content.decode()
    figure = EnteredFigure.objects.get()
    client.post(reverse("evaluation:process-figure-remove", args=[figure.public_id]))
    assert not EnteredFigure.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (day("ends_on", TODAY + DAY), "The last day must be today or in the past"),
        (day("ends_on", TODAY - 10 * DAY), "The last day must not be before the first"),
        ({"measure": "LTS", "value": "101"}, "A share must be 100 or less"),
        ({"source": ""}, "Enter who counted it"),
        ({"value": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(client, wrong, said):
    sent = day("starts_on", TODAY - 9 * DAY) | day("ends_on", TODAY)
    sent |= {"measure": "HOURS", "value": "6.5", "source": "A diary"} | wrong

    page = client.post(reverse("evaluation:process-figure-add"), sent)

    assert said in page.content.decode()
    assert not EnteredFigure.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"value": "-1"}, "evaluation_enteredfigure_not_below_nought"),
        ({"ends_on": dt.date(2000, 1, 1)}, "evaluation_enteredfigure_ends_after_it_starts"),
        ({"source": ""}, "evaluation_enteredfigure_has_a_source"),
    ],
)
def test_the_database_refuses_a_figure_that_cannot_be(wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EnteredFigureFactory(**wrong)


def test_the_database_refuses_a_start_without_a_source():
    with (
        pytest.raises(IntegrityError, match="evaluation_deskstart_has_a_source"),
        transaction.atomic(),
    ):
        DeskStartFactory(source="")


def test_a_reviewing_officer_reads_the_report_and_enters_nothing(sign_in, authority):
    officer = sign_in(UserFactory(role=Role.REVIEWING_OFFICER, authority=authority))

    assert officer.get(reverse("evaluation:process")).status_code == 200
    assert "Enter when the desk began" not in get(officer, "")
    assert officer.get(reverse("evaluation:process-figures")).status_code == 403
