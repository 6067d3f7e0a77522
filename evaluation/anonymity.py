"""What in an interview's notes would tell who spoke, or of whom: a warning, before they are kept.

Names that are typed in for the purpose are looked for and never stored. Case records are not asked: the workbook
never mixes with them. Whatever is not among those names shows only by its capital letter inside a sentence. A person
still reads the notes.
"""

import re
from collections.abc import Iterator

from brokerage.quality.identifying import Detail, Identity, Kind, find_identifying, fold
from brokerage.quality.names import NOT_NAMES

_CAPITAL = re.compile(r"(?<=[a-z0-9,;] )[A-Z][a-z]+(?:[-'\u2019][A-Z]?[a-z]+)*")
# Written with a capital letter, and the name of nobody.
EVERYDAY = frozenset(
    word
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august",
        "september october november december christmas easter eid diwali ramadan english welsh british muslim",
        "christian jewish hindu sikh polish god internet facebook instagram snapchat tiktok youtube whatsapp lego",
        "minecraft fortnite xbox playstation netflix",
    )
    for word in line.split()
)


def suspects(notes: str, *, names: str = "") -> list[Detail]:
    """In the order of the notes, each once; ``names`` are whole names, one a line or between commas."""
    real = tuple(part.strip() for part in re.split(r"[,\n]", names) if part.strip())
    certain = find_identifying(notes, Identity(names=real))
    found = sorted([*certain, *_capitals(notes, certain)], key=lambda detail: detail.start)
    return list({(each.kind, fold(each.found)): each for each in reversed(found)}.values())[::-1]


def _capitals(notes: str, certain: list[Detail]) -> Iterator[Detail]:
    for match in _CAPITAL.finditer(notes):
        within = any(each.start <= match.start() < each.start + len(each.found) for each in certain)
        if not within and fold(match[0]) not in EVERYDAY | NOT_NAMES:
            yield Detail(Kind.NAME, match[0], match.start(), is_certain=False)
