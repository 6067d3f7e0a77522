"""The report about carers: what goes with stays that lasted, and which carers are missing."""

import datetime as dt

from evaluation.queries import LATEST
from evaluation.queries.matching import Years, year_of
from evaluation.queries.missing_homes import kinds_that_suit, lists
from evaluation.queries.success import stays
from evaluation.reporting import recruitment, success
from evaluation.reporting.shapes import Report
from evaluation.services.making import Making
from evaluation.success import missing
from evaluation.success.attributes import ATTRIBUTES
from evaluation.success.profile import profile
from evaluation.success.rows import Question

STEPS = len(Question) + 3


def make(making: Making, *, exact: bool = False) -> Report:
    """Carer sufficiency for one authority.

    Args:
        making: ``asked`` has "first" and "last" as years or "latest", and "homes" as a number.
        exact: small numbers of the brief are shown: only on a page, to those who may see every referral.
    """
    asked = making.asked
    last = year_of(making.made_on) if asked["last"] == LATEST else int(asked["last"])
    years, until = Years(int(asked["first"]), last), _until(last, making.made_on)
    done = _Counted(making)
    recorded = stays(making.authority, until=until)
    done.next()
    found = profile(recorded.stays, ATTRIBUTES, after_each=done.next)
    brief = _brief(making, years, until, wanted=int(asked["homes"]), done=done)
    return Report(
        title="Carers who succeed, and carers who are missing",
        authority=making.authority.name,
        period=str(years),
        made_on=making.made_on,
        summary=[*success.summary(found), recruitment.summary(brief, exact=exact)],
        sections=[
            *success.sections(found, recorded, until=until),
            recruitment.section(brief, exact=exact),
        ],
    )


def _until(last: int, made_on: dt.date) -> dt.date:
    """The end of the last year, as far as it has gone."""
    return min(dt.date(last + 1, 3, 31), made_on)


class _Counted:
    """Tells the progress by whole steps."""

    def __init__(self, making: Making) -> None:
        self.making, self.done = making, 0

    def next(self) -> None:
        self.done += 1
        self.making.progress(self.done, STEPS)


def _brief(
    making: Making, years: Years, until: dt.date, *, wanted: int, done: _Counted
) -> recruitment.Brief:
    known = lists(making.authority, years, until=until)
    done.next()
    few = missing.short(known.referrals, wanted=wanted)
    suits = kinds_that_suit(few, known)
    done.next()
    things = {key: recruitment.things(kind) for key, kind in known.kinds.items()}
    return recruitment.Brief(
        lists=known,
        districts=missing.districts(known.referrals, wanted=wanted),
        blockers=missing.blockers(few),
        kinds=missing.cover(few, suits),
        asked=missing.asked_for(known.referrals, things, wanted=wanted),
        wanted=wanted,
    )
