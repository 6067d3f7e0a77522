"""Three years of measures for children in residential care: plausible, partly missing, and the same for a seed.

A handful of them are clearly ready for a family and nobody has asked for one: those are what the radar is for.
"""

import datetime as dt
import random
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import QuerySet

from brokerage.demo.rows import Rows
from children.models import Child, Wish
from placements import sdq
from placements.models import (
    Attendance,
    Belonging,
    Incident,
    Placement,
    ReadinessDomain,
    ReadinessView,
    StrengthsScore,
)
from placements.radar.homes import RESIDENTIAL
from reference.dates import age_on

DAY = dt.timedelta(days=1)
YEARS = 3
TERM_DAYS = 122
READY_AT_A_DESK = 2
SETTLED_DAYS = 400  # in care, before the questionnaire has anything to be compared with
SESSIONS = (110, 126)
INCIDENTS = {
    "MISSING": "Was not back at the time agreed. Found safe, and talked about it the next day.",
    "AWAY": "Stayed with a friend without asking. Called to say where.",
    "HARM": "Was hurt in a quarrel with another young person. Seen by the nurse.",
    "EXCLUSION": "Sent home from school for two days after a quarrel.",
    "HOSPITAL": "Taken to hospital after a fall. Home the same day.",
}
READY_DOMAINS = (
    ReadinessDomain.STABILITY,
    ReadinessDomain.SELF_CARE,
    ReadinessDomain.EDUCATION,
    ReadinessDomain.CHILD_WISH,
)


def nobody_asks(*, but: Collection[int], today: dt.date) -> set[int]:
    """Children in residential care who could live in a family, and for whom nobody is to ask; none of ``but``.

    The radar is there to find them. They are the first of each desk, so that a small demonstration has some too.
    """
    stays = (
        _in_residential_care(today)
        .exclude(child__in=but)
        .filter(
            child__permanence_plan__in=("FOSTER", "LONG_TERM"),
            child__looked_after_from__lte=today - SETTLED_DAYS * DAY,
        )
    )
    found: dict[int, list[int]] = {}
    for child in (stay.child for stay in stays):
        of_desk = found.setdefault(child.authority_id, [])
        if age_on(child.birth_date, today) in sdq.AGES and len(of_desk) < READY_AT_A_DESK:
            of_desk.append(child.pk)
    return {key for of_desk in found.values() for key in of_desk}


def _in_residential_care(today: dt.date) -> QuerySet[Placement]:
    stays = Placement.objects.on(today).filter(
        status="STARTED", setting__in=sorted(RESIDENTIAL), child__social_worker__isnull=False
    )
    return stays.select_related("child__social_worker").order_by("child")


