"""What a return has that the desk does not: children, stays and legal statuses that could be added."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from children.models import LegalStatusCode
from children.services import NewChild
from evaluation.matches import differences
from evaluation.matches.counts import Found
from evaluation.matches.facts import Days, DeskChild, Returned, ReturnedStatus, ReturnedStay
from evaluation.models import Return
from evaluation.queries.matches import Beside, beside, said_of
from evaluation.returns import rows
from placements.models import Placement
from reference import vocabulary

LONGEST_NUMBER = 20
_ETHNICITIES = vocabulary.labels(vocabulary.ETHNICITIES)


@dataclass(frozen=True, slots=True)
class Takeover:
    """What there is to take over from a return.

    Args:
        new: children whom the desk does not have. unfit: those of them who cannot be added, with the reason.
        stays, statuses: what the desk has nothing of on the same days, by the child's number.
        left_out: stays that cannot be added: no known end, an unknown kind, or not a day long.
    """

    beside: Beside
    new: Mapping[str, NewChild]
    unfit: Mapping[str, str]
    stays: Mapping[str, Sequence[ReturnedStay]]
    statuses: Mapping[str, Sequence[ReturnedStatus]]
    left_out: int

    @property
    def found(self) -> Found:
        """In numbers."""
        return Found(
            children=len(self.beside.numbers),
            on_desk=len(self.beside.desk),
            new=len(self.new),
            stays_of_new=self._count_stays(of_new=True),
            stays_of_known=self._count_stays(of_new=False),
            statuses=sum(map(len, self.statuses.values())),
            left_out=self.left_out,
            unfit=self.unfit,
        )

    def _count_stays(self, *, of_new: bool) -> int:
        return sum(
            len(found) for number, found in self.stays.items() if (number in self.new) is of_new
        )


def takeover(one: Return) -> Takeover:
    """What taking over from the return would do. Nothing is changed."""
    said = said_of(one)
    return takeover_of(beside(one.authority, said, said.numbers))


def takeover_of(found: Beside) -> Takeover:
    """The same for some of its children."""
    said = found.said
    unfit: dict[str, str] = {}
    new: dict[str, NewChild] = {}
    for number in found.numbers:
        if number in found.desk:
            continue
        header = said.headers.get(number)
        if reason := _unfit(number, header):
            unfit[number] = reason
        elif header is not None:
            new[number] = _new_child(header, said.returned.get(number))
    stays, statuses, left_out = {}, {}, 0
    for number in (*found.desk, *new):
        says = said.returned.get(number)
        if says is None:
            continue
        free = [stay for stay in says.stays if _is_free(stay, found.desk.get(number))]
        stays[number] = [stay for stay in free if _can_be_added(stay)]
        left_out += len(free) - len(stays[number])
        statuses[number] = list(_free_statuses(says, found.desk.get(number)))
    return Takeover(found, new, unfit, stays, statuses, left_out)


def _unfit(number: str, header: rows.Child | None) -> str:
    """Why a child cannot be added; blank for one who can."""
    if header is None:
        return "Not in the Header file"
    if len(number) > LONGEST_NUMBER:
        return "The number is longer than the desk keeps"
    if header.dob is None:
        return "No date of birth"
    if header.sex.upper() not in differences.SEXES:
        return "No sex that the desk has a word for"
    return ""


def _new_child(header: rows.Child, says: Returned | None) -> NewChild:
    if header.dob is None:
        raise ValueError("Children without a date of birth are told apart before.")
    last = says.stays[-1] if says and says.stays else None
    is_in_care = last is not None and last.ends_on is None and last.known_to is None
    ethnicity = header.ethnic.upper()
    return NewChild(
        reference=header.child,
        birth_date=header.dob,
        sex=differences.SEXES[header.sex.upper()],
        ethnicity=ethnicity if ethnicity in _ETHNICITIES else "",
        home_postcode=last.latest.home_post if last else "",
        looked_after_from=_in_care_from(says) if says and is_in_care else None,
    )


def _in_care_from(says: Returned) -> dt.date | None:
    """When the present time in care began; None where the return does not reach back so far."""
    began = says.stays[-1]
    for earlier in reversed(says.stays[:-1]):
        if earlier.ends_on != began.starts_on or earlier.ends_care:
            break
        began = earlier
    return began.starts_on if began.start_seen else None


def _is_free(stay: ReturnedStay, desk: DeskChild | None) -> bool:
    return desk is None or not any(ours.overlap(stay.until) for ours in desk.stays)


def _can_be_added(stay: ReturnedStay) -> bool:
    return (
        stay.known_to is None
        and (stay.ends_on is None or stay.ends_on > stay.starts_on)
        and stay.latest.place in Placement.Setting.values
    )


def _free_statuses(says: Returned, desk: DeskChild | None) -> Iterator[ReturnedStatus]:
    for each in says.statuses:
        known = Days(starts_on=each.starts_on, ends_on=each.ends_on)
        is_free = desk is None or not any(ours.overlap(known) for ours in desk.statuses)
        lasts = each.ends_on is None or each.ends_on > each.starts_on
        if is_free and lasts and each.known_to is None and each.code in LegalStatusCode.values:
            yield each
