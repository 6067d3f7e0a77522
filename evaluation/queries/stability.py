"""What the figures about stability are read from: returns in force, and what the desk knows of the same children."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from accounts.models import Authority, User
from children.models import Child
from evaluation.models import Return
from evaluation.queries.returns import load_rows
from evaluation.stability.beside import Beside, Told, beside
from evaluation.stability.distance import Band, Locate, bands
from evaluation.stability.figure import Case
from evaluation.stability.history import year_end
from evaluation.stability.report import Assessment, Counted, assess
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from reference import postcodes

FORWARD = {
    Placement.EndReason.STEP_DOWN,
    Placement.EndReason.RETURN_HOME,
    Placement.EndReason.PERMANENCE,
    Placement.EndReason.NEXT_HOME,
    Placement.EndReason.GROWN_UP,
}
PURPOSES = dict(Placement.Purpose.choices)
REMEMBERED = 2


def worked_out(authority: Authority, year: int) -> Assessment:
    """The figures of a year from all returns in force. The last ones are remembered: their rows never change.

    Raises:
        YearNotReturned: that year's return is not in force, or has no episodes.
    """
    returns = Return.objects.filter(authority=authority).in_force().order_by("year")
    return _worked_out(authority.pk, year, tuple(returns.values_list("pk", "digest")))


@lru_cache(maxsize=REMEMBERED)
def _worked_out(
    authority: int, year: int, returns: Sequence[tuple[int, str]]
) -> Assessment:  # it names them
    children, episodes = load_rows(Authority.objects.get(pk=authority))
    return assess(children, episodes, year)


def moves_beside(authority: Authority, counted: Counted) -> Beside:
    """The moves of the year as the desk, or else the return, says what they were."""
    moves = counted.transitions.moves
    ended = Placement.objects.filter(
        status=PlacementStatus.ENDED,
        child__authority=authority,
        child__reference__in={move.child for move in moves},
        ends_on__in={move.after.start for move in moves},
    ).values_list("child__reference", "ends_on", "end_was_planned", "end_reason", "purpose")
    told = {
        (child, day): Told(bool(planned), reason in FORWARD, PURPOSES.get(purpose, ""))
        for child, day, planned, reason, purpose in ended
        if day
    }
    return beside(moves, counted.figures["three_plus"].cases, told)


def beside_each(authority: Authority, found: Assessment) -> dict[str, Beside]:
    """``moves_beside`` of every variant of the figures, by the variant's code."""
    return {code: moves_beside(authority, each) for code, each in found.variants.items()}


def lives(authority: Authority, found: Assessment) -> dict[Band, list[Case]]:
    """Where the children looked after on 31 March lived that night."""
    counted = next(iter(found.variants.values()))  # the same whatever makes a placement new
    cases = counted.figures["cla_31_march"].cases
    return bands(cases, year_end(found.year), _locate(authority))


def desk_records(user: User, numbers: Iterable[str]) -> dict[str, Child]:
    """The desk's own records of children with these numbers, of those that the person may see."""
    seen = Child.objects.visible_to(user).filter(reference__in=set(numbers))
    return {child.reference: child for child in seen}


def _locate(authority: Authority) -> Locate:
    """By the directory on this machine: to the postcode, or the middle of its sector; never by a wider area."""

    @cache
    def place(text: str) -> postcodes.Place | None:
        found = next(postcodes.place_many([text]))
        return found if found and found.precision != "outcode" else None

    def locate(home: str, there: str) -> tuple[float | None, bool | None]:
        lived, lives_at = place(home), place(there)
        miles = postcodes.distance_miles(lived, lives_at) if lived and lives_at else None
        districts = authority.district_codes
        return miles, (lives_at.lad_code in districts) if lives_at and districts else None

    return locate
