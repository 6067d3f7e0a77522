"""Unit costs by version, comparisons of recorded moves, and results that keep what they assume."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError

from evaluation.models import PublishedResult, UnitCost, UnitCostVersion
from evaluation.queries import costs as queries
from evaluation.queries.costs_compared import compared
from evaluation.services import costs as services
from evaluation.services.costs_report import make
from evaluation.services.making import Making
from evaluation.value.assumptions import Assumptions
from evaluation.value.kinds import ITEMS, Group
from evaluation.value.prices import Confidence, Price
from placements.models import Placement, SupportItem
from tests.evaluation.costs import DAY, MOVED, ended, step_down
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    SupportItemFactory,
    UnitCostVersionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ALL_COHORT = {
    "came_from": "RESIDENTIAL",
    "went_to": "FAMILY",
    "first_day": "2024-01-01",
    "last_day": TODAY.isoformat(),
}


@pytest.fixture
def authority():
    return AuthorityFactory()


def change(authority, code="HOME", pence=480_000, *, seen=0, **changes):
    given = {"price_year": "2025-26", "source": "Contracts", "is_local": True}
    price = Price(code=code, pence=pence, **given | changes)
    by = UserFactory(authority=authority)
    return services.change_unit_cost(
        authority=authority, price=price, seen=seen, why="Our contracts.", by=by, at=NOON
    )


def report(authority, **asked):
    progress = []
    making = Making(
        authority=authority,
        asked=ALL_COHORT | asked,
        made_on=TODAY,
        progress=lambda done, of: progress.append((done, of)),
    )
    made = make(making)
    assert progress[-1] == (2, 2)
    return made


def every_word(made):
    return " ".join([*made.summary, *(" ".join(line) for line in made.lines())])


def test_before_the_first_version_the_starting_values_count(authority):
    table = queries.table(authority)

    assert (table.number, table.version) == (0, None)
    assert table.prices["HOME"].pence == 610_630


def test_a_change_makes_a_version_with_every_other_row_as_it_was(authority):
    version = change(authority)
    table = queries.table(authority)

    assert (table.version, table.number, version.why) == (version, 1, "Our contracts.")
    assert (table.prices["HOME"].pence, table.prices["HOME"].is_local) == (480_000, True)
    assert table.prices["FOSTER_AGENCY"].pence == 82_000
    assert UnitCost.objects.filter(version=version).count() == len(ITEMS)


def test_each_authority_has_a_table_of_its_own(authority):
    change(authority)

    assert queries.table(AuthorityFactory()).number == 0


def test_a_change_to_a_table_that_somebody_changed_meanwhile_is_refused(authority):
    change(authority)

    with pytest.raises(services.TableChanged):
        change(authority, "P5", 100_000)

    assert UnitCostVersion.objects.count() == 1
    assert change(authority, "P5", 100_000, seen=1).number == 2


def test_a_version_never_changes(authority):
    change(authority)

    with pytest.raises(DatabaseError, match="Cannot update"):
        UnitCost.objects.update(pence=1)


@pytest.mark.parametrize(
    ("row", "truth"),
    [
        ({"pence": 5, "low_pence": 6}, "low_is_not_above_it"),
        ({"pence": 5, "high_pence": 4}, "high_is_not_below_it"),
        ({"pence": 5, "source": ""}, "known_with_its_source_and_year"),
        ({"low_pence": 5}, "known_with_its_source_and_year"),
    ],
)
def test_the_database_refuses_a_row_that_makes_no_sense(row, truth):
    given = {"code": "HOME", "source": "Ours", "price_year": "2024", "confidence": "LOW"}
    with pytest.raises(IntegrityError, match=truth):
        UnitCost.objects.create(version=UnitCostVersionFactory(), is_local=True, **given | row)


def test_two_versions_cannot_have_one_number(authority):
    UnitCostVersionFactory(authority=authority, number=7)

    with pytest.raises(IntegrityError, match="one_of_each_number"):
        UnitCostVersionFactory(authority=authority, number=7)


def test_a_version_without_a_reason_is_refused():
    with pytest.raises(IntegrityError, match="made_for_a_reason"):
        UnitCostVersionFactory(why="")


def test_a_step_down_is_compared_from_what_is_recorded(authority):
    """From the home at £5,000 a week to a family at £1,000; up to today are 40 weeks."""
    child = step_down(authority)
    SupportItemFactory(placement=child.placements.last(), cost_pence=50_000, due_on=MOVED)
    dropped = SupportItemFactory(placement=child.placements.last(), cost_pence=990_000)
    SupportItem.objects.filter(pk=dropped.pk).update(
        status="NOT_NEEDED", reason="No", closed_at=NOON, closed_by=UserFactory()
    )
    (each,) = queries.moves_of_child(child)
    found = compared([each], Assumptions(), queries.table(authority), today=TODAY).figures

    assert (found.days, found.other, found.actual) == (280, 20_000_000, 4_050_000)
    assert found.net == 15_950_000
    assert "5. Finding a subsequent placement" in found.not_costed
    assert found.row("P5").actual == 1


def test_agency_and_specialist_carers_have_unit_costs_of_their_own(authority):
    child = step_down(authority, weekly_cost_pence=None, kind="SPECIALIST")
    (each,) = queries.moves_of_child(child)

    assert each.move.after.kind == "FOSTER_SPECIALIST"
    found = compared([each], Assumptions(), queries.table(authority), today=TODAY)
    assert (found.figures, found.left_out) == (None, {"Foster care, specialist carers": 1})


def test_a_child_who_left_care_is_followed_until_then(authority):
    child = step_down(authority, **ended(MOVED + 70 * DAY, "RETURN_HOME"))
    (each,) = queries.moves_of_child(child)

    assert each.move.days(today=TODAY) == 70
    assert each.move.days(today=TODAY, until=MOVED + 100 * DAY) == 100


def test_a_stay_that_ended_in_nothing_recorded_ends_what_is_known(authority):
    child = step_down(authority, **ended(MOVED + 70 * DAY, "BREAKDOWN", planned=False))
    (each,) = queries.moves_of_child(child)

    assert each.move.days(today=TODAY, until=MOVED + 100 * DAY) == 70


def test_a_cohort_takes_each_child_s_first_such_move_within_the_days(authority):
    step_down(authority)
    ChildFactory(authority=authority)
    seen = type(ChildFactory()).objects.filter(authority=authority)

    def cohort(went_to=Group.FAMILY, first=MOVED, last=MOVED):
        return queries.cohort(
            seen, came_from=Group.RESIDENTIAL, went_to=went_to, first=first, last=last
        )

    assert len(cohort()) == 1
    assert cohort(went_to=Group.SUPPORTED) == []
    assert cohort(first=MOVED + DAY, last=TODAY) == []


def test_what_is_read_does_not_grow_with_the_cohort(authority, django_assert_num_queries):
    for _ in range(3):
        step_down(authority)
    seen = type(ChildFactory()).objects.filter(authority=authority)

    with django_assert_num_queries(6):
        assert len(queries.moves(seen)) == 3


def test_a_published_result_keeps_its_figures_when_prices_change(authority):
    child = step_down(authority)
    moves = queries.moves_of_child(child)
    found = compared(moves, Assumptions(), queries.table(authority), today=TODAY)
    kept = services.publish(
        authority=authority,
        result=services.Result(
            asked=Assumptions().as_text(),
            table=found.table,
            figures=found.figures,
            looked_on=TODAY,
            child=child,
        ),
        title="One child",
        note="To try it.",
        by=UserFactory(authority=authority),
        at=NOON,
    )
    change(authority)

    kept.refresh_from_db()
    assert kept.figures == found.figures.as_json()
    assert type(found.figures).from_json(kept.figures) == found.figures
    with pytest.raises(DatabaseError, match="Cannot update"):
        PublishedResult.objects.update(title="Other")


def test_fewer_than_five_children_are_hidden_in_what_leaves(authority):
    for _ in range(4):
        step_down(authority)

    said = every_word(report(authority))

    assert "Fewer than 5 children moved so: their figures are hidden." in said
    assert "This is not a cash saving" in said
    assert "less" not in said.replace("unless", "")
    assert "20,000" not in said


def test_five_children_are_shown_to_the_thousand_pounds(authority):
    for _ in range(5):
        step_down(authority, weekly_cost_pence=100_100)

    said = every_word(report(authority))

    assert "5 moves are compared" in said
    assert "£1,000,000" in said  # 5 * 40 * £5,000
    assert "£200,000" in said  # 5 * 40 * £1,001 = £200,200


def test_a_process_that_happened_one_to_four_times_cannot_be_worked_out_from_what_leaves(authority):
    """One child moved on once more: six searches would show five children and one."""
    change(authority, "P5", 123_400)
    change(authority, "P4", 777_700, seen=1)
    for number in range(5):
        step_down(authority, **(ended(MOVED + 70 * DAY, "RETURN_HOME") if number == 0 else {}))

    made = report(authority)
    rows = {line[2]: line for line in made.lines() if line[1] == "Both paths, line by line"}

    assert "The eight processes together" in rows
    assert not any(name.startswith(("4.", "5.", "3.")) for name in rows)
    tornado = {
        line[2] for line in made.lines() if line[1].startswith("The figure with each assumption")
    }
    assert tornado == {"The price of the home before, had it gone on"}
    searches = [
        line for line in made.lines() if line[2] == "Searches for a home, beside the other path"
    ]
    assert {line[4] for line in searches} == {"", "Hidden"}


def test_the_count_would_be_shown_were_nothing_small(authority):
    """The control of the test before: with nothing small, each process stands by itself."""
    change(authority, "P5", 123_400)
    for _ in range(5):
        step_down(authority)

    rows = {line[2] for line in report(authority).lines() if line[1] == "Both paths, line by line"}

    assert "5. Finding a subsequent placement" in rows
    assert "The eight processes together" not in rows


def test_a_line_about_one_child_is_hidden_with_the_next_smallest(authority):
    """Five families have a recorded price and one has not: either line less from the total would tell of the one."""
    for number in range(6):
        step_down(authority, weekly_cost_pence=None if number == 0 else 100_000)

    made = report(authority)
    rows = {}
    for line in made.lines():
        if line[1] == "Both paths, line by line":
            rows.setdefault(line[2], set()).add(line[4])

    assert rows["Foster care, the authority's own carers"] == {"Hidden"}
    assert rows["Stays, at the price recorded for each"] == {"Hidden"}
    assert rows["The price of the home before, had it gone on"] == {
        "As recorded",
        "£1,200,000",
        "£0",
    }
    tornado = {
        line[2] for line in made.lines() if line[1].startswith("The figure with each assumption")
    }
    assert tornado == {"The price of the home before, had it gone on"}


def test_a_report_of_nobody_says_so(authority):
    made = report(authority)

    assert made.sections == []
    assert any("nobody moved so" in words for words in made.summary)


def test_a_report_says_what_is_national_and_what_is_not_costed(authority):
    for _ in range(5):
        step_down(authority, weekly_cost_pence=None)

    made = report(authority)
    parts = [part for section in made.sections for part in section.parts]
    words = " ".join(each for part in [*made.sections, *parts] for each in part.paragraphs)

    assert "Foster care, the authority's own carers" in words
    assert "not what this authority pays" in words
    assert "nobody has entered what they cost: " in words
    assert "Nothing is brought from one year's prices to another's" in words


def test_another_authority_s_children_are_in_no_report(authority):
    for _ in range(5):
        step_down(AuthorityFactory())

    assert report(authority).sections == []


def test_a_booked_stay_is_no_move_yet(authority):
    child = step_down(authority)
    Placement.objects.filter(child=child, status="STARTED").update(status="BOOKED")

    assert queries.moves_of_child(child) == []


def test_a_leap_day_s_child_is_sixteen_in_a_leap_year(authority):
    child = step_down(authority, child__birth_date=dt.date(2012, 2, 29))
    (each,) = queries.moves_of_child(child)

    assert each.move.life.sixteenth == dt.date(2028, 2, 29)


def test_confidence_is_kept_as_it_was_entered(authority):
    change(authority, confidence=Confidence.HIGH)

    assert queries.table(authority).prices["HOME"].confidence is Confidence.HIGH
