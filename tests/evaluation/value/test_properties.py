"""What holds for any life, any assumptions and any prices."""

import dataclasses
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluation.value.assumptions import Assumptions
from evaluation.value.cases import Pair, difference, priced
from evaluation.value.comparison import compare, extremes, value
from evaluation.value.kinds import ITEMS
from evaluation.value.lives import Life, Move, Stay, Support
from evaluation.value.paths import Flow, Once, Path, quantities
from evaluation.value.prices import Confidence, Price, Range, by_code
from tests.evaluation.value.lives import day

CODES = [item.code for item in ITEMS]
KINDS = ["HOME", "FOSTER_OWN", "FOSTER_AGENCY", "SUPPORTED", "SCHOOL"]
DAYS = st.integers(0, 1500)
RATES = st.integers(0, 100).map(lambda tenths: Fraction(tenths, 1000))
AMOUNTS = st.integers(0, 10_000).map(lambda number: Fraction(number, 7))


@st.composite
def paths(draw):
    flows = [
        Flow(code, first, first + length, amount)
        for code, first, length, amount in draw(
            st.lists(st.tuples(st.sampled_from(CODES), DAYS, DAYS, AMOUNTS), max_size=4)
        )
    ]
    events = draw(st.lists(st.builds(Once, st.sampled_from(CODES), DAYS, AMOUNTS), max_size=4))
    return Path(tuple(flows), tuple(events))


@st.composite
def ranges(draw, most=50):
    return Range(*map(Fraction, sorted(draw(st.tuples(*[st.integers(0, most)] * 3)))))


@st.composite
def tables(draw):
    prices = []
    for code in CODES:
        low, central, high = sorted(draw(st.tuples(*[st.integers(0, 900_000)] * 3)))
        prices.append(Price(code=code, pence=central, low_pence=low, high_pence=high))
    return by_code(prices)


@st.composite
def moves(draw):
    """A stay before, one to three after it, some recorded prices, and things that happened."""
    recorded = st.one_of(st.none(), st.integers(0, 900_000))
    kind = draw(st.sampled_from(KINDS))
    stays = [Stay(kind=kind, first=day(-50), last=day(0), weekly_pence=draw(recorded))]
    first = 0
    for length in draw(st.lists(st.integers(1, 300), min_size=1, max_size=3)):
        kind = draw(st.sampled_from(KINDS))
        stays.append(
            Stay(kind=kind, first=day(first), last=day(first + length), weekly_pence=draw(recorded))
        )
        first += length + draw(st.integers(0, 20))
    stays[-1] = dataclasses.replace(stays[-1], last=None)
    happened = st.lists(st.integers(-50, 900).map(day), max_size=3)
    support = [Support(stay=1, on=on, pence=900) for on in draw(happened)]
    life = Life(stays=stays, reviews=draw(happened), plans=draw(happened), support=support)
    return Move(life, 1), draw(st.integers(1, 900))


assumptions = st.builds(
    Assumptions,
    lasted=st.one_of(st.none(), ranges(150)),
    moves=ranges(6),
    support_weeks=st.integers(0, 60),
    spread=st.integers(0, 100).map(lambda number: Fraction(number, 100)),
    rate=RATES,
)


@given(paths())
def test_discounting_at_nought_is_the_plain_sum(path):
    plain = {}
    for flow in path.flows:
        plain[flow.code] = plain.get(flow.code, 0) + flow.per_day * (flow.last - flow.first)
    for event in path.events:
        plain[event.code] = plain.get(event.code, 0) + event.quantity

    found = quantities(path, rate=Fraction(0))

    assert {code: amount for code, amount in found.items() if amount} == {
        code: amount for code, amount in plain.items() if amount
    }


@given(paths(), RATES)
def test_discounting_never_adds(path, rate):
    plain = quantities(path)

    assert all(amount <= plain[code] for code, amount in quantities(path, rate=rate).items())


@given(paths(), paths(), RATES, tables())
def test_swapping_the_paths_negates_the_figure_and_its_range(first, second, rate, prices):
    one, other = (difference([pair], rate) for pair in (Pair(first, second), Pair(second, first)))
    known = priced(Assumptions(), prices)
    central = {code: each.central for code, each in known.items()}

    assert value(one, central) == -value(other, central)
    low, high = extremes(other, known)
    assert extremes(one, known) == (-high, -low)


@given(paths(), RATES, tables())
def test_a_path_against_itself_is_nought(path, rate, prices):
    assert extremes(difference([Pair(path, path)], rate), priced(Assumptions(), prices)) == (0, 0)


@given(moves(), assumptions, tables())
def test_the_central_figure_lies_between_low_and_high(case, assumed, prices):
    found = compare([case], assumed, prices)

    assert found.net.low <= found.net.central <= found.net.high
    assert found.net.central == found.other - found.actual
    assert all(
        found.net.low <= end <= found.net.high
        for swing in found.swings
        for end in (swing.at_low, swing.at_high)
    )


@given(moves(), moves(), assumptions, tables())
def test_a_cohort_is_the_sum_of_its_children_and_no_less_sure(first, second, assumed, prices):
    alone = [compare([case], assumed, prices) for case in (first, second)]
    both = compare([first, second], assumed, prices)

    assert both.net.central == sum(each.net.central for each in alone)
    assert both.net.low >= sum(each.net.low for each in alone)
    assert both.net.high <= sum(each.net.high for each in alone)


@given(moves(), tables())
def test_without_any_range_there_is_one_figure_and_nothing_that_swings(case, prices):
    assumed = Assumptions(spread=Fraction(0))
    exact = by_code(
        dataclasses.replace(each, low_pence=each.pence, high_pence=each.pence, confidence=Confidence.HIGH)
        for each in prices.values()
    )  # fmt: skip
    found = compare([case], assumed, exact)

    assert found.net.is_one_value
    assert not found.swings


@given(moves(), assumptions, tables())
def test_the_last_week_s_balance_agrees_with_the_sign_of_the_figure(case, assumed, prices):
    found = compare([case], assumed, prices)

    assert (found.break_even.week is None) == (found.net.central < 0)
