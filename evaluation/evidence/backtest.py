"""Where the households that were chosen stood on the list, and how their stays went.

Nothing here says that the list is right: brokers saw it when they chose. It says whether what happened is at odds with
it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, median_low

from evaluation.evidence.cases import Case
from evaluation.evidence.intervals import Interval, difference_of_shares, wilson
from evaluation.evidence.suppression import hidden, is_small

TOPS = (1, 5, 10)
# The first and the last place of each band of the list.
BANDS = ((1, 5), (6, 10), (11, 20), (21, None))
RULED_OUT = "Ruled out"


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``, or nothing but its name where so few would tell who they are."""

    label: str
    hits: int | None
    total: int | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class FactorEvidence:
    """Whether stays with more of a factor went better: those at or above the middle value, and those below it.

    ``difference`` is none where a half is too small to be shown or the value does not vary. ``supported`` is whether
    the interval lies above nought, ``opposed`` whether it lies below.
    """

    code: str
    stays: int | None
    upper: Share | None
    lower: Share | None
    difference: Interval | None

    @property
    def supported(self) -> bool:
        return self.difference is not None and self.difference.low > 0

    @property
    def opposed(self) -> bool:
        return self.difference is not None and self.difference.high < 0


@dataclass(frozen=True, slots=True)
class BackTest:
    """``on_list`` of ``cases`` households stood on the list; shares are of all of them.

    ``planned`` and ``lasted`` are by band, of stays that have ended.
    """

    cases: int
    agreeing: int
    ended: int | None
    middle_rank: float | None
    tops: Sequence[Share]
    bands: Sequence[Share]
    planned: Sequence[Share]
    lasted: Sequence[Share]
    factors: Sequence[FactorEvidence]


def back_test(cases: Sequence[Case], factors: Sequence[str]) -> BackTest:
    """Work it all out; ``factors`` are the codes in the order in which they are shown."""
    ranks = [case.rank for case in cases if case.rank is not None]
    ended = [case for case in cases if case.stay.has_ended]
    level = simultaneous(len(factors))
    return BackTest(
        cases=len(cases),
        agreeing=sum(case.agrees for case in cases),
        ended=None if is_small(len(ended)) else len(ended),
        middle_rank=None if len(ranks) < 5 else float(median(ranks)),
        tops=_tops(cases),
        bands=_in_bands(cases),
        planned=by_band(ended, lambda case: bool(case.stay.ended_as_planned)),
        lasted=by_band(ended, lambda case: bool(case.stay.lasted)),
        factors=[factor_evidence(code, ended, level=level) for code in factors],
    )


def simultaneous(comparisons: int, level: float = 0.95) -> float:
    """The level at which each of so many intervals is drawn so that together they have ``level`` (Bonferroni)."""
    return 1 - (1 - level) / max(comparisons, 1)


def band_of(rank: int | None) -> str:
    if rank is None:
        return RULED_OUT
    first, last = next(band for band in BANDS if band[1] is None or rank <= band[1])
    return f"{first} to {last}" if last else f"{first} or lower"


BAND_NAMES = (*(band_of(first) for first, _last in BANDS), RULED_OUT)


def share(label: str, hits: int, total: int) -> Share:
    """A share with its interval; hidden where its yes or its no is from 1 to 4, and of fewer than 5."""
    if total < 5 or is_small(hits) or is_small(total - hits):
        return Share(label, None, None if total < 5 else total, None)
    return Share(label, hits, total, wilson(hits, total))


def by_band(cases: Sequence[Case], is_hit: Callable[[Case], bool]) -> list[Share]:
    """The share of hits in each band of the list, hidden together so that no total gives one away."""
    groups = {name: [case for case in cases if band_of(case.rank) == name] for name in BAND_NAMES}
    counts = {name: sum(map(is_hit, group)) for name, group in groups.items()}
    pairs = [(counts[name], len(groups[name]) - counts[name]) for name in BAND_NAMES]
    concealed = hidden(pairs)
    found = []
    for place, name in enumerate(BAND_NAMES):
        total = len(groups[name])
        if place in concealed or total < 5:
            found.append(Share(name, None, 0 if total == 0 else None, None))
        else:
            found.append(Share(name, counts[name], total, wilson(counts[name], total)))
    return found


def factor_evidence(code: str, ended: Sequence[Case], *, level: float) -> FactorEvidence:
    """Split the ended stays at the middle value of one factor, and compare how many lasted."""
    known = [(case.values[code], bool(case.stay.lasted)) for case in ended if code in case.values]
    if len(known) < 5:
        return FactorEvidence(code, None if known else 0, None, None, None)
    middle = median_low(value for value, _ in known)
    if middle == min(value for value, _ in known):  # more than half have the least: above it or not
        high = [lasted for value, lasted in known if value > middle]
        low = [lasted for value, lasted in known if value <= middle]
    else:
        high = [lasted for value, lasted in known if value >= middle]
        low = [lasted for value, lasted in known if value < middle]
    pairs = [(sum(high), len(high) - sum(high)), (sum(low), len(low) - sum(low))]
    if not high or not low or hidden(pairs) or min(len(high), len(low)) < 5:
        return FactorEvidence(code, len(known), None, None, None)
    return FactorEvidence(
        code,
        len(known),
        share("Upper half", sum(high), len(high)),
        share("Lower half", sum(low), len(low)),
        difference_of_shares(sum(high), len(high), sum(low), len(low), level=level),
    )


def _tops(cases: Sequence[Case]) -> list[Share]:
    """Shares that add up the bands, so what a hidden band would give away is hidden too."""
    within = [sum(case.rank is not None and case.rank <= top for case in cases) for top in TOPS]
    five, six_to_ten = _in_bands(cases)[:2]
    first = share("First on the list", within[0], len(cases))
    if is_small(within[1] - within[0]):
        first = Share(first.label, None, first.total, None)
    labels = [f"Among the first {top}" for top in TOPS[1:]]
    shown = [five.hits is not None, None not in {five.hits, six_to_ten.hits}]
    return [first] + [
        share(label, hits, len(cases)) if is_shown else Share(label, None, None, None)
        for label, hits, is_shown in zip(labels, within[1:], shown, strict=True)
    ]


def _in_bands(cases: Sequence[Case]) -> list[Share]:
    counts: Mapping[str, int] = {
        name: sum(band_of(case.rank) == name for case in cases) for name in BAND_NAMES
    }
    concealed = hidden([(counts[name],) for name in BAND_NAMES])
    total = len(cases)
    return [
        Share(name, None, None, None)
        if place in concealed or not total
        else Share(name, counts[name], total, wilson(counts[name], total))
        for place, name in enumerate(BAND_NAMES)
    ]
