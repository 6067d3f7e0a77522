"""Making the report about the desk's work."""

import datetime as dt
from collections.abc import Iterator

from accounts.models import Authority
from brokerage.models import Answer
from evaluation.process.change import Known
from evaluation.process.figures import own_figures, process
from evaluation.queries import process as queries
from evaluation.queries.matching import Years
from evaluation.queries.periods import days_of
from evaluation.reporting.cells import Cells
from evaluation.reporting.process import URGENCIES, Change, process_report
from evaluation.reporting.shapes import Report
from evaluation.services.making import Making
from reference.dates import london_midnight
from ui.dates import in_words

STEPS = 3
# What a page's reader can wait for: some 0.3 seconds. A report that a job makes has no such limit.
EPISODES_AT_ONCE = 5_000
ONE_DAY = dt.timedelta(days=1)


def make(making: Making) -> Report:
    """The report for the answers of ``AskProcess``: referrals of the period as they stood when the report's day ended.

    Before and after look at all days up to then, whatever the period: the desk may have begun outside it.
    """
    return _made(making, Cells())


def make_exact(making: Making) -> Report:
    """The same with small numbers shown: for the page of somebody who may see every referral behind them."""
    return _made(making, Cells(exact=True), most_episodes=EPISODES_AT_ONCE)


def make_at_once(making: Making) -> Report:
    """The same as ``make`` for a page, which leaves large returns to the report that a job makes."""
    return _made(making, Cells(), most_episodes=EPISODES_AT_ONCE)


def _made(making: Making, cells: Cells, *, most_episodes: int | None = None) -> Report:
    years = Years(int(making.asked["first"]), int(making.asked["last"]))
    first, last = days_of(years, until=making.made_on)
    found = process(
        queries.courses(making.authority, first=first, last=last),
        urgencies=list(URGENCIES),
        decline=Answer.Choice.NOT_NOW,
        until=london_midnight(making.made_on + ONE_DAY),
    )
    making.progress(1, STEPS)
    leaves_out = (
        most_episodes is not None and queries.episodes_returned(making.authority) > most_episodes
    )
    change = _change(
        making.authority,
        until=making.made_on,
        fewest=cells.fewest,
        with_returns=not leaves_out,
    )
    making.progress(2, STEPS)
    report = process_report(
        found,
        change,
        authority=making.authority.name,
        period=f"{in_words(first)} to {in_words(last)}",
        made_on=making.made_on,
        cells=cells,
    )
    making.progress(STEPS, STEPS)
    return report


def _change(authority: Authority, *, until: dt.date, fewest: int, with_returns: bool) -> Change:
    start = queries.desk_start(authority)
    known = [*queries.entered(authority)]
    if start and with_returns:
        known += queries.from_returns(authority, fewest=fewest)
    if start:
        known += _own(authority, began_on=start.began_on, until=until, fewest=fewest)
    return Change(
        began_on=start.began_on if start else None,
        source=start.source if start else "",
        known=known,
        leaves_returns_out=not with_returns,
    )


def _own(
    authority: Authority, *, began_on: dt.date, until: dt.date, fewest: int
) -> Iterator[Known]:
    """The records here of before and of after, for whatever referrals there are."""
    since = queries.first_submitted(authority)
    if since is None:
        return
    for first, last in ((since, began_on - ONE_DAY), (max(since, began_on), until)):
        if first <= last:
            mine = queries.courses(authority, first=first, last=last)
            yield from own_figures(mine, first=first, last=last, fewest=fewest)
