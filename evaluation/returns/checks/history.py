"""What can be seen from how a child's episodes of one return follow each other."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from evaluation.returns import codes
from evaluation.returns.checks.naming import day, finding
from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import first_day

Care = Mapping[str, Sequence[Episode]]


def by_child(episodes: Sequence[Episode]) -> Care:
    """Each child's episodes in the order in which they began; an open one after those that ended."""
    care: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        care[episode.child].append(episode)
    for each in care.values():
        each.sort(key=lambda episode: (episode.decom, episode.dec or dt.date.max, episode.line))
    return care


def check(care: Care, *, year: int) -> Iterator[Finding]:
    for episodes in care.values():
        yield from _first_of_the_year(episodes[0], year)
        for before, episode in pairwise(episodes):
            yield from _follows(before, episode)
            yield from _what_changed(before, episode)
        yield from _ends_with_no_other(episodes[-1])
        yield from _returns(episodes)


def _first_of_the_year(first: Episode, year: int) -> Iterator[Finding]:
    if first.decom >= first_day(year) and first.rne != codes.STARTS:
        words = f"The first episode began on {day(first.decom)} with RNE {first.rne or 'blank'}."
        yield finding("357", first, words)


def _follows(before: Episode, episode: Episode) -> Iterator[Finding]:
    ended, began = before.dec, episode.decom
    if ended is None:
        words = f"DEC is blank, and an episode on line {episode.line} began on {day(began)}."
        yield finding("142", before, words)
    elif began < ended:
        words = f"DECOM {day(began)} is before {day(ended)}, where line {before.line} ended."
        yield finding("501", episode, words)
    yield from _what_the_ending_says(before, episode)
    if episode.rne == codes.STARTS and ended and ended >= began:
        words = f"RNE is S on {day(began)}, and line {before.line} ended on {day(ended)}."
        yield finding("431", episode, words)
    if ended and before.rec in codes.ENDS_CARE and episode.rne != codes.STARTS:
        words = (
            f"Line {before.line} ended with REC {before.rec}, and RNE is {episode.rne or 'blank'}."
        )
        yield finding("432", episode, words)
    if episode.rne in codes.CONTINUING and ended != began:
        words = f"RNE is {episode.rne} on {day(began)}; DEC on line {before.line} is {day(ended)}."
        yield finding("433", episode, words)
    if ended and before.rec in {codes.DIED, codes.TURNED_OUT_ADULT}:
        words = f"REC is {before.rec}, and an episode on line {episode.line} began on {day(began)}."
        yield finding("437", before, words)


def _what_the_ending_says(before: Episode, episode: Episode) -> Iterator[Finding]:
    if before.dec is None or not before.rec:
        return
    continues = before.rec == codes.CONTINUES
    if continues != (before.dec == episode.decom):
        words = f"REC is {before.rec} on {day(before.dec)}; the next episode began on {day(episode.decom)}."
        yield finding("388", before, words)


def _ends_with_no_other(last: Episode) -> Iterator[Finding]:
    if last.dec and last.rec == codes.CONTINUES:
        yield finding("388", last, f"REC is X1 on {day(last.dec)}, and no other episode follows.")


def _what_changed(before: Episode, episode: Episode) -> Iterator[Finding]:
    legal_status_changed = before.ls != episode.ls
    placement_changed = _placement(before) != _placement(episode)
    truth = {
        "L": ("434", legal_status_changed and not placement_changed),
        "P": ("435", placement_changed and not legal_status_changed),
        "T": ("435", placement_changed and not legal_status_changed),
        "B": ("436", placement_changed and legal_status_changed),
        "U": ("436", placement_changed and legal_status_changed),
    }
    rule, holds = truth.get(episode.rne, ("", True))
    if not holds:
        legal_status = "changed" if legal_status_changed else "did not change"
        placement = "changed" if placement_changed else "did not change"
        words = (
            f"RNE is {episode.rne}; since line {before.line} the legal status {legal_status} and the "
            f"placement {placement}."
        )
        yield finding(rule, episode, words)


def _placement(episode: Episode) -> tuple[str, str, str, str]:
    return episode.place, episode.pl_post, episode.urn, episode.provider


def _returns(episodes: Sequence[Episode]) -> Iterator[Finding]:
    for usual, away, back in zip(episodes, episodes[1:], episodes[2:], strict=False):
        if away.place not in codes.TEMPORARY:
            continue
        is_back = (back.place, back.pl_post) == (usual.place, usual.pl_post)
        if back.rne != "P" or not is_back:
            words = (
                f"From {away.place} to {back.place} on line {back.line} with RNE {back.rne or 'blank'}; "
                f"{usual.place} on line {usual.line} was before."
            )
            yield finding("383", away, words)
