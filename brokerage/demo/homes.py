"""Invented households, with the terms, people, skills and gaps that a real approved list has."""

import datetime as dt
import random
from typing import Any

from accounts.models import FosteringService
from brokerage.demo import specialists, stories
from brokerage.demo.home import Home
from brokerage.demo.organisations import Desk
from brokerage.demo.pools import ABOUT_CARERS, FIRST_NAMES, SURNAMES
from brokerage.demo.rows import Rows
from carers.models import (
    ApprovalTerms,
    Experience,
    HomeFeature,
    Household,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
    Willingness,
)
from reference import vocabulary
from reference.postcodes import Place

# Independent agencies' share of mainstream households (Ofsted, 2023).
AGENCY_SHARE = 0.43
BY_NEED_GROUP = {
    group: [term.code for term in vocabulary.NEEDS if term.group == group]
    for group in {term.group for term in vocabulary.NEEDS}
}
DISABILITY = BY_NEED_GROUP["Disability"] + BY_NEED_GROUP["Health"]
EVERYDAY = [term.code for term in vocabulary.NEEDS if term.code not in DISABILITY]
HARD = ("FIRE", "HSB", "AGG", "SHARM", "EXPL", "SUBS", "LIFE", "BREATH")
DAY = dt.timedelta(days=1)


