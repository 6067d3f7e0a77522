"""Episodes of a return, derived from the stays and legal statuses of the desk. What the desk does not know is blank."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evaluation.matches.differences import plain
from evaluation.matches.facts import DeskChild, DeskStay
from evaluation.returns import codes
from evaluation.returns.rows import Episode

_NOT_IN_A_FILE = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days on which neither the stay nor the legal status changed."""

    starts_on: dt.date
    ends_on: dt.date | None
    stay: DeskStay
    ls: str


def derived(desk: DeskChild) -> list[Episode]:
    """Every episode that the desk's record tells of, oldest first.

    CIN and URN are blank: the desk does not record them. RNE is blank where care began before the first stay that
    the desk knows.
    """
    pieces = [piece for stay in _in_order(desk.stays) for piece in _pieces(stay, desk)]
    around = zip([None, *pieces], pieces, [*pieces[1:], None], strict=False)
    return [_episode(desk, before, piece, after) for before, piece, after in around]


def filled(episode: Episode, known: Episode | None) -> Episode:
    """The derived episode with what a return says of the one that began on the same day.

    Where it is the same placement, that is the reason for it, the provider and the URN too.
    """
    if known is None:
        return episode
    both = replace(episode, cin=known.cin, home_post=known.home_post)
    is_same_place = (known.place, plain(known.pl_post)) == (episode.place, plain(episode.pl_post))
    if is_same_place:
        both = replace(
            both,
            provider=known.provider,
            urn=known.urn,
            pl_post=known.pl_post,
            rne=known.rne if known.ls == episode.ls else both.rne,
        )
    if known.dec == episode.dec:
        both = replace(both, rec=both.rec or known.rec, reason=both.reason or known.reason)
    return both


def up_to(episode: Episode, last: dt.date) -> Episode:
    """As a return knows it that ends on ``last``: what ended later is open."""
    if episode.dec is None or episode.dec <= last:
        return episode
    return replace(episode, dec=None, rec="", reason="")


def _in_order(stays: Sequence[DeskStay]) -> list[DeskStay]:
    return sorted(stays, key=lambda stay: stay.starts_on)


def _pieces(stay: DeskStay, desk: DeskChild) -> Iterator[_Piece]:
    changes = {each.starts_on for each in desk.statuses} | {
        each.ends_on for each in desk.statuses if each.ends_on
    }
    inside = sorted(day for day in changes if stay.includes(day) and day > stay.starts_on)
    for start, end in pairwise([stay.starts_on, *inside, stay.ends_on]):
        if start:
            ls = next((each.code for each in desk.statuses if each.includes(start)), "")
            yield _Piece(start, end, stay, ls)


def _episode(
    desk: DeskChild, before: _Piece | None, piece: _Piece, after: _Piece | None
) -> Episode:
    goes_on = after is not None and after.starts_on == piece.ends_on
    moves = goes_on and after is not None and after.stay is not piece.stay
    return Episode(
        child=desk.number,
        decom=piece.starts_on,
        rne=_reason_for_it(desk, before, piece),
        ls=piece.ls,
        cin="",
        place=piece.stay.place,
        provider=piece.stay.provider,
        dec=piece.ends_on,
        rec="" if not piece.ends_on else codes.CONTINUES if goes_on else piece.stay.leaves_as,
        reason=piece.stay.reason if moves else "",
        home_post=desk.home_postcode,
        pl_post=piece.stay.postcode,
        urn="",
        year=0,
        file="",
        line=_NOT_IN_A_FILE,
    )


def _reason_for_it(desk: DeskChild, before: _Piece | None, piece: _Piece) -> str:
    if before is None or before.ends_on != piece.starts_on:
        was_in_care = before is None and desk.in_care_from and desk.in_care_from < piece.starts_on
        return "" if was_in_care else codes.STARTS
    moved, ordered = before.stay is not piece.stay, before.ls != piece.ls
    if not moved:
        return "L"
    stays_with_them = bool(piece.stay.home) and piece.stay.home == before.stay.home
    if ordered:
        return "U" if stays_with_them else "B"
    return "T" if stays_with_them else "P"
