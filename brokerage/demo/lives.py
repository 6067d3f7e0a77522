"""Invented children: who they are, what they need, who matters to them, and what they wish for."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from accounts.models import Role
from brokerage.demo import national, pools
from brokerage.demo.homes import BY_NEED_GROUP, DISABILITY, EVERYDAY
from brokerage.demo.organisations import Desk
from brokerage.demo.rows import Rows
from brokerage.demo.stories import STORIES, MadeChild, Story
from children.models import Child, ImportantPerson, LegalStatus, Need, Risk, SiblingLink, Wish

DAY = dt.timedelta(days=1)
AGES = {"<1": (0, 0), "1-4": (1, 4), "5-9": (5, 9), "10-15": (10, 15), "16+": (16, 17)}
ETHNICITIES = {
    "White": ["WBRI"] * 9 + ["WOTH"],
    "Mixed": ["MWBC", "MWBA", "MWAS"],
    "Black": ["BAFR", "BCRB"],
    "Asian": ["APKN", "ABAN", "AIND"],
    "Other": ["OOTH"],
    "unknown": ["NOBT"],
}
SCHOOLS = (
    "Larkhill",
    "Millbrook",
    "St Aidan's",
    "Highfields",
    "Oak Lane",
    "The Beeches",
    "Riverside",
    "Kingsway",
)
OPPOSITE = {"DOG": "NOPETS", "CHILDREN": "NOCHILDREN"}
YOUNGEST_WITH_RISKS = 8  # years: what a baby does is no risk to write down
SIBLINGS_SHARE = 0.13
FEWEST_DAYS_BETWEEN_BIRTHS = 300
SHARED_BY_SIBLINGS = [
    "last_name", "ethnicity", "faith", "languages", "home_postcode", "home_easting", "home_northing",
]  # fmt: skip
LEGAL = {"full_care_order": "C2", "S20": "V2", "interim_care_order": "C1", "placement_order": "E1"}


@dataclass
class Life:
    """A child as the history is laid out over them.

    ``lives_in`` is the placement code of where the child lives today, where that is not left to chance; ``story`` is
    what the child was made for.
    """

    child: Child
    desk: Desk
    entered_care_on: dt.date
    lives_in: str = ""
    story: Story | None = None


class Lives:
    """Makes children, and writes them with everything about them in a few statements."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows = Rows()
        self.lives: list[Life] = []

    def make(self, desks: list[Desk], *, number: int) -> list[Life]:
        made = [(story, child) for story in STORIES for child in story.children][:number]
        for index in range(number - len(made)):
            desk = self.rng.choices(desks, [desk.share for desk in desks])[0]
            self._life(desk, index)
        by_code = {desk.authority.code: desk for desk in desks}
        for index, (story, child) in enumerate(made, start=number - len(made)):
            self._made(by_code[story.authority], index, story, child)
        self._siblings()
        self.rows.write()
        return self.lives

    def _ago(self, fewest: int, most: int) -> dt.date:
        return self.today - self.rng.randint(fewest, max(fewest, most)) * DAY

    def _life(self, desk: Desk, index: int) -> None:
        rng = self.rng
        low, high = AGES[national.pick(rng, "age_2025_pct")]
        born = self.today - rng.randint(low * 365 + 5, high * 365 + 360) * DAY
        entered = max(born, self._ago(20, 6 * 365))
        child = Child(
            authority=desk.authority,
            reference=f"{desk.authority.code[:1].upper()}{20_000 + index}",
            birth_date=born,
            looked_after_from=entered,
            created_at=self.at,
            updated_at=self.at,
            **self._who(desk),
            **self._where(desk, born),
            **self._words(),
        )
        self.rows.add(child)
        self.lives.append(Life(child, desk, entered))
        code = LEGAL[national.pick(rng, "legal_2025_pct")]
        self.rows.add(LegalStatus(child=child, code=code, starts_on=entered))
        self._needs(child)
        self._risks(child)
        self._people(child, desk)
        self._wishes(child, entered)

    def _made(self, desk: Desk, index: int, story: Story, made: MadeChild) -> None:
        """A child of a story; brothers and sisters of one are at home in one place, under one name."""
        rng = self.rng
        born = self.today - (made.age * 365 + rng.randint(60, 300)) * DAY
        entered = self.today - made.days_in_care * DAY
        child = Child(
            authority=desk.authority,
            reference=f"{desk.authority.code[:1].upper()}{20_000 + index}",
            birth_date=born,
            looked_after_from=entered,
            no_known_risks=True,
            created_at=self.at,
            updated_at=self.at,
            **self._who(desk) | {"permanence_plan": "LONG_TERM"},
            **self._where(desk, born, outcode=story.outcode),
            **self._words(recorded=True),
        )
        family = [life.child for life in self.lives if life.story is story]
        if family:
            _take_name_and_home(child, family[0])
            child.social_worker = family[0].social_worker
        self.rows.add(child)
        self.lives.append(Life(child, desk, entered, lives_in=made.lives_in, story=story))
        self.rows.add(LegalStatus(child=child, code=made.legal, starts_on=entered))
        for code, severity in made.needs.items():
            self.rows.add(
                Need(child=child, code=code, severity=severity, is_essential=severity > 3)
            )
        self._people(child, desk)
        self._wishes(child, entered)
        for sibling in family:
            self._link(sibling, child, together="WANTED")

    def _who(self, desk: Desk) -> dict[str, Any]:
        rng = self.rng
        sex = national.pick(rng, "sex_2025_pct")
        ethnicity = rng.choice(ETHNICITIES[national.pick(rng, "ethnicity_2025_pct")])
        first = rng.choice(pools.FIRST_NAMES[sex])
        other_language = {"APKN": "ur", "ABAN": "bn", "WOTH": "pl", "BAFR": "so", "OOTH": "ar"}
        mother_tongue = other_language.get(ethnicity)
        return {
            "first_name": first,
            "last_name": rng.choice(pools.SURNAMES),
            "preferred_name": first[:3] if rng.random() < 0.1 else "",
            "sex": sex,
            "ethnicity": ethnicity,
            "faith": rng.choices(["", "NONE", "CHRI", "MUSL"], [25, 40, 25, 10])[0],
            "languages": [mother_tongue, "en"] if mother_tongue and rng.random() < 0.5 else ["en"],
            "permanence_plan": rng.choices(
                [
                    "FOSTER",
                    "LONG_TERM",
                    "HOME",
                    "ADOPTION",
                    "KINSHIP",
                    "INDEPENDENCE",
                    "RESIDENTIAL",
                    "",
                ],
                [30, 27, 14, 6, 6, 6, 6, 5],
            )[0],
            "social_worker": rng.choice(desk.people[Role.SOCIAL_WORKER]),
            "reviewing_officer": rng.choice(desk.people[Role.REVIEWING_OFFICER]),
            "coach": desk.people[Role.COACH][0] if rng.random() < 0.06 else None,
        }

    def _where(self, desk: Desk, born: dt.date, *, outcode: str = "") -> dict[str, Any]:
        home = desk.area.invented_postcode(self.rng, outcode=outcode)
        facts: dict[str, Any] = {
            "home_postcode": home.postcode,
            "home_easting": home.easting_m,
            "home_northing": home.northing_m,
        }
        if (self.today - born).days > 4 * 365 and self.rng.random() < 0.95:
            school = desk.area.invented_postcode(self.rng, outcode=outcode)
            facts |= {
                "school_name": f"{self.rng.choice(SCHOOLS)} School",
                "school_postcode": school.postcode,
                "school_easting": school.easting_m,
                "school_northing": school.northing_m,
                "has_education_plan": self.rng.random() < 0.35,
            }
        return facts

    def _words(self, *, recorded: bool = False) -> dict[str, Any]:
        rng = self.rng
        recorded = recorded or rng.random() < 0.85
        return {
            "strengths": " ".join(rng.sample(pools.STRENGTHS, 2)) if recorded else "",
            "interests": ", ".join(rng.sample(pools.INTERESTS, 3)) if recorded else "",
            "communication": rng.choice(pools.COMMUNICATION) if rng.random() < 0.7 else "",
            "health_summary": rng.choice(pools.HEALTH) if rng.random() < 0.8 else "",
            "strengths_reviewed_on": self._ago(5, 420) if recorded else None,
            "health_reviewed_on": self._ago(5, 500),
            "needs_reviewed_on": self._ago(5, 400),
            "risks_reviewed_on": self._ago(5, 300),
        }

    def _needs(self, child: Child) -> None:
        rng = self.rng
        disabled = national.pick(rng, "need_2025_pct") == "N2" or rng.random() < 0.18
        pool = DISABILITY if disabled else EVERYDAY
        codes = set(rng.sample(pool, rng.randint(2, 5) if disabled else rng.randint(1, 4)))
        codes |= set(rng.sample(BY_NEED_GROUP["Feelings and behaviour"], rng.randint(0, 2)))
        for code in sorted(codes):
            severity = rng.choices([1, 2, 3, 4], [25, 40, 25, 10])[0]
            essential = severity >= 3 and rng.random() < 0.5
            self.rows.add(Need(child=child, code=code, severity=severity, is_essential=essential))

    def _risks(self, child: Child) -> None:
        rng = self.rng
        number = rng.choices([0, 1, 2, 3], [40, 30, 20, 10])[0]
        is_old_enough = (self.today - child.birth_date).days > YOUNGEST_WITH_RISKS * 365
        kinds = rng.sample(sorted(pools.RISK_WORDS), number) if is_old_enough else []
        child.no_known_risks = not kinds
        for kind in kinds:
            self.rows.add(
                Risk(
                    child=child,
                    kind=kind,
                    description=pools.RISK_WORDS[kind],
                    frequency=rng.choice(["ONCE", "RARELY", "MONTHLY", "WEEKLY"]),
                    last_on=self._ago(3, 300),
                    what_helps=rng.choice(pools.WHAT_HELPS),
                )
            )

    def _people(self, child: Child, desk: Desk) -> None:
        rng = self.rng
        rows = [
            ("PARENT", "Mother", "F"),
            ("FAMILY", "Grandmother", "F"),
            ("PARENT", "Father", "M"),
            ("FRIEND", "Best friend", rng.choice("FM")),
        ]
        for kind, relation, sex in rows[: rng.randint(1, 4)]:
            surname = rng.choice(pools.SURNAMES) if kind == "FRIEND" else child.last_name
            place = desk.area.invented_postcode(rng)
            contact = rng.choice(["CONTINUES", "CONTINUES", "LIMITED", "NONE"])
            self.rows.add(
                ImportantPerson(
                    child=child,
                    name=f"{rng.choice(pools.FIRST_NAMES[sex])} {surname}",
                    kind=kind,
                    relation=relation,
                    contact=contact,
                    contact_plan="Every other Saturday at the family centre"
                    if contact == "LIMITED"
                    else "",
                    times_a_month={"CONTINUES": 4, "LIMITED": 2}.get(contact),
                    postcode=place.postcode,
                    easting=place.easting_m,
                    northing=place.northing_m,
                    has_parental_responsibility=kind == "PARENT",
                    must_not_know_address=contact == "NONE" and rng.random() < 0.4,
                )
            )

    def _wishes(self, child: Child, entered: dt.date) -> None:
        """What came out of one talk, with the child's own social worker or an advocate."""
        if (self.today - child.birth_date).days < 4 * 365 or self.rng.random() < 0.1:
            return
        drawn = self.rng.sample(sorted(pools.WISH_WORDS), self.rng.randint(1, 4))
        kinds = [kind for kind in drawn if OPPOSITE.get(kind) not in drawn] or drawn[:1]
        asked_on = max(entered, self._ago(5, 300))
        source = self.rng.choice(["SAID", "SAID", "WROTE", "AIDED", "ADVOCATE"])
        worker = child.social_worker.name if child.social_worker else "Duty social worker"
        for rank, kind in enumerate(kinds, start=1):
            self.rows.add(
                Wish(
                    child=child,
                    rank=rank,
                    words=pools.WISH_WORDS[kind],
                    kind=kind,
                    source=source,
                    gathered_on=asked_on,
                    gathered_by="An independent advocate" if source == "ADVOCATE" else worker,
                )
            )

    def _siblings(self) -> None:
        """One child in eight or so has a brother or sister in care: the next child of the same desk takes the name."""
        last: dict[int, Life] = {}
        for life in self.lives:
            if life.story:
                continue
            before = last.get(life.desk.authority.pk)
            if before and self.rng.random() < SIBLINGS_SHARE and _can_be_siblings(before, life):
                _take_name_and_home(life.child, before.child)
                together = ["ESSENTIAL", "WANTED", "WANTED", "APART", "NOT_ASSESSED"]
                self._link(before.child, life.child, together=self.rng.choice(together))
            last[life.desk.authority.pk] = life

    def _link(self, child: Child, sibling: Child, *, together: str) -> None:
        assessed_on = None if together == "NOT_ASSESSED" else self._ago(10, 300)
        self.rows.add(
            SiblingLink(child=child, sibling=sibling, together=together, assessed_on=assessed_on)
        )


def _take_name_and_home(child: Child, sibling: Child) -> None:
    for name in SHARED_BY_SIBLINGS:
        setattr(child, name, getattr(sibling, name))


def _can_be_siblings(one: Life, other: Life) -> bool:
    """Born far enough apart for one mother."""
    apart = abs((one.child.birth_date - other.child.birth_date).days)
    return apart >= FEWEST_DAYS_BETWEEN_BIRTHS
