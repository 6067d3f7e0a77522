"""How shares, differences and what is hidden are written."""

from collections.abc import Sequence

from evaluation.evidence.backtest import Share
from evaluation.evidence.intervals import Interval
from ui.tables import Heading, Table

HIDDEN = "Hidden"
NOTHING = "None"


def percent(value: float) -> str:
    return f"{value:.0%}" if abs(value) >= 0.1 or value == 0 else f"{value:.1%}"


def share_table(heading: str, shares: Sequence[Share]) -> Table:
    return Table(
        caption=heading,
        headings=[
            Heading(heading),
            Heading("Number", numeric=True),
            Heading("Of", numeric=True),
            Heading("Share", numeric=True),
            Heading("95% interval", numeric=True),
        ],
        rows=[_share_row(each) for each in shares],
        caption_hidden=True,
    )


def _share_row(each: Share) -> list[str]:
    if each.hits is None or each.interval is None:
        if each.total == 0:
            return [each.label, "0", "0", NOTHING, NOTHING]
        return [each.label, HIDDEN, HIDDEN, HIDDEN, HIDDEN]
    return [
        each.label,
        str(each.hits),
        str(each.total),
        percent(each.interval.value),
        _ends(each.interval),
    ]


def share_in_words(each: Share) -> str:
    interval = each.interval
    if interval is None:
        return HIDDEN
    return f"{percent(interval.value)} ({_ends(interval)})"


def _ends(interval: Interval) -> str:
    return f"{percent(interval.low)} to {percent(interval.high)}"


def of(each: Share) -> str:
    return f"{each.hits} of {each.total}"


def points(value: float, digits: int = 0) -> str:
    """A difference of shares, in percentage points."""
    return change(value * 100, digits)


def change(value: float, digits: int) -> str:
    """A difference in words: a sign would make a spreadsheet take it for a formula."""
    size = f"{abs(value):,.{digits}f}"
    if not float(size.replace(",", "")):
        return size
    return f"{size} {'higher' if value > 0 else 'lower'}"