class Measures:
    """Measures each child who lives in residential care today; ``make`` returns how many rows were written."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows = Rows()

    def make(self, *, ready: Collection[int]) -> int:
        """``ready`` are the children of whom everything is known and speaks for a family."""
        for stay in _in_residential_care(self.today):
            self._measure(stay.child, is_ready=stay.child_id in ready)
        return self.rows.write()

    def _measure(self, child: Child, *, is_ready: bool) -> None:
        since = max(
            child.looked_after_from or self.today, self.today - dt.timedelta(days=365 * YEARS)
        )
        trend = -1 if is_ready else self.rng.choice([-1, -1, 0, 1])
        self._scores(child, since, trend, is_ready=is_ready)
        self._incidents(child, since, trend, is_ready=is_ready)
        self._school(child, since, trend, is_ready=is_ready)
        self._belonging(child, since, is_ready=is_ready)
        if is_ready:
            self._voices(child)

    def _by(self, child: Child, on: dt.date) -> dict[str, Any]:
        return {
            "child": child,
            "recorded_by": child.social_worker,
            "recorded_at": min(self.at, dt.datetime.combine(on, dt.time(16), dt.UTC)),
        }

    def _scores(self, child: Child, since: dt.date, trend: int, *, is_ready: bool) -> None:
        """Once a year; some years were left out, and some questionnaires were never handed back."""
        rng = self.rng
        scales = [rng.randint(*((4, 5) if is_ready else (1, 8))) for _ in range(4)]
        on = self.today - rng.randint(20, 330) * DAY - 365 * (YEARS - 1) * DAY
        for _ in range(YEARS):
            in_years = on >= since and age_on(child.birth_date, on) in sdq.AGES
            if in_years and (is_ready or rng.random() < 0.75):
                self._score(child, on, scales, is_ready=is_ready)
            steps = (1, 2) if is_ready else (0, 2)
            scales = [min(10, max(0, scale + trend * rng.randint(*steps))) for scale in scales]
            on += 365 * DAY

    def _score(self, child: Child, on: dt.date, scales: list[int], *, is_ready: bool) -> None:
        source = "The home's questionnaire, scored by the nurse for children in care"
        row = StrengthsScore(on=on, informant="CARER", source=source, **self._by(child, on))
        if not is_ready and self.rng.random() < 0.12:
            row.not_done_reason = self.rng.choice(["SDQ2", "SDQ4", "SDQ5"])
        else:
            row.emotional, row.conduct, row.hyperactivity, row.peer = scales
            row.prosocial = self.rng.randint(4, 9)
            row.total = sum(scales)
        self.rows.add(row)

    def _incidents(self, child: Child, since: dt.date, trend: int, *, is_ready: bool) -> None:
        """From none to about one a month; fewer lately where things go well, none lately for those who are ready."""
        rng = self.rng
        days = (self.today - since).days
        for _ in range(rng.choice([0, 1, 2, 4, 8]) if not is_ready else rng.randint(2, 4)):
            ago = rng.randint(2, max(3, days))
            if is_ready or (trend < 0 and rng.random() < 0.6):
                ago = max(ago, rng.randint(100, 300))
            if ago > days:
                continue
            on = self.today - ago * DAY
            kind = rng.choices(list(INCIDENTS), [4, 3, 2, 3, 1])[0]
            until = on + rng.randint(0, 2) * DAY if kind != "HARM" else None
            self.rows.add(
                Incident(
                    kind=kind,
                    on=on,
                    until=until,
                    words=INCIDENTS[kind],
                    source="The home's report of the incident",
                    **self._by(child, on),
                )
            )

    def _school(self, child: Child, since: dt.date, trend: int, *, is_ready: bool) -> None:
        rng = self.rng
        share = rng.uniform(0.82, 0.9) if is_ready else rng.uniform(0.55, 0.97)
        ends = self.today - rng.randint(10, 60) * DAY - TERM_DAYS * (YEARS * 3 - 1) * DAY
        for _ in range(YEARS * 3):
            starts = ends - (TERM_DAYS - 20) * DAY
            of_age = (
                5 <= age_on(child.birth_date, starts) <= 16 if starts > child.birth_date else False
            )
            if starts >= since and of_age and (is_ready or rng.random() < 0.7):
                possible = rng.randint(*SESSIONS)
                self.rows.add(
                    Attendance(
                        starts_on=starts,
                        ends_on=ends,
                        possible=possible,
                        attended=round(possible * share),
                        source="The school's register",
                        **self._by(child, ends),
                    )
                )
            share = min(0.99, max(0.3, share - trend * rng.uniform(0, 0.03)))
            ends += TERM_DAYS * DAY

    def _belonging(self, child: Child, since: dt.date, *, is_ready: bool) -> None:
        rng = self.rng
        if age_on(child.birth_date, self.today) < 6:
            return
        on = self.today - rng.randint(10, 150) * DAY - 180 * 5 * DAY
        for _ in range(6):
            if on >= since and (is_ready or rng.random() < 0.4):
                self.rows.add(
                    Belonging(
                        on=on,
                        score=rng.randint(2, 9),
                        source="Asked by the key worker, on a scale drawn as a ladder",
                        **self._by(child, on),
                    )
                )
            on += 180 * DAY

    def _voices(self, child: Child) -> None:
        """The child speaks of a family, and who works with them says that they could live in one."""
        asked_on = self.today - self.rng.randint(10, 60) * DAY
        name = child.social_worker.name if child.social_worker else ""
        last = Wish.objects.filter(child=child).aggregate(rank=models.Max("rank"))["rank"] or 0
        self.rows.add(
            Wish(
                child=child,
                rank=last + 1,
                words="I want to live in a house with people who stay.",
                kind="TWOCARERS",
                source="SAID",
                gathered_on=asked_on,
                gathered_by=name,
            )
        )
        for domain in READY_DOMAINS:
            self.rows.add(
                ReadinessView(
                    domain=domain,
                    whose="SOCIAL_WORKER",
                    judgement="READY",
                    words="Settled for months, and asks when it will be.",
                    on=asked_on,
                    **self._by(child, asked_on),
                )
            )
