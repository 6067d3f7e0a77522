"""How a finding names the row that it is about."""

import datetime as dt

from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding


def finding(rule: str, episode: Episode, words: str) -> Finding:
    return Finding(rule, episode.file, episode.line, episode.child, words)


def day(date: dt.date | None) -> str:
    """As the return writes it: 31/03/2018."""
    return f"{date:%d/%m/%Y}" if date else "blank"
