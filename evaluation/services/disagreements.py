"""Resolving what the desk's record and a return say differently."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.moves import check_move
from accounts.periods import covering
from children import services as children_services
from children.models import LegalStatusCode
from evaluation.lifecycle import DISAGREEMENT_MOVES, DisagreementStatus
from evaluation.models import Disagreement, ReturnRow
from evaluation.returns.columns import EPISODES
from evaluation.returns.parsing import episode_from
from evaluation.services.endings import ending_of
from placements import services as placement_services
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from reference import vocabulary

About = Disagreement.About

_ETHNICITIES = vocabulary.labels(vocabulary.ETHNICITIES)


class CannotTake(Exception):
    """The return's value does not fit the desk's record. The words say why."""


@transaction.atomic
def resolve(
    *,
    disagreement: Disagreement,
    how: DisagreementStatus,
    note: str,
    by: User,
    at: dt.datetime,
) -> Disagreement:
    """Keep the desk's value, take the return's over, or note why both stand.

    Raises:
        MoveNotAllowed: somebody has resolved it already.
        CannotTake: the return's value cannot be recorded. Nothing changes.
    """
    found = Disagreement.objects.select_for_update(of=("self",))
    locked = found.select_related("child", "placement").get(pk=disagreement.pk)
    check_move(DISAGREEMENT_MOVES, DisagreementStatus(locked.status), how)
    if how == DisagreementStatus.TAKEN:
        _take(locked, by=by, at=at)
    locked.status, locked.note = how, note
    locked.resolved_by, locked.resolved_at = by, at
    locked.save()
    return locked


def can_be_taken(disagreement: Disagreement) -> bool:
    """A stay that a return does not have cannot be unmade: whoever recorded it knows better."""
    return disagreement.about != About.STAY


def _take(locked: Disagreement, *, by: User, at: dt.datetime) -> None:
    try:
        _TAKERS[About(locked.about)](locked, by, at)
    except (
        children_services.CannotSave,
        children_services.ChangedMeanwhile,
        placement_services.CannotSave,
    ) as problem:
        raise CannotTake(str(problem)) from problem


def _take_birth_date(one: Disagreement, by: User, at: dt.datetime) -> None:
    _change_child(one, by, at, birth_date=dt.date.fromisoformat(one.return_value))


def _take_sex(one: Disagreement, by: User, at: dt.datetime) -> None:
    _change_child(one, by, at, sex=one.return_value)


def _take_ethnicity(one: Disagreement, by: User, at: dt.datetime) -> None:
    if one.return_value not in _ETHNICITIES:
        raise CannotTake(f"“{one.return_value}” is not an ethnicity that the desk knows.")
    _change_child(one, by, at, ethnicity=one.return_value)


def _take_legal_status(one: Disagreement, by: User, at: dt.datetime) -> None:
    if one.return_value not in LegalStatusCode.values:
        raise CannotTake(f"“{one.return_value}” is not a legal status that the desk knows.")
    status = one.child.legal_statuses.filter(covering(one.on)).first() if one.on else None
    if status is None:
        raise CannotTake("The child has no legal status of that day any more.")
    status.code = one.return_value
    children_services.save_part(
        child=one.child, part=status, version=one.child.version, by=by, at=at
    )


def _take_setting(one: Disagreement, by: User, at: dt.datetime) -> None:
    if one.return_value not in Placement.Setting.values:
        raise CannotTake(f"“{one.return_value}” is not a kind of placement that the desk knows.")
    _correct_stay(one, by, at, setting=one.return_value)


def _take_postcode(one: Disagreement, by: User, at: dt.datetime) -> None:
    longest = Placement._meta.get_field("postcode").max_length or 0
    if len(one.return_value) > longest:
        raise CannotTake(f"“{one.return_value}” is no postcode.")
    _correct_stay(one, by, at, postcode=one.return_value)


def _take_start(one: Disagreement, by: User, at: dt.datetime) -> None:
    _correct_stay(one, by, at, starts_on=dt.date.fromisoformat(one.return_value))


def _take_end(one: Disagreement, by: User, at: dt.datetime) -> None:
    """With the reason that the return gives; a stay that goes on by the return has no end any more."""
    if not one.return_value:
        _correct_stay(
            one, by, at, status=PlacementStatus.STARTED, ends_on=None, end_reason="",
            end_was_planned=None, end_note="",
        )  # fmt: skip
        return
    rows = ReturnRow.objects.filter(
        file__for_return=one.for_return, file__kind=EPISODES, line=one.line or 0
    )
    row = rows.filter(child=one.child.reference, is_imported=True).first()
    if row is None:
        raise CannotTake("The return's row is not there any more.")
    episode = episode_from(row.cells, year=one.for_return.year or 0, file="", line=row.line)
    ended = ending_of(episode, ends_care=episode.rec not in {"", "X1"})
    _correct_stay(
        one, by, at, status=PlacementStatus.ENDED, ends_on=dt.date.fromisoformat(one.return_value),
        end_reason=ended.reason, end_was_planned=ended.was_planned, end_note=ended.note,
    )  # fmt: skip


def _refuse(one: Disagreement, by: User, at: dt.datetime) -> None:
    raise CannotTake("A stay cannot be unmade. Keep the desk's record, or note why it stands.")


def _change_child(one: Disagreement, by: User, at: dt.datetime, **values: Any) -> None:
    children_services.update_child(
        child=one.child, version=one.child.version, by=by, at=at, **values
    )


def _correct_stay(one: Disagreement, by: User, at: dt.datetime, **values: Any) -> None:
    if one.placement is None:
        raise CannotTake("The stay is not there any more.")
    placement_services.correct_stay(placement=one.placement, by=by, at=at, **values)


_TAKERS: Mapping[str, Callable[[Disagreement, User, dt.datetime], None]] = {
    About.BIRTH_DATE: _take_birth_date,
    About.SEX: _take_sex,
    About.ETHNICITY: _take_ethnicity,
    About.LEGAL_STATUS: _take_legal_status,
    About.SETTING: _take_setting,
    About.POSTCODE: _take_postcode,
    About.STARTED: _take_start,
    About.ENDED: _take_end,
    About.STAY: _refuse,
}