class Homes:
    """Makes households, and writes them with all their parts in a few statements."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows = Rows()
        self.homes: list[Home] = []

    def make(self, desks: list[Desk], *, number: int) -> list[Home]:
        made = stories.HOMES[:number]
        for index in range(number - len(made)):
            desk = self.rng.choices(desks, [desk.share for desk in desks])[0]
            self._household(desk, index)
        for index, home in enumerate(made, start=number - len(made)):
            self._made(next(d for d in desks if d.authority.code == stories.DESK), index, home)
        self.rows.write()
        return self.homes

    def _household(self, desk: Desk, index: int) -> None:
        rng = self.rng
        own = [service for service in desk.services if service.kind == "OWN"]
        agencies = [service for service in desk.services if service.kind != "OWN"]
        service = rng.choice(agencies if not own or rng.random() < AGENCY_SHARE else own)
        surname = rng.choice(SURNAMES)
        two = rng.random() < 0.68
        name = f"The {surname} family" if two else f"{rng.choice(FIRST_NAMES['F'])} {surname}"
        place = desk.area.invented_postcode(rng)
        household = self._new(service, index, surname, name, place, self._facts())
        specialist = rng.random() < 0.3
        home = Home(household, self._terms(household, specialist=specialist), 0)
        self.homes.append(home)
        self._people(home, surname, two=two)
        self._abilities(household, specialist=specialist)
        self._house(household, specialist=specialist)
        self._checks(household)
        self._gaps(household)

    def _new(
        self,
        service: FosteringService,
        index: int,
        surname: str,
        name: str,
        place: Place,
        facts: dict[str, Any],
    ) -> Household:
        household = Household(
            service=service,
            reference=f"{service.code[:3].upper()}-{index + 1:05}",
            name=name,
            email=f"{surname.lower()}.{index + 1}@carers.example",
            phone=f"07700 900{index % 1000:03}",
            postcode=place.postcode,
            easting=place.easting_m,
            northing=place.northing_m,
            district_code=place.lad_code,
            about=self.rng.choice(ABOUT_CARERS),
            created_at=self.at,
            updated_at=self.at,
            **facts,
        )
        self.rows.add(household)
        return household

    def _made(self, desk: Desk, index: int, made: stories.MadeHome) -> None:
        surname = self.rng.choice(SURNAMES)
        her, his = (f"{self.rng.choice(FIRST_NAMES[sex])} {surname}" for sex in "FM")
        place = desk.area.invented_postcode(self.rng, outcode=made.outcode)
        facts = specialists.FACTS | {"last_confirmed_on": self._ago(5, 20)}
        household = self._new(
            desk.services[0], index, surname, f"The {surname} family", place, facts
        )
        terms = specialists.terms_of(household, today=self.today)
        self.homes.append(Home(household, [terms], 0))
        self.rows.add(terms)
        for part in specialists.parts_of(household, made, (her, his), today=self.today):
            self.rows.add(part)

    def _facts(self) -> dict[str, Any]:
        rng = self.rng
        languages = ["en"]
        if rng.random() < 0.22:
            languages.append(
                rng.choice(["ur", "pl", "bn", "pa", "ro", "ar", "so", "gu", "pt", "yo", "bfi"])
            )
        ethnicity = rng.choices(
            ["WBRI", "WOTH", "MWBC", "AIND", "APKN", "ABAN", "BCRB", "BAFR", "OOTH"],
            [72, 5, 3, 3, 5, 2, 4, 5, 1],
        )[0]
        return {
            "languages": languages,
            "faith": rng.choices(
                ["", "NONE", "CHRI", "MUSL", "SIKH", "HIND"], [18, 34, 34, 10, 2, 2]
            )[0],
            "ethnicities": [ethnicity] if rng.random() < 0.93 else [],
            "has_dogs": self._maybe(0.33),
            "has_cats": self._maybe(0.25),
            "has_other_pets": self._maybe(0.15),
            "has_smoker": self._maybe(0.08),
            "has_carer_at_home": self._maybe(0.62),
            "commitment_months": rng.choice([None, 3, 6, 12, 24, 60]),
            "offers_permanence": self._maybe(0.35),
            "cost_band": rng.choices("ABCDE", [30, 32, 22, 12, 4])[0],
            "weekly_fee_pence": rng.randrange(32_000, 128_000, 500),
            "last_confirmed_on": self._ago(0, 500) if rng.random() < 0.85 else None,
        }

    def _maybe(self, share: float, *, recorded: float = 0.88) -> bool | None:
        return (self.rng.random() < share) if self.rng.random() < recorded else None

    def _ago(self, fewest: int, most: int) -> dt.date:
        return self.today - self.rng.randint(fewest, most) * DAY

    def _terms(self, household: Household, *, specialist: bool) -> list[ApprovalTerms]:
        rng = self.rng
        begins = self._ago(100, 12 * 365)
        low, high = rng.choice(
            [(0, 18), (0, 18), (0, 18), (0, 5), (0, 10), (3, 12), (5, 18), (8, 18), (11, 18)]
        )
        kinds = ["SHORT"] + [kind for kind in ("LONG", "EMERGENCY", "BREAKS") if rng.random() < 0.6]
        kinds += ["SPECIALIST"] if specialist else []
        kinds += [kind for kind in ("REMAND", "FFA", "PARENTCHILD") if rng.random() < 0.07]
        wide = ApprovalTerms(
            household=household,
            starts_on=begins,
            min_age_years=low,
            max_age_years=high,
            sex=rng.choices(["ANY", "F", "M"], [90, 6, 4])[0],
            kinds=kinds,
            places=rng.choices([1, 2, 3], [42, 37, 21])[0],
            is_for_named_children_only=rng.random() < 0.04,
        )
        terms = [wide]
        status = rng.choices(["APPROVED", "SUSPENDED", "RESIGNED", "ENDED"], [89, 2, 6, 3])[0]
        if status != "APPROVED":
            changed = max(begins + 30 * DAY, self._ago(5, 400))
            wide.ends_on = changed
            terms.append(self._copy(wide, starts_on=changed, ends_on=None, status=status))
        for each in terms:
            self.rows.add(each)
        return terms

    def _copy(self, terms: ApprovalTerms, **changes: Any) -> ApprovalTerms:
        names = ("household", "min_age_years", "max_age_years", "sex", "kinds", "places")
        return ApprovalTerms(**{name: getattr(terms, name) for name in names} | changes)

    def _people(self, home: Home, surname: str, *, two: bool) -> None:
        rng, household = self.rng, home.household
        sexes = (
            ["F", "M"]
            if two and rng.random() < 0.93
            else ["F", "F"]
            if two
            else [rng.choice("FFFFM")]
        )
        for sex in sexes:
            self._resident(
                household, "CARER", f"{rng.choice(FIRST_NAMES[sex])} {surname}", sex, 28, 68
            )
        for _ in range(rng.choices([0, 1, 2, 3], [45, 25, 22, 8])[0]):
            sex = rng.choice("FM")
            self._resident(household, "OWN_CHILD", rng.choice(FIRST_NAMES[sex]), sex, 1, 19)
        if rng.random() < 0.08:
            self._resident(household, "ADULT", rng.choice(FIRST_NAMES["F"]), "F", 70, 88)
        latest = home.terms[-1]
        for _ in range(latest.places):
            if latest.status == "APPROVED" and rng.random() < 0.38:
                home.taken_by_others += 1
                until = self.today + rng.randint(20, 700) * DAY if rng.random() < 0.4 else None
                self._resident(household, "FOSTERED", "", rng.choice("FM"), 1, 17, until=until)

    def _resident(
        self, household: Household, kind: str, name: str, sex: str, youngest: int, oldest: int,
        *, until: dt.date | None = None,
    ) -> None:  # fmt: skip
        born = self._ago(youngest * 365, oldest * 365)
        self.rows.add(
            Resident(
                household=household,
                kind=kind,
                name=name,
                birth_date=born,
                sex=sex,
                stays_until=until,
            )
        )

    def _abilities(self, household: Household, *, specialist: bool) -> None:
        rng = self.rng
        skills = {"PFA", "SAFE"} | {
            t.code for t in vocabulary.SKILLS if rng.random() < (0.3 if specialist else 0.1)
        }
        for skill in sorted(skills):
            gained = self._ago(10, 1400)
            expires = gained + 3 * 365 * DAY if rng.random() < 0.6 else None
            self.rows.add(
                Training(household=household, skill=skill, gained_on=gained, expires_on=expires)
            )
        known = DISABILITY if specialist else EVERYDAY
        for need in sorted(rng.sample(known, rng.randint(1, 7))):
            self.rows.add(
                Experience(
                    household=household,
                    need=need,
                    years=rng.randint(0, 15),
                    children=rng.randint(0, 6),
                )
            )
        for term in vocabulary.NEEDS:
            if rng.random() < 0.55:
                keen = term.code in known
                answer = rng.choices(["YES", "DISCUSS", "NO"], self._odds(term.code, keen=keen))[0]
                self.rows.add(
                    Willingness(
                        household=household,
                        need=term.code,
                        answer=answer,
                        confirmed_on=self._ago(0, 700) if rng.random() < 0.9 else None,
                    )
                )

    def _odds(self, need: str, *, keen: bool) -> list[int]:
        if need in HARD:
            return [25, 40, 35] if keen else [8, 32, 60]
        return [80, 17, 3] if keen else [50, 35, 15]

    def _house(self, household: Household, *, specialist: bool) -> None:
        rng = self.rng
        share = {
            "OWNBED": 0.85,
            "GARDEN": 0.8,
            "TOWN": 0.6,
            "BUS": 0.7,
            "FENCED": 0.55,
            "COUNTRY": 0.3,
        }
        for term in vocabulary.HOME_FEATURES:
            if rng.random() < 0.8:
                usual = share.get(term.code, 0.3 if specialist else 0.08)
                present = rng.random() < usual
                self.rows.add(
                    HomeFeature(household=household, feature=term.code, is_present=present)
                )

    def _checks(self, household: Household) -> None:
        rng = self.rng
        for kind, years in (("DBS", 3), ("REVIEW", 1), ("MEDICAL", 2), ("SAFETY", 1)):
            if rng.random() < 0.95:
                due = self.today + rng.randint(-20 if rng.random() < 0.1 else 1, years * 365) * DAY
                done = due - years * 365 * DAY
                self.rows.add(
                    StatutoryCheck(household=household, kind=kind, done_on=done, due_on=due)
                )

    def _gaps(self, household: Household) -> None:
        rng = self.rng
        if rng.random() < 0.1:
            starts = self.today + rng.randint(-20, 60) * DAY
            self.rows.add(
                Unavailability(
                    household=household,
                    kind="UNAVAILABLE",
                    starts_on=starts,
                    ends_on=starts + rng.randint(5, 30) * DAY,
                    reason="Holiday",
                )
            )
        if rng.random() < 0.02:
            self.rows.add(
                Unavailability(
                    household=household,
                    kind="HOLD",
                    starts_on=self._ago(1, 40),
                    reason="A standards of care meeting is to be held.",
                )
            )
