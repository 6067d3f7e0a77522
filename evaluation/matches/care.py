"""The episodes of one child after the other: as they were given, carried on, or derived anew."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from evaluation.matches import differences, episodes
from evaluation.matches.facts import DeskChild, Returned
from evaluation.matches.returned import returned
from evaluation.matches.shapes import NOT_ON_THE_DESK, Cells, Exported, Gap, Known, day
from evaluation.returns import codes
from evaluation.returns.columns import COLUMNS, EPISODES
from evaluation.returns.rows import Episode
from evaluation.returns.year import first_day, last_day

_ASKED_OF_EPISODES = {
    "RNE": "Care began before the first stay that the desk knows.",
    "LS": "No legal status is recorded for that day.",
    "CIN": NOT_ON_THE_DESK,
    "PLACE_PROVIDER": "Who provides the placement is not recorded.",
    "REC": "How the child left care is not recorded as the return asks.",
    "REASON_PLACE_CHANGE": "Why the placement ended is not recorded as the return asks.",
    "HOME_POST": "The home's postcode is not recorded.",
    "PL_POST": "The placement's postcode is not recorded.",
    "URN": NOT_ON_THE_DESK,
}


class _Account:
    """What some returns say."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self.years: dict[str, int] = {}
        for each in episodes:
            self.years[each.child] = max(each.year, self.years.get(each.child, 0))
        self.returned = returned(episodes, last_return=max(self.years.values(), default=0))

    def knows_and_agrees_with(self, desk: DeskChild) -> bool:
        return desk.number in self.years and self.agrees_with(desk)

    def agrees_with(self, desk: DeskChild) -> bool:
        says = self.returned.get(desk.number, Returned((), ()))
        return not any(differences.of_the_care(desk, says, year=self.years[desk.number]))


class Care:
    """The episodes of one child after the other."""

    def __init__(self, known: Known, year: int) -> None:
        self.year = year
        self.rows_of: dict[str, list[Episode]] = defaultdict(list)
        until_then = [each for each in known.episodes if each.year <= year]
        for episode in until_then:
            self.rows_of[episode.child].append(episode)
        self.last = max((each.year for each in until_then), default=year)
        self.is_given = bool(known.given.get(EPISODES))
        self.accounts = [_Account(until_then), _Account(known.episodes)]

    def rows(
        self, number: str, desk: DeskChild | None, given: list[Cells], exported: Exported
    ) -> list[Cells]:
        imported = self.rows_of.get(number, [])
        if desk is None:
            if not given:
                self._say_who_is_unknown(number, imported, exported)
            return given
        if self._holds(desk, imported):
            if given:
                return given
            found = self._carried_on(desk, imported)
            if not found:
                self._say_who_is_unknown(number, imported, exported)
        elif self.is_given and not imported and self.accounts[-1].knows_and_agrees_with(desk):
            found = []
            why = "Only a later return says that the child was in care: not in this one either."
            if any(self._is_of_the_year(each) for each in episodes.derived(desk)):
                exported.gaps.append(Gap(EPISODES, number, "", why))
        else:
            if imported:
                why = "The desk's stays or legal statuses are not the return's: derived anew."
                exported.gaps.append(Gap(EPISODES, number, "", why))
            found = self._anew(desk, imported)
        in_year = [each for each in found if self._is_of_the_year(each)]
        return [self._cells(each, exported) for each in in_year]

    def _holds(self, desk: DeskChild, imported: Sequence[Episode]) -> bool:
        """Whether the desk says nothing else than the returns do, of the days of which they speak.

        The desk may agree with what was said by then, or with a later return that says something else of those days:
        either way nobody has changed it on the desk.
        """
        return bool(imported) and any(account.agrees_with(desk) for account in self.accounts)

    def _carried_on(self, desk: DeskChild, imported: Sequence[Episode]) -> list[Episode]:
        """From the last return on: its open episode, until the desk knows more, and what came after."""
        last = last_day(max(each.year for each in imported))
        later = [each for each in episodes.derived(desk) if each.dec is None or each.dec > last]
        found = []
        for episode in later:
            if episode.decom > last:
                found.append(episode)
            elif was_open := self._open_on(last, imported):
                ends = replace(was_open, dec=episode.dec, rec=episode.rec, reason=episode.reason)
                found.append(ends)
            else:
                found.append(episode)
        return found

    def _open_on(self, last: dt.date, imported: Sequence[Episode]) -> Episode | None:
        latest = [each for each in imported if each.dec is None and each.decom <= last]
        return max(latest, key=lambda each: (each.year, each.decom), default=None)

    def _anew(self, desk: DeskChild, imported: Sequence[Episode]) -> list[Episode]:
        by_day = {each.decom: each for each in sorted(imported, key=lambda each: each.year)}
        return [episodes.filled(each, by_day.get(each.decom)) for each in episodes.derived(desk)]

    def _is_of_the_year(self, episode: Episode) -> bool:
        ended = episode.dec
        return episode.decom <= last_day(self.year) and (
            ended is None or ended >= first_day(self.year)
        )

    def _cells(self, episode: Episode, exported: Exported) -> Cells:
        each = episodes.up_to(episode, last_day(self.year))
        cells = (
            each.child, day(each.decom), each.rne, each.ls, each.cin, each.place, each.provider, day(each.dec),
            each.rec, each.reason, each.home_post, each.pl_post, each.urn,
        )  # fmt: skip
        for column, cell in zip(COLUMNS[EPISODES], cells, strict=True):
            if not cell and column in _ASKED_OF_EPISODES and _is_asked(column, each):
                gap = Gap(EPISODES, each.child, column, _ASKED_OF_EPISODES[column])
                exported.gaps.append(gap)
        return cells

    def _say_who_is_unknown(
        self, number: str, imported: Sequence[Episode], exported: Exported
    ) -> None:
        """For a year of which no return is imported: of whoever was in care at the end of the last one that is."""
        if not imported or self.last >= self.year:
            return
        latest = max(imported, key=lambda each: (each.year, each.decom))
        if latest.year == self.last and latest.dec is None:
            why = "In care in an earlier return, and the desk does not know where the child lives."
            exported.gaps.append(Gap(EPISODES, number, "", why))


def _is_asked(column: str, episode: Episode) -> bool:
    """Whether a blank cell says that something is not known, rather than that there is nothing."""
    if column == "REC":
        return episode.dec is not None
    if column == "REASON_PLACE_CHANGE":
        return episode.rec == codes.CONTINUES
    if column == "PLACE_PROVIDER":
        return episode.place not in codes.NO_PROVIDER
    return True
