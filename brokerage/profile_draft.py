"""A first draft of what carers will read, put together from recorded facts. The social worker makes it the child's.

Plain Python. Sentences that would identify the child are left out, so the draft says less rather than too much.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from brokerage.quality.identifying import Identity, find_identifying

SENTENCES_OF_EACH = 3
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """``ages`` in completed years and ``sexes`` ("F" or "M"), child by child; ``needs`` and ``wishes`` in words."""

    ages: Sequence[int]
    sexes: Sequence[str]
    strengths: str = ""
    interests: str = ""
    needs: Sequence[str] = ()
    what_helps: str = ""
    wishes: Sequence[str] = ()


def draft_profile(sketch: Sketch, identity: Identity) -> str:
    """Who the child is, what they enjoy, what they need, what helps, what they hope for: in that order."""
    they, need, hope = _pronoun(sketch)
    paragraphs = [
        " ".join([f"{_who(sketch)}.", *_safe(sketch.strengths, identity)]),
        " ".join(_safe(sketch.interests, identity)),
        f"{they} {need} help with {_listed(sketch.needs)}." if sketch.needs else "",
        " ".join(["What helps:", *helps]) if (helps := _safe(sketch.what_helps, identity)) else "",
        f"{they} {hope} {_listed(sketch.wishes)}." if sketch.wishes else "",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _who(sketch: Sketch) -> str:
    if len(sketch.ages) == 1:
        noun = "girl" if sketch.sexes[0] == "F" else "boy"
        return f"A {noun} of {_number(sketch.ages[0])}" if sketch.ages[0] else f"A baby {noun}"
    nouns = {frozenset("F"): "sisters", frozenset("M"): "brothers"}
    noun = nouns.get(frozenset(sketch.sexes), "brothers and sisters")
    count = _number(len(sketch.ages)).capitalize()
    return f"{count} {noun}, aged {_listed([str(age) for age in sorted(sketch.ages)])}"


def _pronoun(sketch: Sketch) -> tuple[str, str, str]:
    if len(sketch.ages) > 1:
        return "They", "need", "hope"
    return ("She", "needs", "hopes") if sketch.sexes[0] == "F" else ("He", "needs", "hopes")


def _safe(text: str, identity: Identity) -> list[str]:
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    safe = [part for part in sentences if not find_identifying(part, identity)]
    return [part if part[-1] in ".!?" else f"{part}." for part in safe[:SENTENCES_OF_EACH]]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
