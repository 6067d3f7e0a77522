"""Print the step-down radar of one authority: the same children as the page, in the same order."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Authority
from children.models import Child
from placements import radar
from placements.queries.radar import Entry, Listed, listed


class Command(BaseCommand):
    help = "List the children who could be ready to leave residential care, with the evidence."
    # It only reads, and the checks import every page, form and report of the product first.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, metavar="CODE")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print one JSON object (docs/radar.md says what is in it)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["authority"]
        authority = Authority.objects.filter(code=code).first()
        if authority is None:
            raise CommandError(f"No authority has the code {code}.")
        today = timezone.localdate()
        found = listed(Child.objects.filter(authority=authority), today=today)
        if options["json"]:
            said = {"authority": code, "today": today.isoformat(), **as_json(found)}
            self.stdout.write(json.dumps(said, indent=2))
        else:
            self._print(found)

    def _print(self, found: Listed) -> None:
        self.stdout.write(
            f"{len(found.entries)} children to look at, {len(found.aside)} set aside."
        )
        for place, entry in enumerate(found.entries, start=1):
            self.stdout.write(f"{place:>4}. {_in_short(entry)}")
            for sign, side in (("+", "FOR"), ("-", "AGAINST"), ("~", "WEIGH")):
                for line in entry.found.on_side(radar.Side(side)):
                    self.stdout.write(f"        {sign} {_line(line)}")
            for missing in entry.kinds_missing:
                self.stdout.write(f"        ? {missing} is missing")
        for entry in found.aside:
            if entry.set_aside:
                until = entry.set_aside.look_again_on.isoformat()
                self.stdout.write(f"   (set aside until {until}) {entry.child.reference}")


def as_json(found: Listed) -> dict[str, Any]:
    """The children to look at in order, and those set aside. No names: the reference says who it is."""
    return {
        "children": [_entry(entry) for entry in found.entries],
        "set_aside": [_entry(entry) for entry in found.aside],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    found, aside = entry.found, entry.set_aside
    return {
        "id": found.child_id,
        "reference": entry.child.reference,
        "why": [why.value for why in found.why],
        "setting": found.home.setting,
        "since": found.home.since.isoformat(),
        "miles": found.home.miles,
        "known": found.known,
        "asked": found.asked,
        "evidence": [
            {
                "kind": line.kind.value,
                "side": line.side.value,
                "words": line.words,
                "source": line.source,
                "on": line.on.isoformat() if line.on else None,
            }
            for line in found.lines
        ],
        "missing": [
            {
                "kind": each.kind.value,
                "last_on": each.last_on.isoformat() if each.last_on else None,
            }
            for each in found.missing
        ],
        "referral": entry.search.reference if entry.search else None,
        "look_again_on": aside.look_again_on.isoformat() if aside else None,
    }


def _in_short(entry: Entry) -> str:
    found = entry.found
    referral = f"; referral {entry.search.reference}" if entry.search else ""
    return f"{entry.child.reference}: {entry.why.lower()}; {found.known} of {found.asked} kinds are in{referral}"


def _line(line: radar.Line) -> str:
    return f"{line.kind.label}: {line.words} ({line.source}, {line.on or 'no day recorded'})"
