"""What can be seen of an episode without looking at another."""

from collections.abc import Callable, Iterator, Sequence

from evaluation.returns import codes
from evaluation.returns.checks.naming import day, finding
from evaluation.returns.rows import Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import first_day, last_day

# Rule, column, the episode's field, whether a blank breaks the rule too.
_LISTS = (
    ("143", "RNE", "rne", True),
    ("144", "LS", "ls", True),
    ("145", "CIN", "cin", True),
    ("146", "PLACE", "place", True),
    ("149", "REC", "rec", False),
    ("178", "PLACE_PROVIDER", "provider", False),
    ("1009", "REASON_PLACE_CHANGE", "reason", False),
)
_NOT_PROVIDED_BY = {
    "PR1": ("527", frozenset({"P1", "R2", "R5"})),
    "PR2": ("528", frozenset({"P1", "R2", "R5"})),
    "PR3": ("529", frozenset({"P1", "A3", "A4", "A5", "A6", "K1", "K2"}) | codes.FOSTERING),
    "PR4": ("530", frozenset({"P1"})),
    "PR5": ("531", frozenset({"P1"})),
}


def check(
    episodes: Sequence[Episode], *, year: int, is_postcode: Callable[[str], bool]
) -> Iterator[Finding]:
    for episode in episodes:
        yield from _codes(episode, year)
        yield from _ending(episode, year)
        yield from _provider(episode)
        yield from _temporary(episode)
        yield from _postcodes(episode, is_postcode)


def _codes(episode: Episode, year: int) -> Iterator[Finding]:
    for rule, column, name, is_needed in _LISTS:
        code = getattr(episode, name)
        if code not in codes.valid(column, year) and (code or is_needed):
            said = (
                f"{column} “{code}” is not a code of {year - 1}-{year}."
                if code
                else f"{column} is blank."
            )
            yield finding(rule, episode, said)


def _ending(episode: Episode, year: int) -> Iterator[Finding]:
    ended = episode.dec
    if ended is None:
        if episode.rec:
            yield finding("148", episode, f"DEC is blank and REC is {episode.rec}.")
        return
    if not episode.rec:
        yield finding("148", episode, f"DEC is {day(ended)} and REC is blank.")
    if ended == episode.decom:
        yield finding("355", episode, f"DECOM and DEC are both {day(ended)}.")
    if ended > last_day(year):
        yield finding("385", episode, f"DEC {day(ended)} is after {day(last_day(year))}.")
    if ended < first_day(year):
        words = f"DEC {day(ended)} is before {day(first_day(year))}, where the year begins."
        yield finding("YEAR", episode, words)


def _provider(episode: Episode) -> Iterator[Finding]:
    place, provider = episode.place, episode.provider
    if not provider and place and place not in codes.NO_PROVIDER:
        yield finding("526", episode, f"PLACE is {place} and PLACE_PROVIDER is blank.")
    rule, places = _NOT_PROVIDED_BY.get(provider, ("", frozenset()))
    if place in places:
        yield finding(rule, episode, f"PLACE is {place} and PLACE_PROVIDER is {provider}.")
    if provider == "PR0" and place != codes.WITH_PARENTS:
        yield finding("550", episode, f"PLACE is {place or 'blank'} and PLACE_PROVIDER is PR0.")


def _temporary(episode: Episode) -> Iterator[Finding]:
    if episode.place not in codes.TEMPORARY:
        return
    if episode.rne not in {"P", "B"}:
        yield finding(
            "380", episode, f"PLACE is {episode.place} and RNE is {episode.rne or 'blank'}."
        )
    if episode.dec and episode.rec not in {"", codes.CONTINUES}:
        yield finding("381", episode, f"PLACE is {episode.place} and REC is {episode.rec}.")


def _postcodes(episode: Episode, is_postcode: Callable[[str], bool]) -> Iterator[Finding]:
    home, there = episode.home_post, episode.pl_post
    unknown = [text for text in dict.fromkeys((home, there)) if text and not is_postcode(text)]
    if unknown:
        said = " and ".join(f"“{text}”" for text in unknown)
        yield finding("392c", episode, f"{said}: not in the ONS directory.")
    if home and _plain(home) == _plain(there) and episode.place != codes.WITH_PARENTS:
        yield finding("392d", episode, f"HOME_POST and PL_POST are both “{home}”.")


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()
