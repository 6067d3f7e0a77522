"""What may be found wrong with a return, by the sector's own codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """A blocking finding keeps its row out of the figures; the others leave the row as given."""

    BLOCKING = "BLOCKING"
    WARNING = "WARNING"
    NOTE = "NOTE"


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    severity: Severity
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one row breaks. ``line`` is 0 and ``child`` "" for what a whole file is about."""

    rule: str
    file: str
    line: int
    child: str
    words: str

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity


_B, _W, _N = Severity.BLOCKING, Severity.WARNING, Severity.NOTE

# Codes in digits, INT03 and NoE are the sector's own. The others in letters are ours.
RULES: Mapping[str, Rule] = {
    code: Rule(code, severity, words)
    for code, severity, words in (
        ("101", _B, "The child's number is missing"),
        ("141", _B, "The day on which the episode began is missing or not a date"),
        ("147", _B, "The day on which the episode ended is not a date"),
        ("354", _B, "The episode began after the end of the collection year"),
        ("356", _B, "The episode ended before it began"),
        ("102", _W, "The date of birth is missing or not a date"),
        ("142", _W, "An episode was left open although a later one began"),
        ("143", _W, "The reason for the new episode is not a code of that year"),
        ("144", _W, "The legal status is not a code of that year"),
        ("145", _W, "The category of need is not a code of that year"),
        ("146", _W, "The kind of placement is not a code of that year"),
        ("148", _W, "The day and the reason of an ending must both be given or both be blank"),
        ("149", _W, "The reason for the ending is not a code of that year"),
        ("178", _W, "The placement's provider is not a code of that year"),
        ("302", _W, "The first episode began before the child was born"),
        ("355", _W, "The episode began and ended on the same day"),
        ("357", _W, "The first episode of the year is not a start of being looked after"),
        ("371", _W, "The child is under 16 and in supported accommodation"),
        ("372", _W, "The child is under 10 and in custody"),
        ("380", _W, "A temporary placement began care, or began without a move"),
        ("381", _W, "Care ended from a temporary placement"),
        ("383", _W, "After a temporary placement the child did not return to the placement before"),
        ("385", _W, "The episode ended after the end of the collection year"),
        ("388", _W, "What the ending says about a next episode is not so"),
        ("392c", _W, "A postcode is not in the ONS directory"),
        ("392d", _W, "The home's and the placement's postcodes are the same"),
        ("431", _W, "Care is said to start although it had not ended before"),
        ("432", _W, "Care had ended, but the next episode does not say that it starts"),
        ("433", _W, "The episode does not begin on the day the one before ended"),
        ("434", _W, "Only the legal status is said to change, and that is not what changed"),
        ("435", _W, "Only the placement is said to change, and that is not what changed"),
        ("436", _W, "Legal status and placement are said to change, and one of them did not"),
        ("437", _W, "Episodes follow after the child died or was found to be an adult"),
        ("501", _W, "The episode began before the one before ended"),
        ("502", _W, "The first episode is not the one left open in the last return"),
        ("503A", _W, "The reason for the episode is not the last return's"),
        ("503B", _W, "The legal status is not the last return's"),
        ("503C", _W, "The category of need is not the last return's"),
        ("503D", _W, "The kind of placement is not the last return's"),
        ("503E", _W, "The provider is not the last return's"),
        ("503F", _W, "The URN is not the last return's"),
        ("526", _W, "The placement's provider is missing"),
        ("527", _W, "The authority itself cannot provide this kind of placement"),
        ("528", _W, "Another authority cannot provide this kind of placement"),
        ("529", _W, "Another public body cannot provide this kind of placement"),
        ("530", _W, "A private provider cannot provide this kind of placement"),
        ("531", _W, "A voluntary provider cannot provide this kind of placement"),
        ("550", _W, "Only a placement with parents is provided by parents"),
        ("562", _W, "The episode began before the year and is missing from the last return"),
        ("NoE", _W, "Care began before the year, and the child is missing from the last return"),
        ("INT03", _W, "The child has episodes but is not in the Header file"),
        ("1009", _W, "The reason for changing placement is not a code of that year"),
        ("YEAR", _W, "The row does not fit the collection year"),
        ("TWICE", _W, "The same is said on two lines: it counts once"),
        ("CELLS", _W, "A cell could not be read, or stands under no heading"),
        ("365", _N, "A short break lasted longer than 17 days"),
        ("367", _N, "Short breaks came to more than 75 days in the year"),
        ("382", _N, "A short break in a temporary placement"),
        ("384", _N, "A short break in long-term fostering"),
        ("FILE", _N, "A file was not read"),
        ("COLUMNS", _N, "Columns were not read, or are not there"),
        ("WRITING", _N, "How the file was understood"),
    )
}  # fmt: skip
