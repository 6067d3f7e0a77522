"""A review as an entry for a calendar.

Calendars are shown on locked phones and kept by other companies. The entry names nobody: it holds the authority's
reference of the child, when, and where to read more after signing in. The place is left out, because often it
is the child's home.
"""

import datetime as dt
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from reference.dates import LONDON

PRODUCT = "-//Placements//Reviews//EN"
ZONE = "Europe/London"
USUAL_LENGTH = dt.timedelta(minutes=90)
SUMMER, WINTER = dt.timedelta(hours=1), dt.timedelta()


def review_entry(
    *,
    review_id: UUID,
    reference: str,
    planned_at: dt.datetime,
    sequence: int,
    is_cancelled: bool,
    url: str,
    host: str,
    at: dt.datetime,
) -> bytes:
    """The entry in the format of RFC 5545. Its UID stays the same; a higher ``sequence`` replaces an earlier entry.

    Args:
        at: when the entry is made.
        url: the review's page.
        host: whose UID it is, such as ``placements.example``.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(_london())
    event = Event()
    event.add("uid", f"{review_id}@{host}")
    event.add("sequence", sequence)
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", _local(planned_at))
    event.add("dtend", _local(planned_at.astimezone(dt.UTC) + USUAL_LENGTH))
    event.add("summary", f"Review, {reference}")
    event.add("description", f"Sign in to read more: {url}")
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _local(moment: dt.datetime) -> dt.datetime:
    """London's time; in UTC in the second run of the hour that comes twice, which has no name of its own."""
    here = moment.astimezone(LONDON)
    return moment.astimezone(dt.UTC) if here.fold else here


def _london() -> Timezone:
    """London's rules since 1996, as an entry of this format has to bring them."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    summer = _turn(TimezoneDaylight(), month=3, name="BST", before=WINTER, after=SUMMER)
    winter = _turn(TimezoneStandard(), month=10, name="GMT", before=SUMMER, after=WINTER)
    zone.add_component(summer)
    zone.add_component(winter)
    return zone


def _turn(
    part: TimezoneDaylight | TimezoneStandard,
    *,
    month: int,
    name: str,
    before: dt.timedelta,
    after: dt.timedelta,
) -> TimezoneDaylight | TimezoneStandard:
    """The last Sunday of the month, at 1:00 UTC, as the clock on the wall says it just before."""
    last_sunday = {3: dt.datetime(1996, 3, 31), 10: dt.datetime(1996, 10, 27)}[month]  # noqa: DTZ001
    part.add("dtstart", last_sunday + dt.timedelta(hours=1) + before)
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    part.add("tzname", name)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part
