"""What the workbook of interviews says: the frame, the themes by group, and what may leave the authority."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import Authority
from evaluation.evidence.suppression import hidden, is_small
from evaluation.models import Code, CodeDefinition, Coding, Group, Interview, Quote

HIDDEN = "Hidden"
NOT_SAID = "Not said"
QUOTE_HEADINGS = ["Theme", "Code", "Definition", "Group", "Quote"]
THEME_HEADINGS = ["Theme", "Code", *(f"{label}: people" for label in Group.labels)]
FRAME_HEADINGS = ["Theme", "Code", "Definition number", "Definition", "From", "In use"]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code with its latest definition, and how many quotes have it."""

    code: Code
    definition: CodeDefinition
    quotes: int


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A code with its quotes, and how many people of each group said something to it."""

    code: Code
    words: str
    people: Mapping[str, int]
    quotes: Sequence[Quote]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """The label of each group with its people."""
        return [(str(label), self.people[code]) for code, label in Group.choices]


@dataclass(frozen=True, slots=True)
class Theme:
    name: str
    codes: Sequence[CodeRead]


def people_by_group(authority: Authority) -> dict[str, int]:
    """How many were spoken to and still agree, for every group."""
    rows = _agreed(authority).order_by().values_list("group").annotate(people=Count("pk"))
    return dict.fromkeys(Group.values, 0) | dict(rows)


def frame(authority: Authority) -> list[CodeLine]:
    """The codes by theme and name, those no longer in use last."""
    codes = Code.objects.filter(authority=authority).prefetch_related("definitions")
    used = dict(
        Coding.objects.filter(definition__code__authority=authority)
        .values_list("definition__code")
        .order_by()
        .annotate(times=Count("quote", distinct=True))
    )
    lines = [
        CodeLine(code, list(code.definitions.all())[-1], used.get(code.pk, 0)) for code in codes
    ]
    return sorted(lines, key=lambda line: line.code.is_retired)


def quotes_of(interview: Interview) -> QuerySet[Quote]:
    return interview.quotes.prefetch_related("codings__definition__code")


def themes(authority: Authority, *, only_quotable: bool = False) -> list[Theme]:
    """Every code of the frame that has a quote, by theme; ``only_quotable``: of those whose words may leave."""
    codings = Coding.objects.filter(quote__interview__in=_agreed(authority)).select_related(
        "definition__code", "quote__interview"
    )
    if only_quotable:
        codings = codings.filter(quote__interview__may_be_quoted=True)
    by_code: dict[int, list[Coding]] = {}
    for each in codings.order_by("quote__interview__group", "quote"):
        by_code.setdefault(each.definition.code_id, []).append(each)
    found: dict[str, list[CodeRead]] = {}
    for line in frame(authority):
        if mine := by_code.get(line.code.pk):
            found.setdefault(line.code.theme, []).append(_read(line, mine))
    return [Theme(name, codes) for name, codes in sorted(found.items())]


def _read(line: CodeLine, codings: Sequence[Coding]) -> CodeRead:
    people: dict[str, set[int]] = {group: set() for group in Group.values}
    quotes: dict[int, Quote] = {}
    for each in codings:
        people[each.quote.interview.group].add(each.quote.interview_id)
        quotes[each.quote_id] = each.quote
    counts = {group: len(found) for group, found in people.items()}
    return CodeRead(line.code, line.definition.words, counts, list(quotes.values()))


def theme_lines(authority: Authority) -> Iterator[list[str]]:
    """People by code and group, for a file that leaves: 1 to 4 hidden, with what would give them away."""
    total = people_by_group(authority)
    for theme in themes(authority):
        for read in theme.codes:
            cells = [_safe(read.people[group], total[group]) for group in Group.values]
            yield [theme.name, read.code.name, *cells]


def _safe(said: int, spoken_to: int) -> str:
    return HIDDEN if is_small(said) or is_small(spoken_to - said) else str(said)


def quote_lines(authority: Authority) -> Iterator[list[str]]:
    """Quotes that may leave, without pseudonyms. A group is named where it has five people and hides no other."""
    total = people_by_group(authority)
    few = hidden([[total[group]] for group in Group.values])
    named = {
        code: NOT_SAID if place in few else str(label)
        for place, (code, label) in enumerate(Group.choices)
    }
    for theme in themes(authority, only_quotable=True):
        for read in theme.codes:
            for quote in read.quotes:
                group = named[quote.interview.group]
                yield [theme.name, read.code.name, read.words, group, quote.words]


def frame_lines(authority: Authority) -> Iterator[list[str]]:
    """The coding frame with every definition that there was."""
    definitions = CodeDefinition.objects.filter(code__authority=authority)
    for each in definitions.select_related("code").order_by("code__theme", "code__name", "number"):
        used = "No" if each.code.is_retired else "Yes"
        yield [
            each.code.theme, each.code.name, str(each.number), each.words, f"{each.at:%Y-%m-%d}", used,
        ]  # fmt: skip


def _agreed(authority: Authority) -> QuerySet[Interview]:
    return Interview.objects.filter(authority=authority).with_consent()
