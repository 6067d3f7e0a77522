"""Print the list that the desk's page would show for a referral, without keeping a search."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from brokerage.matching.explain import Explanation, explain_all
from brokerage.matching.ranking import Ranking
from brokerage.models import Referral
from brokerage.profiles.results import shown_in_list
from brokerage.queries.searches import band
from brokerage.services import searches
from carers.models import Household


class Command(BaseCommand):
    help = "Rank the households that can be asked for a referral, best fit first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("referral", help="its reference, or the id in its address")
        parser.add_argument("--top", type=int, default=20, help="how many to list (default 20)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        referral = self._referral(options["referral"])
        try:
            ranking = searches.rank_for_desk(referral, at=timezone.now())
        except searches.CannotSearch as problem:
            raise CommandError(str(problem)) from problem
        rows = _rows(ranking, options["top"])
        if options["json"]:
            self.stdout.write(json.dumps(_summary(referral, ranking, rows), indent=2))
        else:
            self._print(ranking, rows)

    def _referral(self, asked: str) -> Referral:
        try:
            named = {"public_id": UUID(asked)}
        except ValueError:
            named = {"reference": asked}  # type: ignore[dict-item]
        found = list(Referral.objects.filter(**named).select_related("authority"))
        if len(found) != 1:
            several = f"{len(found)} authorities have a referral" if found else "No referral is"
            raise CommandError(f"{several} called {asked}. Use the id in its address.")
        return found[0]

    def _print(self, ranking: Ranking, rows: list[dict[str, Any]]) -> None:
        out = ranking.considered - len(ranking.eligible)
        self.stdout.write(
            f"{len(ranking.eligible):,} of {ranking.considered:,} households can be asked; {out:,} were ruled out."
        )
        for row in rows:
            said = f"{row['score']:.2f} ({row['fit'].lower()}), {row['known']:.0%} known"
            self.stdout.write(f"{row['rank']:>4}. {row['household']} {row['name']}: {said}")
            for sign, kind in (("+", "helps"), ("-", "against")):
                for reason in row["reasons"][kind]:
                    self.stdout.write(f"        {sign} {reason['words']}")
            for words in row["reasons"]["check"]:
                self.stdout.write(f"        ! {words}")


def _rows(ranking: Ranking, top: int) -> list[dict[str, Any]]:
    listed = ranking.eligible.ranked(top)
    explained = explain_all(ranking, [item.household_id for item in listed])
    homes = Household.objects.in_bulk([item.household_id for item in listed])
    return [
        _row(ranking, homes[explanation.household_id], explanation) for explanation in explained
    ]


def _row(ranking: Ranking, household: Household, explanation: Explanation) -> dict[str, Any]:
    return {
        "rank": explanation.position,
        "household": household.reference,
        "name": household.name,
        "score": round(explanation.score, 2),
        "fit": band(explanation.score),
        "known": round(explanation.known_share, 3),
        "reasons": shown_in_list(ranking, explanation),
    }


def _summary(referral: Referral, ranking: Ranking, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "referral": referral.reference,
        "considered": ranking.considered,
        "eligible": len(ranking.eligible),
        "ruled_out": {rule.code: [rule.failing, rule.only] for rule in ranking.ruled_out},
        "households": rows,
    }
