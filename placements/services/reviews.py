"""Reviews are planned, moved, cancelled and held; what they decide is done by somebody, by a day."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from accounts.models import User
from children.models import Child
from placements import considerations
from placements.models import Participant, Review, ReviewDecision
from reference.dates import london_today

Status = Review.Status


class ReviewNotPossible(Exception):
    """It was refused. The words say why, and ``field`` which answer they are about, where one is."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(words)


class ReviewChanged(Exception):
    """Somebody else saved the review after this person had opened it. ``review`` is as it is now."""

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__("Somebody else changed this review after you had opened it.")


@transaction.atomic
def plan_review(
    *,
    child: Child,
    planned_at: dt.datetime,
    place: str,
    needed_by: dt.date | None,
    invited: Sequence[tuple[str, str]],
    by: User,
    at: dt.datetime,
) -> Review:
    """Plan the child's next review. A child has one planned review at a time.

    Args:
        needed_by: an earlier day than the law's, by which the reviewing officer asks for it.
        invited: names and roles of those who are asked to come.

    Raises:
        ReviewNotPossible: another one is planned, or the time has passed.
    """
    child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if child.reviews.filter(status=Status.PLANNED).exists():
        raise ReviewNotPossible("A review is planned already. Change it, or cancel it first")
    _check_time(planned_at, at=at)
    review = Review.objects.create(
        child=child,
        number=_next_number(child),
        planned_at=planned_at,
        place=place,
        needed_by=needed_by,
        chair=child.reviewing_officer,
    )
    _invite(review, invited)
    return review


@transaction.atomic
def change_review(
    *,
    review: Review,
    version: int,
    planned_at: dt.datetime,
    place: str,
    needed_by: dt.date | None,
    invited: Sequence[tuple[str, str]],
    by: User,
    at: dt.datetime,
) -> Review:
    """Change a planned review. Calendars replace their entry when its time or place is another.

    Raises:
        ReviewChanged: it has another version than the one seen.
        ReviewNotPossible: it is not planned any more, or the time has passed.
    """
    review = _locked(review, version=version)
    _check_planned(review)
    if planned_at != review.planned_at:
        _check_time(planned_at, at=at)
    if (planned_at, place) != (review.planned_at, review.place):
        review.sequence += 1
    review.planned_at, review.place, review.needed_by = planned_at, place, needed_by
    review.save()
    _invite(review, invited)
    return review


@transaction.atomic
def cancel_review(
    *, review: Review, version: int, reason: str, by: User, at: dt.datetime
) -> Review:
    """It will not be held. The clock runs on.

    Raises:
        ReviewChanged: it has another version than the one seen.
        ReviewNotPossible: it is not planned any more.
    """
    review = _locked(review, version=version)
    _check_planned(review)
    review.status, review.cancelled_reason = Status.CANCELLED, reason
    review.sequence += 1
    review.save()
    return review


@transaction.atomic
def record_review(
    *,
    review: Review,
    version: int,
    held_on: dt.date,
    participation: str,
    child_said: str,
    considered: Mapping[str, str],
    attended: Collection[int],
    by: User,
    at: dt.datetime,
) -> Review:
    """Record a review that was held, or put its record right.

    Args:
        considered: what was said of matters of Schedule 7, by their codes.
        attended: primary keys of those invited who came.

    Raises:
        ReviewChanged: it has another version than the one seen.
        ReviewNotPossible: it was cancelled; the day is to come or before the birth; or the code does not fit the age.
    """
    review = _locked(review, version=version)
    if review.status == Status.CANCELLED:
        raise ReviewNotPossible("This review was cancelled")
    _check_held(review.child, held_on, participation, today=london_today(at))
    review.status, review.held_on, review.participation = Status.HELD, held_on, participation
    review.child_said = child_said
    review.considerations = {
        code: words for code, words in considered.items() if words and code in considerations.CODES
    }
    review.save()
    for person in review.participants.all():
        person.attended = person.pk in attended
        person.save(update_fields=["attended"])
    return review


@transaction.atomic
def add_decision(
    *,
    review: Review,
    words: str,
    owner: User | None,
    owner_in_words: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
) -> ReviewDecision:
    """A decision becomes somebody's task.

    Raises:
        ReviewNotPossible: the review has not been held, or the day comes before it.
    """
    if review.held_on is None:
        raise ReviewNotPossible("Record the review first, and then its decisions")
    if due_on < review.held_on:
        raise ReviewNotPossible("The day must not be before the review", field="due_on")
    return ReviewDecision.objects.create(
        review=review, words=words, owner=owner, owner_in_words=owner_in_words, due_on=due_on
    )


@transaction.atomic
def finish_decision(
    *, decision: ReviewDecision, done_on: dt.date, outcome: str, by: User, at: dt.datetime
) -> ReviewDecision:
    """It is done, and this is what came of it.

    Raises:
        ReviewNotPossible: it was done already, or the day is to come or before the review.
    """
    tasks = ReviewDecision.objects.select_for_update(of=("self",)).select_related("review")
    decision = tasks.get(pk=decision.pk)
    if decision.done_on:
        raise ReviewNotPossible("This was recorded as done already")
    if done_on > london_today(at):
        raise ReviewNotPossible("The day must be today or in the past", field="done_on")
    if decision.review.held_on and done_on < decision.review.held_on:
        raise ReviewNotPossible("The day must not be before the review", field="done_on")
    decision.done_on, decision.outcome = done_on, outcome
    decision.save()
    return decision


def _next_number(child: Child) -> int:
    """Counted within this period of care; cancelled reviews leave no gap."""
    reviews = child.reviews.exclude(status=Status.CANCELLED)
    if child.looked_after_from:
        reviews = reviews.filter(planned_at__date__gte=child.looked_after_from)
    return reviews.count() + 1


def _invite(review: Review, invited: Sequence[tuple[str, str]]) -> None:
    review.participants.all().delete()
    people = [Participant(review=review, name=name, role=role) for name, role in invited]
    Participant.objects.bulk_create(people)


def _locked(review: Review, *, version: int) -> Review:
    locked = Review.objects.select_for_update(of=("self",)).select_related("child")
    found: Review = locked.get(pk=review.pk)
    if found.version != version:
        raise ReviewChanged(found)
    found.version += 1
    return found


def _check_planned(review: Review) -> None:
    if review.status != Status.PLANNED:
        raise ReviewNotPossible("This review is not planned any more")


def _check_time(planned_at: dt.datetime, *, at: dt.datetime) -> None:
    if london_today(planned_at) < london_today(at):
        raise ReviewNotPossible("The day must be today or later", field="day")


def _check_held(child: Child, held_on: dt.date, participation: str, *, today: dt.date) -> None:
    if held_on > today:
        raise ReviewNotPossible("The day must be today or in the past", field="held_on")
    if held_on < child.birth_date:
        raise ReviewNotPossible("The day is before the child was born", field="held_on")
    age = child.age_years(on=held_on)
    if not considerations.participation_fits(participation, age_years=age):
        youngest = considerations.OLDEST_WITHOUT_VIEWS
        words = f"The child was {age}: PN0 is for children under {youngest}, and only for them"
        raise ReviewNotPossible(words, field="participation")
