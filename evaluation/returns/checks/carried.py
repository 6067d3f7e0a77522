"""What can be seen only beside the return of the year before."""

from collections.abc import Iterator, Sequence

from evaluation.returns.checks.history import Care, by_child
from evaluation.returns.checks.naming import day, finding
from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import first_day

_SAME = (
    ("503A", "RNE", "rne"),
    ("503B", "LS", "ls"),
    ("503C", "CIN", "cin"),
    ("503D", "PLACE", "place"),
    ("503E", "PLACE_PROVIDER", "provider"),
    ("503F", "URN", "urn"),
)


def check(care: Care, previous: Sequence[Episode], *, year: int) -> Iterator[Finding]:
    """A child whom the last return does not have is NoE; one whom it has without this episode, 562.

    The last return's open episode is the child's latest there, if that is open: one that was left
    open although others followed is a finding of that return (142).
    """
    last_return = by_child(previous)
    for number, episodes in care.items():
        first = episodes[0]
        earlier = last_return.get(number)
        if earlier:
            yield from _carried_over(first, earlier[-1], year)
        elif first.decom < first_day(year):
            words = (
                f"The episode began on {day(first.decom)}; the last return does not have the child."
            )
            yield finding("NoE", first, words)


def _carried_over(first: Episode, last: Episode, year: int) -> Iterator[Finding]:
    same_start = first.decom == last.decom
    if first.decom < first_day(year) and not same_start:
        words = (
            f"It began on {day(first.decom)}; the last return's latest began on {day(last.decom)}."
        )
        yield finding("562", first, words)
    if last.dec is not None:
        return
    if not same_start:
        words = (
            f"It began on {day(first.decom)}; left open was one that began on {day(last.decom)}."
        )
        yield finding("502", first, words)
        return
    for rule, column, name in _SAME:
        now, then = getattr(first, name), getattr(last, name)
        if now != then:
            words = f"{column} is {now or 'blank'}; the last return has {then or 'blank'}."
            yield finding(rule, first, words)
