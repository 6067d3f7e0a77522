"""Criteria of a stage: one a line, with the framework that it is taken from in square brackets at its end."""

import re
from dataclasses import dataclass

_SOURCED = re.compile(r"^(?P<words>.*?)\s*\[(?P<source>[^\[\]]+)\]$")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. ``source`` is empty where no published framework is named: the criterion is ours."""

    words: str
    source: str = ""


def criteria(text: str) -> list[Criterion]:
    """The criteria of a text with one a line; empty lines are passed over, and so is one that is there already."""
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return [_criterion(line) for line in lines if line]


def _criterion(line: str) -> Criterion:
    found = _SOURCED.match(line)
    if found and found["words"]:
        return Criterion(found["words"], found["source"].strip())
    return Criterion(line)
