"""The plan for the whole desk: the best there is, by trying everything; never below one after another; and sound."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brokerage.matching.allocation import candidates, planning, record, scarcity
from brokerage.matching.allocation.greedy import ORDERS, one_by_one
from brokerage.matching.allocation.planning import plan_desk
from brokerage.matching.allocation.problem import (
    Assignment,
    Forbid,
    Group,
    Home,
    Keep,
    LocksClash,
    Mover,
    Part,
    Problem,
    Stay,
)
from brokerage.matching.allocation.value import children_placed, worth
from brokerage.matching.allocation_check import problems_with

DAY, NEVER = 740_000, 2**31 - 1
BORN = 736_000


def part(*child_ids, homes, siblings=(), births=None, **conditions):
    """``homes`` are scores by home."""
    everybody = {*child_ids, *siblings}
    ranked = sorted(homes, key=lambda home: (-homes[home], home))
    return Part(
        tuple(
            Mover(child, (births or {}).get(child, BORN), frozenset(everybody - {child}))
            for child in child_ids
        ),
        np.array(ranked, np.int64),
        np.array([float(homes[home]) for home in ranked]),
        **conditions,
    )


def group(key, together, *splits, weight=1, starts=DAY, ends=NEVER):
    return Group(key, weight, key, starts, ends, ((together,), *splits))


def one(key, homes, *, weight=1, starts=DAY, ends=NEVER, **conditions):
    """A referral for one child, whose number is a hundred times its own."""
    return group(
        key, part(key * 100, homes=homes, **conditions), weight=weight, starts=starts, ends=ends
    )


def desk(*groups, places=1, homes=None, **locks):
    named = {h for g in groups for way in g.ways for p in way for h in p.home_ids.tolist()}
    known = {home: Home(home, places) for home in named} | (homes or {})
    return Problem(tuple(groups), known, **locks)


def homes_of(problem, **how):
    planned = plan_desk(problem, **how)
    assert planned.proved
    return {key: assignment.homes for key, assignment in planned.plan.items()}


def test_the_only_home_of_a_child_is_kept_for_that_child():
    planned = plan_desk(desk(one(1, {10: 90, 11: 85}, weight=3), one(2, {10: 60})))

    assert {key: each.homes for key, each in planned.plan.items()} == {1: (11,), 2: (10,)}
    assert list(planned.baselines["urgency"]) == [1]
    assert planned.proved
    assert planned.gap == 0


def test_places_hold_on_every_day_on_which_stays_overlap():
    after = {"starts": DAY + 30}
    first = one(1, {10: 90}, ends=DAY + 30)
    assert set(homes_of(desk(first, one(2, {10: 80}, **after)))) == {1, 2}
    first = one(1, {10: 90}, ends=DAY + 31)
    assert set(homes_of(desk(first, one(2, {10: 80}, **after)))) == {1}


def test_a_booked_stay_that_begins_later_takes_its_place():
    booked = Home(10, 2, (Stay(7, 0, DAY + 10, NEVER),))
    both = one(1, {10: 90}), one(2, {10: 80})
    assert len(homes_of(desk(*both, homes={10: booked}))) == 1
    short = [one(key, {10: 80}, ends=DAY + 10) for key in (1, 2)]
    assert len(homes_of(desk(*short, homes={10: booked}))) == 2


def test_unrecorded_places_are_for_one_referral_at_a_time():
    assert len(homes_of(desk(one(1, {10: 90}), one(2, {10: 80}), places=-1))) == 1


def test_the_usual_limit_counts_those_who_arrive_together():
    four = [one(key, {10: 50 + key}) for key in range(1, 5)]
    assert len(homes_of(desk(*four, places=5))) == 3


def test_an_exemption_lifts_the_limit_only_for_whom_it_names():
    exempt = {"most_children": {10: 4}}
    some = [one(key, {10: 50}, **(exempt if key < 4 else {})) for key in range(1, 5)]
    assert len(homes_of(desk(*some, places=5))) == 3
    everybody = [one(key, {10: 50}, **exempt) for key in range(1, 5)]
    assert len(homes_of(desk(*everybody, places=5))) == 4


def test_siblings_of_two_referrals_may_be_more_than_three_together():
    ids = (101, 102, 201, 202)
    pairs = [
        group(key, part(*mine, homes={10: 70}, siblings=ids))
        for key, mine in ((1, ids[:2]), (2, ids[2:]))
    ]
    assert len(homes_of(desk(*pairs, places=4))) == 2
    strangers = [
        group(key, part(*mine, homes={10: 70})) for key, mine in ((1, ids[:2]), (2, ids[2:]))
    ]
    assert len(homes_of(desk(*strangers, places=4))) == 1


@pytest.mark.parametrize(
    "conditions",
    [
        {"alone": True},
        {"excluded_child_ids": frozenset({200})},
        {"others_born_by": BORN - 1},
        {"others_born_from": BORN + 1},
    ],
    ids=["only child", "excluded", "youngest", "oldest"],
)
@pytest.mark.parametrize("first", [True, False])
def test_children_who_must_not_share_a_home_do_not(conditions, first):
    keys = (1, 2) if first else (3, 2)
    picky, other = one(keys[0], {10: 90}, **conditions), one(keys[1], {10: 80})
    assert len(homes_of(desk(picky, other, places=3))) == 1
    later = one(keys[0], {10: 90}, starts=DAY + 50, **conditions)
    assert len(homes_of(desk(later, one(keys[1], {10: 80}, ends=DAY + 50), places=3))) == 2


def siblings(*, together, apart, key=5):
    whole = part(501, 502, homes=together)
    return group(
        key, whole, tuple(part(child, homes=apart, siblings=(501, 502)) for child in (501, 502))
    )


def test_a_split_is_not_even_offered_where_one_home_takes_all():
    with pytest.raises(ValueError, match="not to be parted"):
        siblings(together={10: 20}, apart={11: 99, 12: 99})


def test_siblings_are_parted_only_where_that_is_allowed_and_into_two_homes():
    parted = siblings(together={}, apart={11: 90, 12: 60})
    assert sorted(homes_of(desk(parted, places=2))[5]) == [11, 12]
    assert homes_of(desk(siblings(together={}, apart={11: 90}), places=2)) == {}
    assert homes_of(desk(group(5, part(501, 502, homes={})), places=2)) == {}


def test_children_who_can_be_placed_without_parting_anybody_come_first():
    pair = siblings(together={}, apart={11: 60, 12: 60})
    assert homes_of(desk(pair, one(6, {11: 60}), one(7, {12: 60}))) == {6: (11,), 7: (12,)}
    assert sorted(homes_of(desk(pair, one(6, {11: 60})))) == [5]


def test_what_is_fixed_stays_and_what_is_refused_does_not_come_back():
    groups = one(1, {10: 90, 11: 85}), one(2, {10: 60, 11: 50})
    kept = Keep(2, ((frozenset({200}), 11),))
    assert homes_of(desk(*groups)) == {1: (11,), 2: (10,)}
    assert homes_of(desk(*groups, keeps=(kept,)))[2] == (11,)
    assert homes_of(desk(*groups, forbids=(Forbid(1, 10), Forbid(2, 10)))).keys() == {1}


def test_a_child_whose_home_is_fixed_keeps_it_even_at_the_cost_of_another():
    groups = one(1, {10: 90, 11: 85}), one(2, {10: 60})
    assert homes_of(desk(*groups, keeps=(Keep(1, ((frozenset({100}), 10),)),))) == {1: (10,)}


@pytest.mark.parametrize(
    "keeps",
    [
        (Keep(1, ((frozenset({100}), 99),)),),
        (Keep(1, ((frozenset({100}), 10),)), Keep(2, ((frozenset({200}), 10),))),
        (Keep(1, ((frozenset({100}), 10),)), Keep(1, ((frozenset({100}), 11),))),
    ],
    ids=["not on the list", "two in one place", "two homes"],
)
def test_fixed_choices_that_cannot_be_are_said_to_clash(keeps):
    with pytest.raises(LocksClash):
        plan_desk(desk(one(1, {10: 90, 11: 80}), one(2, {10: 80}), keeps=keeps))


def test_a_scarce_home_is_left_free_when_another_is_nearly_as_good():
    common = dict.fromkeys(range(20, 40), 50)
    child = one(1, common | {10: 52})
    rare = Home(10, 1, hold_back=10.0)
    assert homes_of(desk(child))[1] == (10,)
    assert homes_of(desk(child, homes={10: rare}))[1] != (10,)


def test_claims_are_spread_over_each_list():
    claimed = scarcity.claims([one(1, {10: 1, 11: 1}), one(2, {10: 1})])
    assert claimed == {10: 1.5, 11: 0.5}


def test_nobody_waiting_is_an_empty_plan():
    planned = plan_desk(desk())
    assert (planned.plan, planned.worth, planned.proved) == ({}, 0, True)


def test_a_plan_that_the_clock_cut_short_is_no_worse_than_one_after_another():
    groups = [one(key, {h: (key * 7 + h * 13) % 90 for h in range(10, 40)}) for key in range(1, 30)]
    planned = plan_desk(desk(*groups), time_limit=0.0)

    assert planned.worth >= max(
        worth(desk(*groups), plan) / 100 for plan in planned.baselines.values()
    )
    assert planned.bound >= planned.worth
    assert planned.proved is (planned.gap == 0)


def test_one_more_place_in_a_contested_home_is_worth_a_child():
    planned = plan_desk(desk(one(1, {10: 50}), one(2, {10: 50})))
    assert planned.place_worth[10] == pytest.approx(170, abs=0.1)


def test_a_plan_that_breaks_a_rule_is_never_returned(monkeypatch):
    monkeypatch.setattr(planning, "problems_with", lambda *_: ["Home 1: too many."])
    with pytest.raises(planning.PlanNotSound, match="too many"):
        plan_desk(desk(one(1, {10: 90})))


WRONG = {
    "a home off the list": {1: Assignment(1, 0, (99,))},
    "a way that is not open": {1: Assignment(1, 4, (10,))},
    "half a split": {5: Assignment(5, 1, (11,))},
    "a split into one home": {5: Assignment(5, 1, (11, 11))},
    "nobody's referral": {77: Assignment(77, 0, (10,))},
    "too many in one home": {1: Assignment(1, 0, (10,)), 2: Assignment(2, 0, (10,))},
}


@pytest.mark.parametrize("plan", WRONG.values(), ids=WRONG.keys())
def test_the_checker_sees_what_is_wrong(plan):
    known = {99: Home(99, 1)}
    problem = desk(
        one(1, {10: 9}), one(2, {10: 8}), siblings(together={}, apart={11: 9, 12: 8}), homes=known
    )
    assert problems_with(problem, plan)
    assert not problems_with(problem, {1: Assignment(1, 0, (10,))})


@st.composite
def desks(draw):
    """Small enough to try every plan: up to four referrals, three homes, every kind of rule between them."""
    homes = draw(st.integers(1, 3))
    known = {}
    for home in range(10, 10 + homes):
        stays = tuple(
            Stay(
                9000 + home,
                draw(st.integers(0, 1)),
                DAY - 5,
                draw(st.sampled_from([DAY + 1, NEVER])),
            )
            for _ in range(draw(st.integers(0, 1)))
        )
        known[home] = Home(home, draw(st.integers(-1, 5)), stays, float(draw(st.integers(0, 10))))
    groups = [draw(groups_among(key, known)) for key in range(1, 1 + draw(st.integers(1, 4)))]
    return Problem(tuple(groups), known)


@st.composite
def groups_among(draw, key, known):
    ids = tuple(key * 100 + number for number in range(draw(st.integers(1, 3))))
    starts = DAY + draw(st.integers(0, 2))
    ends = draw(st.sampled_from([starts + 1, starts + 2, NEVER]))
    linked = draw(st.sampled_from([(), (100, 200), (100, 101, 200, 201)]))

    may_split = len(ids) > 1 and draw(st.booleans())

    def some(*mine):
        others = {*ids, *(linked if set(mine) & set(linked) else ())}
        fits = {
            home: draw(st.integers(0, 100))
            for home, each in known.items()
            if not (may_split and mine == ids)
            and draw(st.booleans())
            and len(mine) + len(each.stays) <= (each.places if each.places >= 0 else 9)
            and len(mine) + len(each.stays) <= 3
        }
        return part(
            *mine,
            homes=fits,
            siblings=others,
            births={child: BORN + draw(st.integers(-3, 3)) for child in mine},
            alone=draw(st.integers(0, 9)) == 0,
            others_born_by=draw(st.sampled_from([None, None, None, BORN])),
            others_born_from=draw(st.sampled_from([None, None, None, BORN])),
            excluded_child_ids=frozenset(draw(st.sampled_from([(), (), (100,), (200, 300)])))
            - set(ids),
            most_children={home: 4 for home in fits if draw(st.integers(0, 4)) == 0},
        )

    splits = [(some(ids[0]), some(*ids[1:]))] if may_split else []
    return group(key, some(*ids), *splits, weight=draw(st.integers(1, 3)), starts=starts, ends=ends)


def every_plan(problem):
    choices = []
    for each in problem.groups:
        mine = [None]
        for way, parts in enumerate(each.ways):
            homes = product(*(p.home_ids.tolist() for p in parts))
            mine.extend(Assignment(each.key, way, chosen) for chosen in homes)
        choices.append(mine)
    for chosen in product(*choices):
        plan = {each.key: each for each in chosen if each}
        if not problems_with(problem, plan):
            yield plan


@given(problem=desks())
@settings(max_examples=150, deadline=None)
def test_no_plan_of_all_that_there_are_is_worth_more(problem):
    best = max(worth(problem, plan) for plan in every_plan(problem))
    planned = plan_desk(problem)

    assert planned.proved
    assert round(planned.worth * 100) == best
    assert all(worth(problem, plan) <= best for plan in planned.baselines.values())
    assert not problems_with(problem, planned.plan)


@given(problem=desks(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_pruning_changes_the_plan(problem, data):
    planned = plan_desk(problem)
    turned = Problem(tuple(data.draw(st.permutations(problem.groups))), problem.homes)

    assert plan_desk(turned).plan == planned.plan
    assert plan_desk(problem, prune=False).plan == planned.plan


@st.composite
def crowds(draw):
    """Many homes a group, so that pruning leaves something out."""
    count, homes = draw(st.integers(2, 6)), draw(st.integers(15, 40))
    seed = draw(st.integers(0, 2**32))
    random = np.random.default_rng(seed)
    known = {home: Home(home, int(random.integers(1, 4))) for home in range(10, 10 + homes)}
    groups = [
        one(
            key,
            {h: int(random.integers(0, 101)) for h in known if random.random() < 0.8},
            alone=bool(random.random() < 0.2),
            others_born_by=BORN if random.random() < 0.2 else None,
        )
        for key in range(1, count + 1)
    ]
    return Problem(tuple(groups), scarcity.with_hold_back(known, groups))


@given(problem=crowds())
@settings(max_examples=30, deadline=None)
def test_pruning_leaves_out_much_and_loses_nothing(problem):
    pruned, whole = plan_desk(problem), plan_desk(problem, prune=False)

    assert pruned.candidates < whole.candidates
    assert (pruned.worth, pruned.plan) == (whole.worth, whole.plan)
    assert children_placed(problem, pruned.plan) == problem.children


@given(problem=desks())
@settings(max_examples=40, deadline=None)
def test_what_a_person_keeps_of_a_plan_stays_when_planned_again(problem):
    planned = plan_desk(problem)
    for key in planned.plan:
        keep = candidates.locked_by_hand(planned.plan, problem, key)
        again = plan_desk(Problem(problem.groups, problem.homes, keeps=(keep,)))
        assert again.plan == planned.plan


@pytest.mark.parametrize("order", ORDERS)
def test_one_after_another_follows_its_order(order):
    urgent, early = one(2, {10: 50}, weight=3), one(1, {10: 60})
    scarce = one(3, {11: 10})
    found = one_by_one(desk(urgent, early, scarce, one(4, {11: 90, 12: 1})), order)
    assert (2 in found) is (order in ("urgency", "scarcest"))
    assert found[3].homes == (11,)


@given(problem=desks())
@settings(max_examples=20, deadline=None)
def test_a_kept_problem_is_read_back_exactly_and_gives_the_same_plan(problem):
    kept = record.to_bytes(problem)
    again = record.from_bytes(kept)

    assert record.to_bytes(again) == kept
    assert record.digest(again) == record.digest(problem)
    assert plan_desk(again).plan == plan_desk(problem).plan


def test_a_record_of_another_version_is_refused():
    with pytest.raises(ValueError, match="another version"):
        record.from_record(record.to_record(desk()) | {"schema": 0})


@given(best=st.integers(0, 100), worst=st.integers(0, 100), held=st.integers(0, 10))
@settings(max_examples=30, deadline=None)
def test_two_children_with_homes_are_never_worth_less_than_one(best, worst, held):
    rare = {10: Home(10, 2), 11: Home(11, 2, hold_back=float(held))}
    three = one(1, {10: best}), one(2, {11: worst}), one(3, {11: worst})
    problem = desk(*three, homes=rare)
    both = {key: Assignment(key, 0, (11,)) for key in (2, 3)}
    assert worth(problem, both) >= worth(problem, {1: Assignment(1, 0, (10,))})
