"""Groups of children compared, against figures worked out by hand and a second way."""

from statistics import fmean

import pytest

from evaluation.evidence.cases import NOT_RECORDED, Characteristic, ChildSearched
from evaluation.evidence.fairness import Finding, fairness
from evaluation.evidence.intervals import difference_of_means


def child(sex="Female", *, eligible=20, considered=100, apr=0.1, top=None, placed=False, rank=None):
    groups = dict.fromkeys(Characteristic, "All") | {Characteristic.SEX: sex}
    return ChildSearched(
        groups=groups,
        considered=considered,
        eligible=eligible,
        failing={"APR-1": apr, "SVC-1": 0.0},
        top=top or {},
        known=0.8,
        was_placed=placed,
        chosen_rank=rank,
    )


def compared(children, characteristic=Characteristic.SEX):
    found = fairness(characteristic, children, ["APR-1", "SVC-1"], ["SKILLS"])
    cells = {(c.measure.code, c.group): c for group in found.comparisons.values() for c in group}
    return found, cells


def test_means_and_differences_are_those_of_the_values():
    girls = [child(eligible=20 + place) for place in range(10)]
    boys = [child("Male", eligible=40 + 2 * place) for place in range(10)]
    _, cells = compared([*girls, *boys])
    cell = cells["ELIGIBLE", "Female"]

    assert cell.mean == 24.5
    assert cell.others == 49
    expected = difference_of_means(
        [20 + place for place in range(10)],
        [40 + 2 * place for place in range(10)],
        level=1 - 0.05 / 8,  # four measures of two groups
    )
    assert cell.difference == expected
    assert cell.finding is Finding.LOWER
    assert cells["ELIGIBLE", "Male"].finding is Finding.HIGHER


def test_the_same_everywhere_is_no_difference():
    _, cells = compared([child() for _ in range(6)] + [child("Male") for _ in range(6)])

    assert cells["APR-1", "Female"].finding is Finding.NONE_SHOWN
    assert cells["APR-1", "Female"].difference.holds(0)


def test_a_group_under_five_is_hidden_and_takes_another_with_it():
    children = [child() for _ in range(9)] + [child("Male") for _ in range(3)]
    found, cells = compared(children)

    assert {group.name: group.children for group in found.groups} == {"Female": None, "Male": None}
    assert cells == {}


def test_children_without_an_answer_are_counted_and_not_compared():
    children = [child() for _ in range(9)] + [child("Male") for _ in range(8)]
    children += [child(NOT_RECORDED, eligible=99) for _ in range(7)]
    found, cells = compared(children)

    assert found.groups[-1].name == NOT_RECORDED
    assert found.groups[-1].children == 7
    assert cells["ELIGIBLE", "Female"].others == 20
    assert NOT_RECORDED not in {group for _, group in cells}


def test_a_rule_that_ruled_nobody_out_is_left_out_and_named():
    found, cells = compared([child() for _ in range(9)] + [child("Male") for _ in range(8)])

    assert list(found.unheard) == ["SVC-1"]
    assert ("SVC-1", "Female") not in cells


def test_a_factor_is_compared_among_those_it_applied_to():
    girls = [child(top={"SKILLS": 0.2 + place / 50}) for place in range(6)] + [child()] * 4
    boys = [child("Male", top={"SKILLS": 0.5 + place / 50}) for place in range(6)]
    _, cells = compared([*girls, *boys])

    assert cells["SKILLS", "Female"].mean == pytest.approx(
        fmean(0.2 + place / 50 for place in range(6))
    )
    assert cells["SKILLS", "Female"].finding is Finding.LOWER


def test_a_factor_that_applied_to_few_says_nothing():
    girls = [child(top={"SKILLS": 0.2})] * 4 + [child()] * 6
    boys = [child("Male", top={"SKILLS": 0.5})] * 9

    _, cells = compared([*girls, *boys])

    assert cells["SKILLS", "Female"].finding is Finding.TOO_FEW
    assert cells["SKILLS", "Female"].mean is None


def test_the_share_placed_high_is_hidden_where_few_were_not():
    girls = [child(placed=True, rank=1)] * 8 + [child(placed=True, rank=30)] * 2
    boys = [child("Male", placed=True, rank=1)] * 6 + [child("Male", placed=True, rank=None)] * 6

    _, cells = compared([*girls, *boys])

    assert cells["TOP_5", "Female"].finding is Finding.TOO_FEW


def test_the_share_placed_high_counts_those_ruled_out_as_not():
    girls = [child(placed=True, rank=1)] * 8 + [child(placed=True, rank=30)] * 8
    boys = [child("Male", placed=True, rank=5)] * 6 + [child("Male", placed=True)] * 6

    _, cells = compared([*girls, *boys, *[child()] * 9])

    assert cells["TOP_5", "Female"].mean == 0.5
    assert cells["TOP_5", "Male"].mean == 0.5
    assert cells["TOP_5", "Male"].finding is Finding.NONE_SHOWN


def test_ages_are_shown_from_the_youngest():
    children = []
    for age in ("5 to 9", "16 and over", "Under 5", "10 to 15"):
        for _ in range(5):
            one = child()
            children.append(
                ChildSearched(
                    **{
                        name: getattr(one, name)
                        for name in ChildSearched.__slots__
                        if name != "groups"
                    },
                    groups=dict(one.groups) | {Characteristic.AGE: age},
                )
            )
    found, _ = compared(children, Characteristic.AGE)

    assert [group.name for group in found.groups] == [
        "Under 5",
        "5 to 9",
        "10 to 15",
        "16 and over",
    ]
