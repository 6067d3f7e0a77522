"""The sector's rules, each as the data-to-insight validator reads it unless its function says otherwise."""

from collections.abc import Callable, Sequence
from itertools import chain

from evaluation.returns.checks import alone, carried, history, people, short_breaks, twice
from evaluation.returns.parsing import Parsed
from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding

IsPostcode = Callable[[str], bool]


def check(
    parsed: Parsed,
    *,
    year: int,
    previous: Sequence[Episode] | None = None,
    is_postcode: IsPostcode,
) -> list[Finding]:
    """Everything that is found about the rows of one return, what blocks them first.

    Args:
        previous: the episodes of the return of the year before; None where it is not known, and then
            nothing is said about what was carried over.
        is_postcode: whether the ONS directory has a postcode.
    """
    care = history.by_child(parsed.episodes)
    found = chain(
        alone.check(parsed.episodes, year=year, is_postcode=is_postcode),
        history.check(care, year=year),
        people.check(care, parsed.children),
        short_breaks.check(parsed.episodes, year=year),
        twice.check(parsed.episodes, parsed.children),
        carried.check(care, previous, year=year) if previous is not None else (),
    )
    return [*parsed.findings, *found]
