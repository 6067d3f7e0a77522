"""A referral form filled in, for tests that need one."""

import datetime as dt

from brokerage import sections
from brokerage.services import referral_sections
from tests.factories import MOVE_IN, NOON

LONG = (
    "She is patient and funny, remembers every birthday, and looks after smaller children. Teachers say that she "
    "thinks before she speaks and never gives up on a puzzle."
)
PROFILE = (
    "A thoughtful girl of ten who loves drawing, swimming and jigsaws. She is funny once she knows you and kind to "
    "younger children and animals. She likes to know what comes next, and a calm voice and a short walk help when a "
    "day has been too loud. She would like her own room, and to stay at her school."
)
ANSWERS = {
    "referrer": {
        "contact_name": "Sam Worker",
        "contact_phone": "01632 960123",
        "manager_name": "Mo Manager",
        "authorised_on": dt.date(2026, 3, 1),
    },
    "child": {
        "living_now": "With foster carers, since 2024.",
        "parental_responsibility": "Her mum.",
        "matters_faith": True,
    },
    "request": {
        "reason": "ENDING",
        "kind": "LONG",
        "urgency": "PLANNED",
        "needed_by": MOVE_IN,
        "lasts": "MONTHS",
        "expected_months": 24,
        "why_now": "Her carers are retiring.",
    },
    "strengths": {"strengths": LONG, "interests": "Drawing, swimming, jigsaws, and dogs."},
    "wishes": {"words": "I want my own room.", "parents_view": "Mum wants her to be near."},
    "background": {"story": LONG},
    "family": {"people": "Her mum and her nan.", "family_time": "Saturdays with mum."},
    "education": {"keeps_school_place": True},
    "health": {"health": "Well, and up to date with her injections."},
    "needs": {"summary": "Help with getting to sleep.", "what_helps": "A story and a low light."},
    "safety": {"risks": "Left the house once in January.", "safety_plan": "A walk with her."},
    "plan": {"aim": "To feel that she can stay.", "permanence_route": "LONG_TERM"},
    "home": {"conditions": []},
    "profile": {"profile": PROFILE},
}
MINIMUM = ("referrer", "child", "request", "needs", "safety")


def answer_everything(referral, *, by, urgency="PLANNED"):
    for code in sections.CODES:
        _answer(referral, code, by=by, urgency=urgency)


def answer_minimum(referral, *, by):
    for code in MINIMUM:
        _answer(referral, code, by=by, urgency="EMERGENCY")


def _answer(referral, code, *, by, urgency):
    answers = ANSWERS[code] | ({"urgency": urgency} if code == "request" else {})
    referral_sections.save_section(
        referral=referral, code=code, answers=answers, is_confirmed=True, by=by, at=NOON
    )
