"""Words that children and young people have asked professionals not to use about them, with what to say instead.

The list is this project's own and an authority may change it: it follows the kind of advice given in "Language that
Cares" (TACT, 2019), which was written with children in care, but is neither that list nor endorsed by it. It never
stops anything; it asks the writer to look again. What the child or a parent said is never flagged: those are their
words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """``forms`` are matched whole, in any case. ``exact`` matches capitals as written (LAC, but not lac)."""

    forms: tuple[str, ...]
    instead: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Flagged:
    found: str
    instead: str
    start: int


PHRASES = (
    Phrase(("placement", "placements"), "home, or where the child lives"),
    Phrase(("placement breakdown", "placement breakdowns"), "the home came to an end"),
    Phrase(("moving placement", "placement move", "placement moves"), "moving to a new home"),
    Phrase(("contact visit", "contact visits", "supervised contact"), "family time"),
    Phrase(
        ("contact with", "contact arrangements", "contact plan", "contact sessions"),
        "family time, or seeing the people by name",
    ),
    Phrase(("respite", "respite care"), "a short break, or staying with someone by name"),
    Phrase(("siblings", "sibling group"), "brothers and sisters"),
    Phrase(("sibling",), "brother or sister"),
    Phrase(("LAC", "CLA", "CiC", "UASC"), "the child's name, or “the child”", exact=True),
    Phrase(
        ("looked after child", "looked-after child", "looked after children"),
        "the child's name, or “the child”",
    ),
    Phrase(("LAC review", "LAC visit", "LAC nurse"), "review, visit or nurse", exact=True),
    Phrase(
        ("challenging behaviour", "challenging behaviours", "behavioural problems"),
        "what happens, when, and what the child is telling us by it",
    ),
    Phrase(
        ("absconds", "absconded", "absconding", "abscond", "absconder"),
        "goes missing, or runs away: say from what",
    ),
    Phrase(("manipulative", "manipulates", "manipulating", "manipulation"), "what the child needs and how they ask"),
    Phrase(("attention seeking", "attention-seeking"), "looks for connection, or needs attention"),
    Phrase(("attention seeker", "attention-seeker"), "a child who needs connection"),
    Phrase(("difficult to place", "hard to place"), "we have not found the right home yet"),
    Phrase(("hard to reach", "hard to engage"), "we have not found the right way to help yet"),
    Phrase(
        ("refuses to engage", "won't engage", "will not engage", "non-compliant", "disengaged"),
        "what was offered, and what the child would rather do",
    ),
    Phrase(("non-compliance",), "what was asked, and what got in the way"),
    Phrase(("damaged", "broken child", "problem child"), "what happened to the child"),
    Phrase(("abnormal",), "what is different, and what helps"),
    Phrase(("mental", "psycho"), "how the child feels"),
    Phrase(("promiscuous", "puts herself at risk", "puts himself at risk"), "has been harmed or exploited"),
    Phrase(("child prostitute", "child prostitution"), "child sexual exploitation"),
    Phrase(("lifestyle choice", "lifestyle choices"), "what was done to the child, or what they need"),
    Phrase(
        ("kicks off", "kicked off", "kicking off", "meltdown", "meltdowns", "tantrums"),
        "is overwhelmed: say what it looks like",
    ),
    Phrase(("naughty", "bad behaviour", "badly behaved", "defiant"), "what happened, and why it might have"),
    Phrase(("aggressive child", "violent child"), "what happened, how often, and what came before it"),
    Phrase(("suffers from", "suffering from"), "has"),
    Phrase(("wheelchair bound", "wheelchair-bound", "confined to a wheelchair"), "uses a wheelchair"),
    Phrase(("special needs",), "additional needs, said one by one"),
    Phrase(("low functioning", "high functioning"), "what the child can do alone and needs help with"),
    Phrase(("mental age", "mental age of"), "what the child understands and how"),
    Phrase(("biological mother", "birth mother", "natural mother"), "mum, or the word the child uses"),
    Phrase(("biological father", "birth father", "natural father"), "dad, or the word the child uses"),
    Phrase(("biological parents", "birth parents", "natural parents"), "parents, or the words the child uses"),
    Phrase(("peers", "peer group"), "friends, or other children"),
    Phrase(("residential unit", "the unit"), "the home or house, by its name to the child"),
    Phrase(("case file", "this case", "her case", "his case", "their case"), "the child, or the record"),
    Phrase(("care leaver", "care leavers"), "a young person who has left care"),
    Phrase(("illegitimate",), "nothing: it does not matter"),
    Phrase(("broken home",), "what happened in the family"),
    Phrase(("commit suicide", "committed suicide"), "died by suicide, or tried to end their life"),
    Phrase(("self-harmer", "self harmer"), "hurts themselves: say how and when"),
    Phrase(("drug addict", "druggie"), "uses drugs: say which and how often"),
    Phrase(("illegal immigrant", "illegal migrant"), "came here to seek safety"),
)  # fmt: skip
# "Mental health" is what it is called.
_NOT_AFTER = {"mental": ("health", "capacity", "wellbeing", "age"), "damaged": ("property",)}


def find_words(text: str) -> Iterator[Flagged]:
    """Yield each flagged phrase in the order of the text; where two overlap, the longer one alone."""
    taken = -1
    for start, length, phrase in sorted(_matches(text), key=lambda match: (match[0], -match[1])):
        if start > taken:
            taken = start + length - 1
            yield Flagged(text[start : start + length], phrase.instead, start)


def _matches(text: str) -> Iterator[tuple[int, int, Phrase]]:
    plain = text.replace("\u2019", "'")
    for pattern, phrase in _PATTERNS:
        for match in pattern.finditer(plain):
            if not _is_another_word(plain, match):
                yield match.start(), len(match[0]), phrase


def _is_another_word(text: str, match: re.Match[str]) -> bool:
    allowed = _NOT_AFTER.get(match[0].lower(), ())
    following = re.match(r"[\s-]+(\w+)", text[match.end() :])
    return bool(following and following[1].lower() in allowed)


def _pattern(phrase: Phrase) -> re.Pattern[str]:
    forms = sorted(phrase.forms, key=len, reverse=True)
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", 0 if phrase.exact else re.IGNORECASE)


_PATTERNS = tuple((_pattern(phrase), phrase) for phrase in PHRASES)
