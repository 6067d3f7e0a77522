"""The drawings of the figures about stability."""

from collections.abc import Mapping

from evaluation.reporting.stability_words import MONTHS, share_in_words
from evaluation.stability.report import Counted
from evaluation.stability.survival import FEWEST_AT_RISK, MARKS, Survival
from ui.charts import AtRisk, Bar, BarChart, Line, Point, SurvivalChart

DRAWN = {"incident_any_end": "any end", "incident_move_only": "a move"}


def spread_chart(counted: Counted) -> BarChart:
    """How many children had how many placements, exactly. Not for what leaves the authority."""
    name = counted.variant.name.lower()
    value = counted.figures["placements_distribution"].value
    counts = value if isinstance(value, Mapping) else {}
    bars = [Bar(_placements(number), (int(many or 0),)) for number, many in counts.items()]
    return BarChart(
        id=f"spread-{counted.variant.code}",
        title=f"Children by number of placements in the year, {name}",
        description="; ".join(f"{bar.label}: {bar.values[0]}" for bar in bars),
        series=["Children"],
        bars=bars,
        label_heading="Placements",
    )


def curve_chart(counted: Counted, *, for_paper: bool = False) -> SurvivalChart | None:
    """How many fostering placements that began in the window last how long, each step of it; None where there are few.

    ``for_paper`` draws straight lines between the shares that are fit to be published, because each step of a curve
    gives one ending away.
    """
    name = counted.variant.name.lower()
    curves = {label: counted.foster_survival[key] for key, label in DRAWN.items()}
    if any(each.n < FEWEST_AT_RISK for each in curves.values()):
        return None
    ticks = [0, *(mark for mark in MARKS if not for_paper or _are_fit(curves, mark))]
    if len(ticks) == 1:
        return None
    return SurvivalChart(
        id=f"curve-{counted.variant.code}{'-paper' * for_paper}",
        title=f"Fostering placements begun in these years that last, {name}",
        description=f"{'; '.join(_described(*each) for each in curves.items())}. Drawn while ten or more are at risk.",
        x_label="Time since the placement began",
        lines=[
            Line(f"{label.capitalize()}:", _published(each, ticks) if for_paper else _steps(each))
            for label, each in curves.items()
        ],
        x_ticks=[(tick, MONTHS.get(tick, "Start")) for tick in ticks],
        steps=not for_paper,
        at_risk=[_at_risk(label, each, ticks) for label, each in curves.items()],
    )


def _placements(number: str) -> str:
    return f"{number} placement{'' if number == '1' else 's'}"


def _are_fit(curves: Mapping[str, Survival], mark: int) -> bool:
    return all(
        each.reportable[mark] and each.survival[mark] is not None for each in curves.values()
    )


def _steps(each: Survival) -> list[Point]:
    """The curve to the last mark, as far as enough are at risk for a share to be compared."""
    end = MARKS[-1]
    steps = [step for step in each.steps if step.time <= end and step.at_risk >= FEWEST_AT_RISK]
    points = [Point(0, 1.0), *(Point(step.time, step.survival) for step in steps)]
    return [*points, Point(end, points[-1].y)] if each.reportable[end] else points


def _published(each: Survival, ticks: list[int]) -> list[Point]:
    return [Point(tick, each.survival.get(tick) or 0.0 if tick else 1.0) for tick in ticks]


def _at_risk(label: str, each: Survival, ticks: list[int]) -> AtRisk:
    return AtRisk(
        f"Until {label}",
        [share_in_words(each, tick) if tick else "100.0%" for tick in ticks],
        [f"{each.at_risk[tick] if tick else each.n:,}" for tick in ticks],
    )


def _described(label: str, each: Survival) -> str:
    shares = ", ".join(f"{MONTHS[mark]} {share_in_words(each, mark)}" for mark in MARKS)
    return f"Lasting longer, until {label}: {shares}"
