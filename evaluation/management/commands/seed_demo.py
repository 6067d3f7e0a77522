"""Fill an empty database with an invented desk."""

import datetime as dt
import gc
import random
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting_as
from accounts.limits import take_as_long_as_it_takes
from accounts.models import Authority, Role
from brokerage.demo.desk import Referrals
from brokerage.demo.history import History
from brokerage.demo.homes import Homes
from brokerage.demo.lives import Life, Lives
from brokerage.demo.measures import Measures, nobody_asks
from brokerage.demo.news import nothing_is_news
from brokerage.demo.organisations import Desk, make_desks
from brokerage.demo.pathways import Pathways
from brokerage.demo.plans import Plans
from brokerage.demo.reviews import Reviews
from brokerage.demo.stays import Stays
from brokerage.services import desk_plans
from carers.services.statistics import measure_tables
from children.models import Child
from evaluation.demo.interviews import add_interviews
from evaluation.demo.returns import add_returns
from reference.dates import london_today


class Command(BaseCommand):
    help = "Fill an empty database with invented authorities, homes, children and referrals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=2000)
        parser.add_argument("--children", type=int, default=900)
        parser.add_argument("--referrals", type=int, default=40)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--today", type=dt.date.fromisoformat, help="the day that the desk is at"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Authority.objects.exists() or Child.objects.exists():
            raise CommandError("This database already holds records, so nothing was added to it.")
        at = timezone.now()
        if options["today"]:
            at = dt.datetime.combine(options["today"], dt.time(9), dt.UTC)
        rng = random.Random(options["seed"])
        numbers = {key: options[key] for key in ("households", "children", "referrals")}
        with _collecting_seldom(), transaction.atomic(), acting_as(system="seed_demo"):
            take_as_long_as_it_takes()
            desks = self._fill(rng, at=at, **numbers)
            self._fill_reports(desks, at=at)
            measure_tables()

    def _fill(
        self, rng: random.Random, *, at: dt.datetime, households: int, children: int, referrals: int
    ) -> list[Desk]:
        today = london_today(at)
        desks = make_desks(rng, today=today)
        self._say(f"{len(desks)} authorities and the people who work there")
        homes = Homes(rng, today=today, at=at).make(desks, number=households)
        self._say(f"{len(homes):,} fostering households")
        lives = Lives(rng, today=today, at=at).make(desks, number=children)
        self._say(f"{len(lives):,} children")
        stays = Stays(rng, homes, today=today, at=at).lay_out(lives)
        for app in ("carers", "children"):
            measure_tables(app=app)
        past = History(rng, desks, homes, today=today).write(stays, number=_past_searches(children))
        self._say(f"{len(stays):,} stays in the last six years, {past} of them after a search")
        measure_tables(app="placements")
        plans = Plans(rng, today=today, at=at).make(lives, number=40)
        self._say(f"{plans} care plans, with what was said about them")
        self._fill_present(rng, desks, lives, at=at, referrals=referrals)
        return desks

    def _fill_present(
        self,
        rng: random.Random,
        desks: list[Desk],
        lives: list[Life],
        *,
        at: dt.datetime,
        referrals: int,
    ) -> None:
        today = london_today(at)
        told = [life.child.pk for life in lives if life.story]
        unasked = nobody_asks(but=told, today=today)
        nothing_is_news()
        made = Referrals(rng, desks, at=at).make(lives, unasked=unasked, number=referrals)
        self._say(f"{made} referrals, with their searches, rounds and answers")
        paths = Pathways(rng, desks, today=today, at=at).make(but=unasked, number=40)
        self._say(f"{paths} step-down plans of children in residential homes")
        reviews = Reviews(rng, today=today, at=at).make(lives)
        self._say(f"{reviews:,} reviews, with visits, sessions and moments")
        measured = Measures(rng, today=today, at=at).make(ready=unasked)
        self._say(f"{measured:,} measures of children in residential care")
        for desk in desks:
            asked = desk_plans.ask_for_plan(
                authority=desk.authority, by=desk.people[Role.BROKER][0], at=at
            )
            desk_plans.make_plan(plan=asked, at=at)
        self._say(f"a plan for each of the {len(desks)} desks' next meeting")

    def _fill_reports(self, desks: list[Desk], *, at: dt.datetime) -> None:
        for desk in desks:
            add_interviews(by=desk.people[Role.MANAGER][0], at=at)
        returns = sum(add_returns(authority=desk.authority, at=at) for desk in desks)
        self._say(f"{returns} yearly returns, and interviews about the desk")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()


def _past_searches(children: int) -> int:
    """One for each of the twelve meetings from a hundred children on, and five for each with nine hundred."""
    return max(children // 15, min(children // 9, 12))


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage less often: nearly every object here lives to the end, and looking at them all takes seconds."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
