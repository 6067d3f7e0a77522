"""Brothers and sisters in more than one home: against every combination, counted one by one."""

from itertools import combinations, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.matching import splits
from brokerage.matching.geometry import miles_between
from brokerage.matching.ranking import rank
from tests.matching.homes import child, columns, household, need, request, stay
from tests.matching.populations import examples

IDS = (100, 101, 102, 103)
points = st.tuples(
    st.sampled_from((500_000, 501_609, 504_828, 532_186)), st.sampled_from((200_000, 203_219))
)


def brothers_and_sisters(count=3):
    ids = IDS[:count]
    return tuple(child(i, sibling_ids=tuple(j for j in ids if j != i)) for i in ids)


def group(count=3, **changes):
    return request(children=brothers_and_sisters(count), **changes)


homes = st.lists(
    st.builds(
        lambda places, position, min_age, max_age, carers: {
            "places": places,
            "position": position,
            "min_age": min_age,
            "max_age": max_age,
            "carers": carers,
        },
        st.integers(1, 3),
        st.none() | points,
        st.integers(0, 11),
        st.integers(9, 18),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=5,
)
pairs = st.lists(st.sampled_from(list(combinations(IDS[:3], 2))), max_size=2)


def neighbourhood(given_homes):
    return columns(*(household(n, **home) for n, home in enumerate(given_homes, start=1)))


def partitions(ids):
    """Every way of dividing, by giving each child a number: slow, and obviously all of them."""
    found = set()
    for numbers in product(range(len(ids)), repeat=len(ids)):
        parts = {n: tuple(i for i, m in zip(ids, numbers, strict=True) if m == n) for n in numbers}
        found.add(frozenset(parts.values()))
    return found


def by_brute_force(asked, there, together, apart):
    """For the fewest homes that do: each allowed division with the miles and the fit of its best homes."""
    position = {
        int(key): None if east < 0 else (int(east), int(north))
        for key, east, north in zip(
            there.household_ids, there.eastings, there.northings, strict=True
        )
    }
    for count in range(2, len(asked.children) + 1):
        found = {}
        for division in partitions(asked.child_ids):
            if len(division) != count or not allowed(division, together, apart):
                continue
            parts = sorted(division)
            lists = [
                {
                    item.household_id: item.score
                    for item in rank(asked.for_children(part), there).eligible.ranked()
                }
                for part in parts
            ]
            best = None
            for chosen in permutations(position, count):
                if any(h not in scores for h, scores in zip(chosen, lists, strict=True)):
                    continue
                miles = max(between(position[a], position[b]) for a, b in combinations(chosen, 2))
                fit = sum(
                    len(part) * scores[h]
                    for part, scores, h in zip(parts, lists, chosen, strict=True)
                ) / len(asked.children)
                best = min(best or (miles, -fit), (miles, -fit))
            if best:
                found[frozenset(division)] = best
        if found:
            return found
    return {}


def between(a, b):
    return float("inf") if None in (a, b) else round(miles_between(a, b))


def allowed(division, together, apart):
    part_of = {i: part for part in division for i in part}
    return all(part_of[a] == part_of[b] for a, b in together) and all(
        part_of[a] != part_of[b] for a, b in apart
    )


@given(homes, pairs, pairs)
@examples(150)
def test_the_plans_are_those_that_trying_everything_finds(given_homes, together, apart):
    asked, there = group(), neighbourhood(given_homes)

    found = splits.best_splits(asked, there, together=together, apart=apart)

    expected = by_brute_force(asked, there, together, apart)
    assert {frozenset(p.child_ids for p in plan.parts) for plan in found.plans} == set(expected)
    for plan in found.plans:
        miles, fit = expected[frozenset(part.child_ids for part in plan.parts)]
        assert (float("inf") if plan.furthest is None else round(plan.furthest)) == miles
        assert plan.fit == pytest.approx(-fit)
        assert plan.exact
    order = [expected[frozenset(p.child_ids for p in plan.parts)] for plan in found.plans]
    assert [(m, round(f, 6)) for m, f in order] == sorted((m, round(f, 6)) for m, f in order)


@given(homes, pairs, pairs)
@examples(100)
def test_every_plan_keeps_its_promises(given_homes, together, apart):
    asked, there = group(), neighbourhood(given_homes)

    for plan in splits.best_splits(asked, there, together=together, apart=apart).plans:
        assert sorted(i for part in plan.parts for i in part.child_ids) == list(asked.child_ids)
        assert len({part.household_id for part in plan.parts}) == len(plan.parts) > 1
        assert allowed([part.child_ids for part in plan.parts], together, apart)
        for part in plan.parts:
            alone = rank(asked.for_children(part.child_ids), there)
            assert alone.position(part.household_id) == part.position


@pytest.mark.parametrize(("count", "homes_", "ways"), [(3, 2, 3), (4, 2, 7), (4, 3, 6), (4, 4, 1)])
def test_every_way_of_dividing_comes_once(count, homes_, ways):
    found = list(splits.divisions(IDS[:count], homes_))

    assert len({frozenset(division) for division in found}) == len(found) == ways


def test_two_who_must_stay_together_are_never_divided_only_reported():
    both = group(2)

    found = splits.best_splits(
        both, columns(household(1, places=1), household(2, places=1)), together=[(100, 101)]
    )

    assert (found.together, found.plans, found.none_allowed) == (0, (), True)


def test_the_fostering_limit_is_looked_at_for_each_part_as_it_would_live():
    """Two more beside two strangers would be over the limit, one more is not."""
    others = (stay(200), stay(201))
    there = columns(
        household(1, places=6, stays=others), household(2, places=6, stays=(stay(202), stay(203)))
    )

    (plan,) = splits.best_splits(group(2), there).plans

    assert {part.child_ids for part in plan.parts} == {(100,), (101,)}
    assert splits.best_splits(group(3), there).plans == ()


def test_a_home_that_could_take_either_takes_only_one_of_the_parts():
    assert splits.best_splits(group(2), columns(household(1))).plans == ()


def test_nearer_homes_come_before_a_better_fit_and_fit_decides_within_a_mile():
    autistic = tuple(
        child(i, sibling_ids=(j,), needs=(need("AUT", 3),)) for i, j in ((100, 101), (101, 100))
    )
    new_to_it = {"experience_years": {}, "experience_children": {}, "skills": {}}
    near, next_door = {"position": (500_000, 200_000)}, {"position": (500_300, 200_000)}
    there = columns(
        household(1, **near, places=1),
        household(2, **next_door, places=1, **new_to_it),
        household(3, **next_door, places=1),
        household(4, position=(540_000, 200_000), places=1),
    )

    (plan,) = splits.best_splits(request(children=autistic), there).plans

    assert {part.household_id for part in plan.parts} == {1, 3}
    assert plan.furthest == pytest.approx(0.2)


def test_more_children_than_can_be_looked_through_are_refused():
    seven = tuple(child(i) for i in range(100, 107))

    with pytest.raises(splits.TooManyChildren):
        splits.best_splits(request(children=seven), columns(household(1)))


def test_a_plan_that_left_homes_untried_says_so(monkeypatch):
    monkeypatch.setitem(splits.TRIED, 2, 2)
    there = columns(*(household(n, places=1) for n in range(1, 5)))

    (plan,) = splits.best_splits(group(2), there).plans

    assert not plan.exact
