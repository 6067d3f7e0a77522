"""The course of every referral that came to the desk in a period, and what was entered by hand about its work."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import Authority
from brokerage.lifecycle import ReferralStatus
from brokerage.models import Answer, Invitation, QualityCheck, Referral, ReferralMove
from evaluation.models import DeskStart, EnteredFigure, Return
from evaluation.process.change import Known, Measure
from evaluation.process.courses import Asked, Course, End, StayEnd
from evaluation.process.indicators import by_year
from evaluation.queries.returns import load_rows
from evaluation.stability.figure import Figure
from evaluation.stability.history import year_end, year_start
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from reference.dates import london_midnight, london_today

ENDS = {ReferralStatus.PLACED: End.PLACED, ReferralStatus.WITHDRAWN: End.WITHDRAWN}
INDICATORS = {
    Measure.THREE_PLUS: ("three_plus", "three_plus_pct"),
    Measure.THREE_PLUS_TWO_YEARS: ("three_plus_2yr", "three_plus_2yr_pct"),
    Measure.LONG_TERM: ("lts_numerator", "lts_pct"),
}
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Move:
    to: str
    at: dt.datetime


def courses(authority: Authority, *, first: dt.date, last: dt.date) -> list[Course]:
    """Referrals first submitted on the days ``first`` to ``last``, in five statements, oldest first."""
    moves = _moves(authority)
    start, end = london_midnight(first), london_midnight(last + ONE_DAY)
    mine = {referral: found for referral, found in moves.items() if start <= found[0].at < end}
    referrals = Referral.objects.in_bulk(list(mine))
    stays = Placement.objects.in_bulk(
        [each.placement_id for each in referrals.values() if each.placement_id]
    )
    rounds, offers = _rounds(mine)
    quality = _quality(mine)
    return [
        _course(
            referrals[pk],
            mine[pk],
            stay=stays.get(referrals[pk].placement_id or 0),
            rounds=rounds[pk],
            offers=len(offers[pk]),
            quality=quality.get(pk),
        )
        for pk in sorted(mine, key=lambda each: mine[each][0].at)
    ]


def _moves(authority: Authority) -> dict[int, list[Move]]:
    """Each referral's moves from the one by which it was first submitted."""
    rows = ReferralMove.objects.filter(referral__authority=authority).order_by("at", "pk")
    found: dict[int, list[Move]] = {}
    for referral, to, at in rows.values_list("referral", "to_status", "at"):
        if referral in found or to == ReferralStatus.SUBMITTED:
            found.setdefault(referral, []).append(Move(to, at))
    return found


def _rounds(referrals: Iterable[int]) -> tuple[dict[int, list[Asked]], dict[int, set[int]]]:
    """The rounds of each referral, and the households that made it an offer."""
    by_round: dict[tuple[int, int], list[Invitation]] = defaultdict(list)
    offers: dict[int, set[int]] = defaultdict(set)
    invitations = Invitation.objects.filter(round__referral__in=list(referrals))
    for each in invitations.select_related("round", "answer").order_by("round", "pk"):
        by_round[each.round.referral_id, each.round_id].append(each)
        answer = _answer(each)
        if answer and answer.choice == Answer.Choice.INTERESTED:
            offers[each.round.referral_id].add(each.household_id)
    rounds: dict[int, list[Asked]] = defaultdict(list)
    for (referral, _), asked in by_round.items():
        rounds[referral].append(_asked(asked))
    return rounds, offers


def _answer(invitation: Invitation) -> Answer | None:
    return invitation.answer if hasattr(invitation, "answer") else None


def _asked(invitations: Sequence[Invitation]) -> Asked:
    answers = [answer for each in invitations if (answer := _answer(each))]
    declined = [each for each in answers if each.choice == Answer.Choice.NOT_NOW]
    opened = invitations[0].round.opened_at
    first = min((each.first_at for each in answers), default=None)
    return Asked(
        invited=len(invitations),
        answers=Counter(each.choice for each in answers),
        reasons=Counter(reason for each in declined for reason in set(each.reasons)),
        without_reason=sum(not each.reasons for each in declined),
        first_answer_after=first - opened if first else None,
    )


