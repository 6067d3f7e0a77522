"""The figures that every authority's table of unit costs starts from: published ones, each with its source.

None of them is a local truth, and none was brought to another year's prices. What could not be read at its source is
left empty for the authority to fill in.
"""

from evaluation.value.kinds import ITEMS
from evaluation.value.prices import Confidence, Price, Prices

NATIONAL_YEAR_OF_HOME = 31_840_000  # pence: £318,400 a place and year
DAYS_IN_A_YEAR = 365

_PUBLISHED = (
    Price(
        code="HOME",
        pence=round(NATIONAL_YEAR_OF_HOME * 7 / DAYS_IN_A_YEAR),
        price_year="2023-24",
        source=(
            "National Audit Office, press release on children's residential care, 2025: £318,400 a place and year "
            "in England on average, here divided by 365 days and multiplied by 7"
        ),
        source_url="https://www.nao.org.uk/",
        confidence=Confidence.MEDIUM,
    ),
    Price(
        code="FOSTER_AGENCY",
        pence=82_000,
        price_year="2021",
        source=(
            "Competition and Markets Authority, October 2021, as quoted by niromp.org: about £820 a week at large "
            "independent agencies, with a margin of about 19%"
        ),
        source_url="https://www.niromp.org/",
        confidence=Confidence.MEDIUM,
    ),
    Price(
        code="FOSTER_OWN",
        pence=64_600,
        price_year="2017",
        source=(
            "PSSRU, Unit Costs of Health and Social Care 2017, page 86, as quoted by PSSRU: £646 a week for foster "
            "care on average"
        ),
        source_url="https://www.pssru.ac.uk/",
        confidence=Confidence.LOW,
    ),
)
_BY_CODE = {price.code: price for price in _PUBLISHED}

STARTING: Prices = {item.code: _BY_CODE.get(item.code, Price(code=item.code)) for item in ITEMS}
