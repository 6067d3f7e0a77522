"""Words and orders that the page and the report about stability have in common."""

from collections.abc import Mapping, Sequence

from evaluation.stability.definitions import National
from evaluation.stability.survival import MARKS, Survival

NOT_KNOWN = "Not known"
NOT_REPORTABLE = "Not reportable"
MONTHS = {183: "6 months", 365: "12 months", 730: "24 months"}
LONG_TERM = "Long-term stability"
FIGURES: Mapping[str, Sequence[str]] = {
    "Placements in the year": ("cla_31_march", "mean_placements", "three_plus", "three_plus_pct"),
    "Placements in two years": ("cla_both_31_march", "three_plus_2yr", "three_plus_2yr_pct"),
    LONG_TERM: ("lts_denominator", "lts_numerator", "lts_pct", "lts_undeterminable"),
    "How long placements last": (
        "ended_in_year",
        "ended_in_year_median_days",
        "ongoing_median_days",
    ),
}
ESTIMATES = {
    "incident_any_end": "Begun in these years, until any end",
    "incident_move_only": "Begun in these years, until a move",
    "delayed_entry_any_end": "All that were there, until any end",
    "delayed_entry_move_only": "All that were there, until a move",
}


BEGINNING_NOT_SEEN = (
    "A period of care whose first row does not start care began on a day that no return shows. Where that row began 30 "
    "months ago or more, the child counts: care began then or earlier. Where it began later, it cannot be determined "
    "whether the child was looked after for 30 months, and the child is in neither number."
)


def not_determined(shown: Mapping[str, str]) -> list[str]:
    """Which reading is used where a beginning was not seen, and of how many children nothing can be said.

    Args:
        shown: by the name of each way to count, how many they are, as it may be shown.
    """
    if len(set(shown.values())) == 1:
        said = next(iter(shown.values()))
    else:
        said = ", ".join(f"{number} ({name.lower()})" for name, number in shown.items())
    return [BEGINNING_NOT_SEEN, f"Children under 16 of whom it cannot be determined: {said}."]


def in_words(value: object, *, per_cent: bool = False) -> str:
    if per_cent:
        return f"{value:.1f}%"
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def figure_in_words(key: str, value: object) -> str:
    """A figure by its key: a mean always with its decimal, so that 2.0 stands beside 2.2."""
    if key == "mean_placements":
        return f"{value:.1f}"
    return in_words(value, per_cent=key.endswith("_pct"))


def england(national: Sequence[National]) -> str:
    return "; ".join(f"{each.value} ({each.year})" for each in national) or "No figure"


def curve_cells(each: Survival) -> list[str]:
    """Number, ended, the shares at each mark that are fit to be compared, and the median."""
    median = NOT_KNOWN if each.median_days is None else in_words(each.median_days)
    shares = (share_in_words(each, mark) for mark in MARKS)
    return [f"{each.n:,}", f"{each.events:,}", *shares, median]


def share_in_words(each: Survival, mark: int) -> str:
    share = each.survival[mark]
    if share is None or not each.reportable[mark]:
        return NOT_REPORTABLE
    return f"{100 * share:.1f}%"
