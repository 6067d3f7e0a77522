"""The stability figures of every year whose return is there, from care and placements worked out once."""

from collections.abc import Iterable, Mapping, Sequence

from evaluation.returns.rows import Child, Episode
from evaluation.stability import year as years
from evaluation.stability.figure import Figure
from evaluation.stability.history import periods
from evaluation.stability.moves import placements
from evaluation.stability.variants import CARER


def by_year(
    children: Iterable[Child], episodes: Sequence[Episode]
) -> dict[int, Mapping[str, Figure]]:
    """By the year in which it ends; as ``evaluation.stability.report.assess`` has them for the carer variant."""
    returns = sorted({each.year for each in episodes})
    if not returns:
        return {}
    known = (each for each in children if each.dob)
    rows = sorted(known, key=lambda row: (row.year, row.line, row.file, row.dob))
    born = {each.child: each.dob for each in rows}
    care = periods(episodes, last_return=returns[-1], keep_short_breaks=CARER.keeps_short_breaks)
    records = [
        years.Record(
            child,
            born.get(child),
            [years.Care(period, placements(period, CARER)) for period in care[child]],
        )
        for child in sorted(care)
    ]
    return {year: years.figures(records, year, returns) for year in returns}