def _quality(mine: Mapping[int, Sequence[Move]]) -> dict[int, int]:
    """The score of the last check up to when the desk took the referral; of the very last while it has not."""
    taken = {
        referral: next((m.at for m in moves if m.to == ReferralStatus.SEARCHING), None)
        for referral, moves in mine.items()
    }
    checks = QualityCheck.objects.filter(referral__in=list(mine)).order_by("at", "pk")
    found = {}
    for referral, at, score in checks.values_list("referral", "at", "score"):
        until = taken[referral]
        if until is None or at <= until:
            found[referral] = score
    return found


def _course(
    referral: Referral,
    moves: Sequence[Move],
    *,
    stay: Placement | None,
    rounds: Sequence[Asked],
    offers: int,
    quality: int | None,
) -> Course:
    reached: dict[str, dt.datetime] = {}
    for move in moves[1:]:
        reached.setdefault(move.to, move.at)
    end = ENDS.get(ReferralStatus(moves[-1].to), End.OPEN)
    return Course(
        urgency=referral.urgency,
        submitted_at=moves[0].at,
        reached=reached,
        end=end,
        ended_at=None if end is End.OPEN else moves[-1].at,
        returned=sum(move.to == ReferralStatus.RETURNED for move in moves),
        rounds=rounds,
        offers=offers,
        quality=quality,
        stay=_stay(stay),
    )


def _stay(stay: Placement | None) -> StayEnd:
    if stay is None or stay.status == PlacementStatus.CANCELLED:
        return StayEnd.NO_STAY
    if stay.status != PlacementStatus.ENDED:
        return StayEnd.GOING_ON
    return StayEnd.PLANNED if stay.end_was_planned else StayEnd.UNPLANNED


def desk_start(authority: Authority) -> DeskStart | None:
    return DeskStart.objects.filter(authority=authority).first()


def entered(authority: Authority) -> Iterator[Known]:
    """What was entered by hand, as it was."""
    for row in EnteredFigure.objects.filter(authority=authority):
        yield Known(
            measure=Measure(row.measure),
            value=float(row.value),
            first=row.starts_on,
            last=row.ends_on,
            source=row.source,
        )


def episodes_returned(authority: Authority) -> int:
    """How many episodes there are in the returns in force."""
    returns = Return.objects.filter(authority=authority).in_force()
    return returns.aggregate(every=Sum("episodes"))["every"] or 0


def from_returns(authority: Authority, *, fewest: int) -> Iterator[Known]:
    """The stability indicators of every year whose return is in force, as the national definitions count.

    Args:
        fewest: a share that tells of fewer children has no value.
    """
    children, episodes = load_rows(authority)
    for year, figures in by_year(children, episodes).items():
        for measure, (numerator, share) in INDICATORS.items():
            if figures[share].value is not None:
                yield Known(
                    measure=measure,
                    value=_shown(figures[numerator], figures[share], fewest),
                    first=year_start(year),
                    last=year_end(year),
                    source=f"Statutory return (SSDA903) of {year}",
                )


def _shown(numerator: Figure, share: Figure, fewest: int) -> float | None:
    """None where a few children stand behind the share, or few are left of it."""
    part, whole = len(numerator.cases), len(share.cases)
    tells = any(0 < few < fewest for few in (part, whole - part))
    return None if tells or not isinstance(share.value, int | float) else float(share.value)


def first_submitted(authority: Authority) -> dt.date | None:
    """The day on which the first referral on record came to the desk."""
    moves = ReferralMove.objects.filter(
        referral__authority=authority, to_status=ReferralStatus.SUBMITTED
    )
    at = moves.order_by("at").values_list("at", flat=True).first()
    return london_today(at) if at else None
