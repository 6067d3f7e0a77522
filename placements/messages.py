"""Emails about stays. They name nobody, and lead to the page that does."""

import datetime as dt
from collections.abc import Collection

from accounts.models import User
from notifications import services as notifications
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage
from placements.models import Placement

MOVE_CHANGED = "placement-move-changed"


def tell_desk_move_changed(placement: Placement, *, by: User, at: dt.datetime) -> None:
    """Tell the authority's desk that a booked move has another day."""
    notifications.enqueue(
        kind=MOVE_CHANGED,
        subject_id=placement.pk,
        key=f"{MOVE_CHANGED}:{placement.pk}:{at.isoformat()}",
        authority_id=placement.child.authority_id,
        by=by,
        at=at,
    )


class MoveChanged(Composer):
    label = "Another day for a booked move, to the desk"

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        stays = Placement.objects.select_related("child__authority")
        placement = stays.get(pk=message.subject_id)
        authority = placement.child.authority
        if not authority.desk_email:
            return Withheld("The authority's desk has no address.")
        context = {
            "authority": authority.name,
            "url": absolute(placement.get_absolute_url()),
        }
        return render_email(
            "placements/emails/move_changed",
            context,
            to=authority.desk_email,
            reply_to=authority.desk_email,
        )

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        subjects = {message.subject_id: message.pk for message in messages}
        stays = Placement.objects.visible_to(viewer).filter(pk__in=subjects)
        return {
            subjects[stay.pk]: About(
                f"The desk of {stay.child.authority.name}", url=stay.get_absolute_url()
            )
            for stay in stays.select_related("child__authority")
        }
