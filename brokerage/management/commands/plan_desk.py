"""Print the plan for everybody who waits at a desk, beside choosing one after another, without keeping it."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Authority
from brokerage.matching.allocation.planning import USUAL_TIME_LIMIT
from brokerage.profiles.plans import plan_record
from brokerage.services.desk_plans import Planned, plan_now
from carers.models import Household

ORDERS = {
    "urgency": "one by one, by urgency",
    "arrival": "one by one, by arrival",
    "scarcest": "one by one, scarcest first",
}


class Command(BaseCommand):
    help = "Plan for every waiting child of an authority at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, metavar="CODE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--time-limit",
            type=float,
            default=USUAL_TIME_LIMIT,
            metavar="S",
            help=f"seconds for the solver (default {USUAL_TIME_LIMIT:g})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        authority = Authority.objects.filter(code=options["authority"]).first()
        if authority is None:
            codes = ", ".join(Authority.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"No authority has the code {options['authority']}. There are: {codes}"
            )
        started = time.perf_counter()
        planned = plan_now(
            authority=authority,
            at=timezone.now(),
            time_limit=options["time_limit"],
            with_brief=False,
        )
        milliseconds = (time.perf_counter() - started) * 1000
        summary = _summary(planned, milliseconds)
        if options["json"]:
            self.stdout.write(json.dumps(summary, indent=2))
        else:
            self._print(summary)

    def _print(self, summary: dict[str, Any]) -> None:
        out = self.stdout.write
        out(f"{summary['children']} children in {len(summary['referrals'])} referrals wait.")
        out(f"{'':<28}{'placed':>8}{'mean score':>12}{'worth':>12}")
        for name, each in summary["methods"].items():
            out(
                f"{name:<28}{each['children']:>8}{each['mean_score']:>12.1f}{each['worth']:>12,.1f}"
            )
        proved = (
            "proved best" if summary["proved"] else f"at most {summary['gap']:.2%} below the best"
        )
        out(
            f"The plan is {proved}; solver {summary['solver_ms']:,.0f} ms, all {summary['ms']:,.0f} ms."
        )
        for row in summary["referrals"]:
            homes = ", ".join(f"{home['household']} ({home['score']:.0f})" for home in row["homes"])
            out(f"  {row['referral']}: {homes or 'no home'}. {row['reason']}")


def _summary(planned: Planned, milliseconds: float) -> dict[str, Any]:
    record = plan_record(planned.desk, planned.problem, planned.result, (), planned.not_kept, {})
    references = {key: each.reference for key, each in planned.desk.referrals.items()}
    named = {
        home["household"]
        for row in record["referrals"]
        for home in (*row["homes"], *row["one_by_one"])
    }
    homes = dict(Household.objects.filter(pk__in=named).values_list("pk", "reference"))
    plan = {
        "children": record["children_placed"],
        "worth": planned.result.worth,
        "mean_score": record["mean_score"],
    }
    return {
        "children": planned.problem.children,
        "methods": {
            **{ORDERS[order]: each for order, each in record["baselines"].items()},
            "plan": plan,
        },
        "proved": planned.result.proved,
        "gap": planned.result.gap,
        "solver_ms": planned.result.seconds * 1000,
        "ms": milliseconds,
        "referrals": [
            {
                "referral": references[row["referral"]],
                "children": row["children"],
                "choices": row["choices"],
                "homes": _homes(row["homes"], homes),
                "one_by_one": _homes(row["one_by_one"], homes),
                "reason": row["reason"],
            }
            for row in record["referrals"]
        ],
        "not_planned": {references[key]: why for key, why in record["left_out"]},
    }


def _homes(found: list[dict[str, Any]], references: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"household": references[each["household"]], "rank": each["rank"], "score": each["score"]}
        for each in found
    ]
