"""What a social worker of the demonstration writes in each section of a referral, from the child's record."""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence

from accounts.models import User
from brokerage.demo.pools import WHAT_HELPS
from brokerage.demo.stories import Story
from brokerage.models import Referral
from brokerage.queries.referral_profile import suggested_profile
from brokerage.queries.referral_sections import filled_sections
from brokerage.sections import AskedOfHome
from children.models import Child, Need, Risk, Wish

STORIES = (
    """Came into care after a long time of worry at home. The first carers were kind but could not manage the nights.
Since then life has been calmer, with the same key adults for most of the last year.""",
    """Has had more moves than anybody planned. Adults there say that the garden, helping in the kitchen
 and walking the dog next door are the best parts of the week.""",
    """Lived with an aunt for two years, who fell ill. Misses her, and sees her every month.""",
)
RESIDENTIAL = {"K2", "R1", "S1"}
# What a home must offer for a need, from which severity on; what comes later would only help.
OFFERS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "MOB": (("FEATURE", "LEVEL", 3), ("FEATURE", "GROUND", 4), ("SKILL", "MOVE", 4)),
    "FEED": (("SKILL", "PEG", 2),),
    "BREATH": (("SKILL", "AIRWAY", 2), ("FEATURE", "STORE", 4)),
    "CON": (("SKILL", "EPIL", 2),),
    "DIAB": (("SKILL", "DIABC", 2),),
    "SLEEP": (("FEATURE", "OWNBED", 3),),
    "AGG": (("SKILL", "PBS", 5),),
    "HSB": (("HOUSEHOLD", "ONLYFOST", 4),),
}
Answers = dict[str, object]


class Writer:
    """Answers for the referral of a child, or of siblings, the first of whom stands for them.

    ``setting`` is the kind of place that the child lives in now; ``story`` says what is not left to chance.
    """

    def __init__(
        self,
        rng: random.Random,
        children: Sequence[Child],
        *,
        worker: User,
        manager: User,
        setting: str,
        today: dt.date,
        begun: dt.date,
        story: Story | None = None,
    ) -> None:
        self.rng, self.worker, self.manager, self.story = rng, worker, manager, story
        self.children, self.child = children, children[0]
        self.is_residential, self.today, self.begun = setting in RESIDENTIAL, today, begun

    def answers(self, code: str, referral: Referral) -> Answers:
        """What the section ``code`` says; empty for one that has nothing to say."""
        if code == "profile":
            filled = filled_sections(referral)
            return {"profile": suggested_profile(self.children, filled, today=self.today)}
        write = self._written().get(code)
        return write() if write else {}

    def _written(self) -> Mapping[str, Callable[[], Answers]]:
        return {
            "referrer": self._referrer,
            "child": self._child,
            "request": self._request,
            "wishes": self._wishes,
            "background": lambda: {"story": self.rng.choice(STORIES)},
            "family": self._family,
            "education": lambda: {"keeps_school_place": bool(self.child.school_postcode)},
            "health": self._health,
            "needs": self._needs,
            "safety": self._safety,
            "plan": lambda: {"aim": "To live in a family, and to stay near the people who matter."},
            "home": self._home,
        }

    def _home(self) -> Answers:
        """A home that can give the care; what is not serious enough to insist on is asked for all the same."""
        asked = [
            AskedOfHome(kind=kind, code=code, is_essential=need.severity >= essential_from)
            for need in Need.objects.filter(child__in=self.children).order_by("code", "severity")
            for kind, code, essential_from in OFFERS.get(need.code, ())
        ]
        return {"conditions": asked}

    def _referrer(self) -> Answers:
        return {
            "contact_name": self.worker.name,
            "contact_phone": self.worker.phone,
            "manager_name": self.manager.name,
            "authorised_on": self.begun,
        }

    def _child(self) -> Answers:
        where = "In a children's home" if self.is_residential else "With foster carers"
        return {
            "living_now": f"{where}, well looked after but a long way from family and friends.",
            "parental_responsibility": "Shared by the authority and the mother.",
        }

    def _request(self) -> Answers:
        reasons = ["STEP_DOWN"] * 3 + ["NEARER"] if self.is_residential else ["ENDING", "NEARER"]
        reason = self.rng.choice(reasons)
        why = {
            "STEP_DOWN": "The plan says a family, and the home agrees that the time is right.",
            "ENDING": "The carers are retiring, and have given notice in good time.",
            "NEARER": "Every visit home takes most of a day, and the visits are going well.",
        }
        told = _told(self.story, self.today) if self.story else {}
        drawn: Answers = {
            "reason": reason,
            "kind": self.rng.choice(["SHORT", "LONG", "SPECIALIST"]),
            "urgency": self.rng.choice(["PLANNED", "PLANNED", "URGENT"]),
            "needed_by": self.today + dt.timedelta(days=self.rng.randint(2, 40)),
            "lasts": "MONTHS",
            "expected_months": self.rng.choice([6, 12, 24]),
            "why_now": why[reason],
        }
        return drawn | told

    def _wishes(self) -> Answers:
        asked = Wish.objects.filter(child__in=self.children).exists()
        return {
            "parents_view": "Wants a family close enough to visit, and to be told first.",
            "why_not_asked": "" if asked else "An advocate meets the child next week.",
        }

    def _family(self) -> Answers:
        people = list(self.child.people.all())
        seen = [person for person in people if person.contact != "NONE"]
        return {
            "people": ", ".join(person.relation for person in people) or "Nobody known yet.",
            "family_time": "Every other Saturday, with a family support worker there."
            if seen
            else "None at present.",
        }

    def _health(self) -> Answers:
        return {"health": self.child.health_summary or "Well. Checked by a doctor this year."}

    def _needs(self) -> Answers:
        return {
            "summary": "Help with getting ready, with big feelings at the end of the day, and with sleep.",
            "what_helps": self.rng.choice(WHAT_HELPS),
        }

    def _safety(self) -> Answers:
        said = [risk.description for risk in Risk.objects.filter(child__in=self.children)]
        plan = "Give space, keep the door open, go for a walk together afterwards."
        return {
            "risks": "\n".join(said) or "No known risks.",
            "safety_plan": plan if said else "Nothing beyond what every home does.",
        }


def _told(story: Story, today: dt.date) -> Answers:
    return {
        "reason": story.reason,
        "kind": story.kind,
        "urgency": story.urgency,
        "needed_by": today + dt.timedelta(days=story.needed_days),
        "expected_months": 24,
        "why_now": story.why_now,
    }
