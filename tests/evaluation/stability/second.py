"""The same figures worked out a second time, in another way: night by night, by walking through the calendar.

Nothing of the product's calculation is used. It is slow and simple: for each child and each night it looks up which
row is in force, and tells a story from one night to the next.
"""

import datetime as dt
import statistics
from collections import Counter
from itertools import pairwise

NIGHT = dt.timedelta(days=1)
FIRST, LAST = dt.date(2013, 1, 1), dt.date(2019, 12, 31)
FOSTER = [f"U{n}" for n in range(1, 7)]
AWAY = [f"T{n}" for n in range(5)]
FOR_ADOPTION = ["A3", "A4", "A5", "A6"]


def nights():
    night = FIRST
    while night <= LAST:
        yield night
        night += NIGHT


CALENDAR = list(nights())


def rows_of(child, episodes):
    """The child's rows by first day: a row that is sorted later replaces the one before it."""
    by_day = {}
    for row in sorted(
        (e for e in episodes if e.child == child),
        key=lambda e: (e.year, e.dec is not None, e.dec or FIRST, e.line, e.file, e.rne, e.place),
    ):
        by_day[row.decom] = row
    return [by_day[day] for day in sorted(by_day) if by_day[day].ls not in ("V3", "V4")]


def in_force(rows, last_return):
    """Which row is in force each night; none while the child is not known to be in care."""
    found = dict.fromkeys(CALENDAR)
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        for night in CALENDAR[(row.decom - FIRST).days :]:
            if following and night >= following.decom:
                break
            if row.dec and night >= row.dec:
                break
            lost = not row.dec and (
                (following and following.rne == "S") or (not following and row.year < last_return)
            )
            if lost and night > dt.date(row.year, 3, 31):
                break
            found[night] = row
    return found


def is_open(row, rows, last_return):
    """Whether nobody knows of an end of the row, if it is the last one before the child is out of sight."""
    following = next((r for r in rows if r.decom > row.decom), None)
    return not row.dec and (not following or following.rne == "S")


class Stay:
    def __init__(self, row, night, before, care):
        self.place, self.begun, self.nights = row.place, night, []
        self.before, self.care, self.next = before, care, None
        self.last_row = row
        self.end = None


def walk(rows, last_return, new):
    """Tell each night which stay and which time in care it belongs to: (stay or None, first night of care, row)."""
    diary, yesterday, stay, care, usual, away = {}, None, None, None, None, False
    force = in_force(rows, last_return)
    for night in CALENDAR:
        row = force[night]
        if row is None:
            yesterday = stay = usual = None
            away = False
            continue
        if row is not yesterday:
            if yesterday is None or row.rne == "S":
                stay, usual, away, care = None, None, False, night
            if row.place in AWAY:
                away = True
            else:
                came_back = (
                    away and usual and (usual.place, usual.pl_post) == (row.place, row.pl_post)
                )
                if stay is None or (row.rne in new and not came_back):
                    following = Stay(row, night, stay, care)
                    if stay:
                        stay.next = following
                    stay = following
                usual, away = row, False
        if stay:
            stay.nights.append(night)
            stay.last_row = row
        diary[night] = (stay, care, row)
        yesterday = row
    for found in {id(s): s for s, _, _ in diary.values() if s}.values():
        leaves_open = is_open(found.last_row, rows, last_return) and not found.next
        found.end = None if leaves_open else found.nights[-1] + NIGHT
    return diary


def stays_in(diary):
    found = []
    for stay, _, _ in diary.values():
        if stay and stay not in found:
            found.append(stay)
    return found


def counts_between(stay, first, last):
    lasts_to = stay.end or stay.nights[-1]
    return stay.begun <= last and lasts_to >= first


