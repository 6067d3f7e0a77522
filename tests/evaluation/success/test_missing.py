"""Which rules stood in the way, and which kinds of carer would have been a home."""

from evaluation.success.missing import (
    Referral,
    asked_for,
    blockers,
    cover,
    districts,
    short,
    smallest,
)


def referral(key, *children, district="E1", homes=0, failed=()):
    return Referral(
        key=key,
        children=frozenset(children or (key,)),
        district=district,
        homes=homes,
        failed=[frozenset(each.split()) for each in failed],
    )


def test_a_referral_is_short_below_what_is_wanted_and_only_where_a_district_is_known():
    ones = [referral(1, homes=2), referral(2, homes=3), referral(3, district="")]

    assert [each.key for each in short(ones, wanted=3)] == [1]
    assert short(ones, wanted=1) == []


def test_only_the_smallest_sets_of_rules_stood_in_the_way():
    failed = [frozenset(each.split()) for each in ("A", "A B", "B C", "B C D", "E F G", "E F G H")]

    assert [sorted(each) for each in smallest(failed)] == [["A"], ["B", "C"], ["E", "F", "G"]]


def test_four_rules_at_once_are_another_home_altogether():
    assert smallest([frozenset("ABCD")]) == []


def test_a_blocker_counts_referrals_and_each_child_once():
    ones = [
        referral(1, 11, 12, failed=["SKL-1", "APR-2 PLC-1"]),
        referral(2, 12, failed=["SKL-1", "SKL-1 PLC-1"]),
        referral(3, 13, failed=["APR-2 PLC-1"]),
    ]

    first, second = blockers(ones)

    assert (first.rules, first.referrals) == ({"APR-2", "PLC-1"}, {1, 3}) or (
        first.rules,
        first.referrals,
    ) == ({"SKL-1"}, {1, 2})
    assert {len(first.children), len(second.children)} == {2, 3}
    assert (first.children, second.children) == ({11, 12, 13}, {11, 12})


def test_the_next_kind_is_the_one_that_gives_most_children_a_home_who_have_none():
    ones = [referral(key) for key in range(1, 7)]
    suits = {"wide": {1, 2, 3, 4}, "same": {1, 2, 3}, "other": {4, 5}, "rest": {6}}

    found = cover(ones, suits)

    assert [each.kind for each in found] == ["wide", "other", "rest"]
    assert [sorted(each.first) for each in found] == [[1, 2, 3, 4], [5], [6]]
    assert sorted(found[1].children) == [4, 5]


def test_a_child_of_two_referrals_gets_one_home():
    ones = [referral(1, 11), referral(2, 11), referral(3, 12)]

    found = cover(ones, {"a": {1, 2}, "b": {2, 3}})

    assert [(each.kind, sorted(each.first)) for each in found] == [("b", [11, 12])]


def test_the_order_in_which_kinds_are_given_is_nothing():
    ones = [referral(key) for key in range(1, 5)]
    suits = {"a": {1, 2}, "b": {3, 4}, "c": {2, 3}}

    assert cover(ones, suits) == cover(ones[::-1], dict(reversed(suits.items())))


def test_districts_are_in_the_order_of_children_without_enough_homes():
    ones = [
        referral(1, district="E1", homes=9),
        referral(2, 21, 22, district="E2"),
        referral(3, 21, district="E2"),
        referral(4, district=""),
    ]
    found = districts(ones, wanted=1)

    assert [each.code for each in found] == ["E2", "", "E1"]
    assert (len(found[0].referrals), len(found[0].short), found[0].short_children) == (
        2,
        2,
        {21, 22},
    )


def test_each_thing_that_was_asked_for_counts_on_its_own():
    ones = [referral(1, homes=5), referral(2), referral(3)]
    things = {1: ["Skill: tube feeding"], 2: ["Skill: tube feeding", "Ages 5 to 9"], 3: []}

    found = asked_for(ones, things, wanted=3)

    assert [(each.thing, each.referrals, each.short) for each in found] == [
        ("Skill: tube feeding", {1, 2}, {2}),
        ("Ages 5 to 9", {2}, {2}),
    ]
