"""What a carer's page shows: facts that do not tell who the child is, and the state that the link is in."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum, auto

from brokerage.lifecycle import CLOSED
from brokerage.models import Invitation, Referral
from children.models import Child
from reference.dates import london_today
from reference.postcodes import local_authority, place
from ui.dates import in_words

# The bands in which the Department for Education publishes ages.
AGE_BANDS = ((1, "under 1"), (5, "aged 1 to 4"), (10, "aged 5 to 9"), (16, "aged 10 to 15"))
OLDEST_BAND = "aged 16 or 17"


class LinkState(StrEnum):
    """What a link is good for. From all but ``OPEN``, nothing about the child is shown."""

    OPEN = auto()
    LOCKED = auto()
    ENDED = auto()
    NO_LONGER_NEEDED = auto()


def state_of(invitation: Invitation, *, at: dt.datetime) -> LinkState:
    if invitation.round.referral.status in CLOSED:
        return LinkState.NO_LONGER_NEEDED
    if not invitation.round.is_open(at=at):
        return LinkState.ENDED
    return LinkState.LOCKED if invitation.locked_at else LinkState.OPEN


def invitation_behind(token_hash: str) -> Invitation | None:
    """The invitation whose link this is now; None for a link that never was or has been replaced."""
    related = ("household", "round__referral__authority", "answer")
    return Invitation.objects.select_related(*related).filter(token_hash=token_hash).first()


def who_for_carers(children: Sequence[Child], *, today: dt.date) -> str:
    """ "A girl aged 5 to 9"; "Two children: a boy aged 1 to 4 and a girl aged 5 to 9"."""
    each = [f"a {_noun(child)} {_band(child.age_years(on=today))}" for child in children]
    if len(each) == 1:
        return each[0][0].upper() + each[0][1:]
    listed = f"{', '.join(each[:-1])} and {each[-1]}"
    return f"{len(each)} brothers and sisters: {listed}"


def facts_for_carers(
    referral: Referral, *, at: dt.datetime, children: Sequence[Child] | None = None
) -> list[tuple[str, str]]:
    """``children`` are read where the caller has not read them yet."""
    today = london_today(at)
    if children is None:
        children = list(referral.children.order_by("referral_children__position"))
    start = f"{referral.needed_by:%A} {in_words(referral.needed_by)}" if referral.needed_by else ""
    if referral.needed_by and referral.needed_by <= today:
        start = "As soon as possible"
    return [
        ("Who", who_for_carers(children, today=today)),
        ("Kind of care", referral.get_kind_display()),
        ("From", start or "As soon as possible"),
        ("For", _length(referral)),
        ("Area", _area(referral, children)),
    ]


def _noun(child: Child) -> str:
    return "girl" if child.sex == Child.Sex.FEMALE else "boy"


def _band(age_years: int) -> str:
    return next((words for below, words in AGE_BANDS if age_years < below), OLDEST_BAND)


def _length(referral: Referral) -> str:
    months = referral.expected_months
    if months is None:
        return "Until grown up"
    return f"About {months} month{'' if months == 1 else 's'}"


def _area(referral: Referral, children: Sequence[Child]) -> str:
    """The authority's area that the school is in where the child keeps it, otherwise the home. No finer."""
    for child in children:
        school = child.school_postcode if referral.keeps_school_place else ""
        postcode = school or child.home_postcode
        found = place(postcode) if postcode else None
        area = local_authority(found.lad_code) if found else None
        if area:
            return f"School in {area.name}" if school else area.name
    return referral.authority.name