def figures(children, episodes, year, new):
    last_return = max(e.year for e in episodes)
    births = {c.child: c.dob for c in children}
    march, last_march = dt.date(year, 3, 31), dt.date(year - 1, 3, 31)
    april, last_april = dt.date(year - 1, 4, 1), dt.date(year - 2, 4, 1)
    diaries, all_rows = {}, {}
    for child in {e.child for e in episodes}:
        all_rows[child] = rows_of(child, episodes)
        diaries[child] = walk(all_rows[child], last_return, new)
    here = [child for child, diary in diaries.items() if march in diary]
    numbers = [sum(counts_between(s, april, march) for s in stays_in(diaries[c])) for c in here]
    both = [c for c in here if last_march in diaries[c]]
    in_two = [sum(counts_between(s, last_april, march) for s in stays_in(diaries[c])) for c in both]
    ended = [
        (s.end - s.begun).days
        for diary in diaries.values()
        for s in stays_in(diary)
        if s.end and april <= s.end <= march
    ]
    ongoing = [(march - diaries[c][march][0].begun).days for c in here if diaries[c][march][0]]
    return {
        "cla_31_march": len(here),
        "placements_distribution": {str(k): v for k, v in sorted(Counter(numbers).items())},
        "three_plus": len([n for n in numbers if n > 2]),
        "cla_both_31_march": len(both),
        "three_plus_2yr": len([n for n in in_two if n > 2]),
        **long_term(here, diaries, all_rows, births, year),
        "ended_in_year": len(ended),
        "ended_in_year_median_days": statistics.median(ended) if ended else None,
        "ongoing_median_days": statistics.median(ongoing) if ongoing else None,
        "place_on_31_march": dict(
            sorted(Counter(diaries[c][march][2].place for c in here).items())
        ),
    }


def long_term(here, diaries, all_rows, births, year):
    march = dt.date(year, 3, 31)
    found = Counter(lts_denominator=0, lts_numerator=0, lts_undeterminable=0)
    for child in here:
        diary, born = diaries[child], births[child]
        if (born.year + 16, born.month, born.day) <= (year, 3, 31):
            continue
        stay, care, _ = diary[march]
        first_row = next(r for r in all_rows[child] if r.decom == care)
        if care > dt.date(year - 3, 9, 30):
            found["lts_undeterminable"] += first_row.rne != "S"
            continue
        found["lts_denominator"] += 1
        if stay and stay.before and last_lasting_place(diary, stay, march) in FOR_ADOPTION:
            stay = stay.before
        found["lts_numerator"] += bool(stay) and stay.begun <= dt.date(year - 2, 3, 31)
    return dict(found)


def last_lasting_place(diary, stay, night):
    """What the stay was recorded as on the last night up to this one that was not spent away for a while."""
    recorded = [
        row.place
        for n, (s, _, row) in diary.items()
        if s is stay and n <= night and row.place not in AWAY
    ]
    return recorded[-1]


def foster_curve(episodes, new, *, late, moves_only):
    """Survival day by day: each day's share of those at risk that do not end on it."""
    years = sorted({e.year for e in episodes})
    opens, closes = dt.date(years[0] - 1, 4, 1), dt.date(years[-1], 3, 31)
    lives = []
    for child in {e.child for e in episodes}:
        for stay in stays_in(walk(rows_of(child, episodes), years[-1], new)):
            if stay.place not in FOSTER or stay.begun > closes or (stay.begun < opens and not late):
                continue
            seen_to = min(stay.end or stay.nights[-1], closes)
            if stay.begun < opens and seen_to <= opens:
                continue
            ends = stay.end is not None and stay.end <= closes and (stay.next or not moves_only)
            since = (opens - stay.begun).days if stay.begun < opens else -1
            lives.append((since, (seen_to - stay.begun).days, bool(ends)))
    share, curve = 1.0, {}
    for day in range(731):
        at_risk = [life for life in lives if life[0] < day <= life[1]]
        if at_risk:
            share *= 1 - len([life for life in at_risk if life[1] == day and life[2]]) / len(
                at_risk
            )
        curve[day] = (share, len(at_risk))
    halves = [
        day for before, day in pairwise(range(731)) if curve[day][0] <= 0.5 < curve[before][0]
    ]
    return len(lives), curve, halves[0] if halves else None
