"""What a comparison of costs supposes, and the unit costs that it used, in words and tables."""

from collections.abc import Iterator

from evaluation.reporting.costs_words import exact, range_words
from evaluation.reporting.shapes import Part
from evaluation.value.assumptions import SUPPORT_WEEKS_SOURCE, Assumptions, Other, decimal_text
from evaluation.value.figures import Figures
from evaluation.value.kinds import ITEM_BY_CODE
from evaluation.value.paths import GREEN_BOOK
from evaluation.value.prices import Price, Prices, Range, pence
from ui.dates import in_words
from ui.tables import Heading, Table

NO_UPRATING = (
    "Nothing is brought from one year's prices to another's: no index is stored here. Prices of different years are "
    "added as they are."
)
AS_RECORDED = "As recorded for the home before, else the table's"
ALL = "All of the time compared"
AS_FAR = "The day of this report, or the day on which the child left care"
OURS = "A convention of this service, not a finding"


def what_is_supposed(assumed: Assumptions) -> Part:
    rate, spread = decimal_text(assumed.rate * 100), decimal_text(assumed.spread * 100)
    rows = [
        ["The other path", _other(assumed)],
        ["A week there", _money(assumed.other_week) if assumed.other_week else AS_RECORDED],
        [
            "How long it would have lasted",
            _number(assumed.lasted, "weeks") if assumed.lasted else ALL,
        ],
        ["Moves there", _number(assumed.moves, "a year")],
        ["Support around the placement", f"{assumed.support_weeks} weeks. {SUPPORT_WEEKS_SOURCE}"],
        ["How far a recorded price may be out, had it gone on", f"{spread}% either way. {OURS}"],
        ["Discount rate", f"{rate}% a year. {GREEN_BOOK}"],
        ["Followed until", in_words(assumed.until) if assumed.until else AS_FAR],
    ]
    table = Table(
        caption="What is supposed",
        headings=[Heading("Assumption"), Heading("Value")],
        rows=rows,
        caption_hidden=True,
    )
    return Part("What is supposed", ["A person chose these."], table)


def _other(assumed: Assumptions) -> str:
    if assumed.other is Other.KIND:
        return f"{assumed.other.words}: {ITEM_BY_CODE[assumed.other_kind].label}"
    return assumed.other.words


def unit_costs_in_use(found: Figures, prices: Prices) -> Part:
    used = [prices[row.code] for row in found.rows if row.code in prices]
    names = ("Central", "Low to high", "Prices of", "How sure", "Whose", "Source")
    table = Table(
        caption="Unit costs in use",
        headings=[Heading("What"), *(Heading(name) for name in names)],
        rows=[_price_row(price) for price in used],
        caption_hidden=True,
    )
    return Part("Unit costs in use", list(_about_prices(found)), table if used else None)


def _price_row(price: Price) -> list[str]:
    label = f"{price.item.label}, {price.item.unit.words}"
    if price.pence is None:
        return [label, "Not known", "Not known", "", "", "", "Nobody has entered it"]
    return [
        label,
        exact(price.pence),
        range_words(price),
        price.price_year,
        str(price.confidence).capitalize(),
        "The authority's own" if price.is_local else "Published for the country",
        price.source,
    ]


def _about_prices(found: Figures) -> Iterator[str]:
    if found.national:
        yield (
            f"Published for the country, and not what this authority pays: {'; '.join(found.national)}. Put the "
            "authority's own figures in their place."
        )
    if found.years:
        yield f"Unit costs in prices of {', '.join(found.years)}, and recorded prices as they were agreed."
    yield NO_UPRATING


def _money(found: Range) -> str:
    low, central, high = (exact(pence(end)) for end in (found.low, found.central, found.high))
    return central if found.is_one_value else f"{central} ({low} to {high})"


def _number(found: Range, unit: str) -> str:
    low, central, high = (decimal_text(end) for end in (found.low, found.central, found.high))
    return f"{central} {unit}" if found.is_one_value else f"{central} {unit} ({low} to {high})"
