"""From rankings to a plan: what of each search goes into it, and which carers are missing."""

import numpy as np
import pytest

from brokerage.matching.allocation.desk import Waiting, group_of, problem_of, splits
from brokerage.matching.allocation.planning import plan_desk
from brokerage.matching.allocation.problem import UNKNOWN_PLACES
from brokerage.matching.allocation.reasons import Reasons, Told
from brokerage.matching.allocation.recruitment import brief, kind_for
from brokerage.matching.profiles import Condition, Exclusions, Exemption, Wanted
from brokerage.matching.ranking import rank
from tests.matching.homes import child as a_child
from tests.matching.homes import columns as these
from tests.matching.homes import household as home
from tests.matching.homes import request as search


def waiting(key, request, columns, **links):
    return Waiting(key=key, weight=1, arrived=key, request=request, columns=columns, **links)


def one(key, **asked):
    return search(children=(a_child(child_id=key * 100),), **asked)


def test_a_group_has_the_homes_and_scores_of_its_ranking_in_order():
    columns = these(home(1), home(2, max_age=3), home(3))
    request = one(1)
    part = group_of(waiting(1, request, columns)).together
    ranking = rank(request, columns)
    assert part.home_ids.tolist() == ranking.eligible.household_ids.tolist()
    assert np.allclose(part.scores, ranking.eligible.scores, atol=0.005)


def test_what_is_asked_of_other_children_goes_with_the_group():
    born = a_child(child_id=100).birth_date
    request = one(
        1,
        conditions=(
            Condition("YOUNGEST", 2),
            Condition("OLDEST", 3),
            Condition("ONLY", essential=False),
        ),
        exclusions=Exclusions(child_ids=(200,)),
        exemptions=(Exemption(1, 100, 5), Exemption(2, 999, 5)),
    )
    part = group_of(waiting(1, request, these(home(1)))).together
    assert part.others_born_by == born.replace(year=born.year - 2).toordinal()
    assert part.others_born_from == born.replace(year=born.year + 3).toordinal()
    assert (part.alone, part.excluded_child_ids, dict(part.most_children)) == (False, {200}, {1: 5})
    alone = one(1, conditions=(Condition("ONLYFOST"),))
    assert group_of(waiting(1, alone, these(home(1)))).together.alone


def test_a_split_is_offered_only_where_no_home_takes_all_and_nobody_is_torn_apart():
    pair = tuple(a_child(child_id=each) for each in (101, 102))
    request = search(children=pair)
    roomy, small = these(home(1, places=3)), these(home(1, places=1), home(2, places=1))
    both = frozenset({frozenset({101, 102})})
    assert len(group_of(waiting(1, request, roomy)).ways) == 1
    assert len(group_of(waiting(1, request, small)).ways) == 2
    assert len(group_of(waiting(1, request, small, essential=both)).ways) == 1


def test_those_who_must_live_apart_are_not_offered_one_home():
    pair = tuple(a_child(child_id=each) for each in (101, 102))
    apart = frozenset({frozenset({101, 102})})
    group = group_of(waiting(1, search(children=pair), these(home(1, places=3)), apart=apart))
    assert len(group.together.home_ids) == 0
    assert len(group.ways) == 2


@pytest.mark.parametrize(("count", "ways"), [(1, 0), (2, 1), (3, 3), (4, 7), (5, 15), (6, 0)])
def test_every_way_into_two_homes_is_found_once(count, ways):
    children = tuple(a_child(child_id=each) for each in range(1, count + 1))
    found = splits(children, frozenset(), frozenset())
    assert len(found) == ways
    assert (
        len({frozenset(c.child_id for c in part) for split in found for part in split}) == 2 * ways
    )


def test_places_that_change_between_two_days_of_moving_are_for_one_referral_at_a_time():
    now, later = these(home(1, places=1)), these(home(1, places=3))
    problem = problem_of([waiting(1, one(1), now), waiting(2, one(2), later)])
    assert problem.homes[1].places == UNKNOWN_PLACES


def told(problem, planned, **what):
    return Reasons(problem, planned.plan, {1: "R1", 2: "R2", 3: "R3"}, Told(**what))


def test_reasons_say_for_whom_a_first_choice_is_held():
    columns = these(home(1, places=1), home(2, places=1, skills={}))
    flexible = waiting(1, one(1, skills=(Wanted("PEG", essential=False),)), columns)
    bound = waiting(2, one(2, skills=(Wanted("PEG"),)), columns)
    left = waiting(3, one(3, skills=(Wanted("PEG"),)), columns)
    problem = problem_of([flexible, bound])
    planned = plan_desk(problem)
    assert planned.plan[2].homes == (1,)
    reasons = told(problem, planned)
    assert reasons.of(2) == "The only home on its list."
    assert problem.by_key[1].together.home_ids[0] == 1
    assert "held for R2, for whom it is the only one" in reasons.of(1)
    crowded = problem_of([bound, left])
    planned = plan_desk(crowded)
    [unplaced] = {2, 3} - set(planned.plan)
    [taker] = planned.plan
    assert told(crowded, planned).of(unplaced) == f"Its only home is held for R{taker}."


def test_a_missing_kind_of_carer_is_what_an_unplaced_child_needs_and_is_tried_by_the_same_rules():
    columns = these(home(1, places=1, skills={}))
    asked = one(2, skills=(Wanted("PEG"),), conditions=(Condition("NODOGS"), Condition("NOMALE")))
    desk = [waiting(1, one(1), columns), waiting(2, asked, columns)]
    problem = problem_of(desk)
    planned = plan_desk(problem)
    assert list(planned.plan) == [1]

    called = []
    [gain] = brief(desk, problem, planned, time_limit=5.0, before_each=lambda: called.append(1))

    assert called == [1]
    assert gain.kind == kind_for(desk[1])
    assert (gain.kind.skills, gain.kind.conditions) == (("PEG",), ("NODOGS", "NOMALE"))
    assert (gain.fits, gain.children_gained, gain.children_fitting) == ((2,), 1, 1)
    assert gain.worth_gained > 100


def test_no_carer_is_missing_where_everybody_has_a_home():
    desk = [waiting(1, one(1), these(home(1)))]
    problem = problem_of(desk)
    assert brief(desk, problem, plan_desk(problem), time_limit=5.0) == []
