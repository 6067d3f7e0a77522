"""Whether the carers can and will give the care that the child must have: SKL-1 and WIL-1."""

from brokerage.matching.checks import Check, Outcome
from brokerage.matching.columns import NEED_ROW, NOT_HELD, SKILL_ROW, UNKNOWN, Willing
from brokerage.matching.dates import NEVER, in_words
from brokerage.matching.profiles import Need
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing
from brokerage.matching.situation import Situation
from reference import vocabulary

_SKILL_WORDS = vocabulary.labels(vocabulary.SKILLS)
_NEED_WORDS = vocabulary.labels(vocabulary.NEEDS)


def _has_skills(situation: Situation) -> list[Check]:
    return [_one_skill(situation, want.code) for want in situation.request.skills if want.essential]


def _one_skill(situation: Situation, code: str) -> Check:
    """Held by any carer, with a certificate that still holds on the day of the move (its last day included)."""
    columns, day = situation.columns, situation.starts
    last_day = columns.skills[SKILL_ROW[code]]
    unknown = (last_day == UNKNOWN) | (
        (last_day == NOT_HELD) & (columns.skills_recorded_on == UNKNOWN)
    )
    fails = (last_day < day) & ~unknown

    def words(row: int, outcome: Outcome) -> str:
        skill, until = _SKILL_WORDS[code], int(last_day[row])
        if until == UNKNOWN:
            return f"{skill}: held, but the certificate's last day is not recorded."
        if outcome is Outcome.NOT_RECORDED:
            return f"{skill}: the carers' skills are not recorded."
        if until == NOT_HELD:
            return f"{skill}: no carer there holds it."
        if outcome is Outcome.FAILS:
            return f"{skill}: the certificate ends on {in_words(until)}, before the move."
        if until == NEVER:
            return f"{skill}: held, without an end."
        during = ", during the stay: plan its renewal" if until < situation.ends - 1 else ""
        return f"{skill}: held until {in_words(until)}{during}."

    return Check(fails, unknown, words)


def _is_willing(situation: Situation) -> list[Check]:
    return [_one_need(situation, need) for need in situation.request.needs if need.essential]


def _one_need(situation: Situation, need: Need) -> Check:
    answer = situation.columns.willingness[NEED_ROW[need.code]]
    said = {
        Willing.UNKNOWN: "the carers have not been asked",
        Willing.NO: "the carers have said no",
        Willing.DISCUSS: "the carers ask to talk first",
        Willing.YES: "the carers have said yes",
    }

    def words(row: int, _outcome: Outcome) -> str:
        return f"{_NEED_WORDS[need.code]}: {said[Willing(int(answer[row]))]}."

    return Check(answer == Willing.NO, answer == Willing.UNKNOWN, words)


CARE_RULES = (
    Rule(
        code="SKL-1",
        label="An essential skill is not held, or its certificate ends before the move",
        for_carer="The child needs a skill that none of you has a current certificate for.",
        source=Source(
            "Fostering National Minimum Standard 15.1: where there are gaps, the plan sets out "
            "additional training, resource or support",
            Standing.READ,
        ),
        checks=_has_skills,
        remedy=Remedy(
            "TRAINING",
            "Named training before the move",
            "The fostering service, with the authority",
        ),
    ),
    Rule(
        code="WIL-1",
        label="The carers have said no to an essential need",
        for_carer="You have told us that you cannot meet one of the child's needs.",
        source=Source("The carers' own answers", Standing.LOCAL),
        checks=_is_willing,
        remedy=Remedy(
            "CONVERSATION",
            "A conversation with the carers, recorded",
            "Their supervising social worker",
        ),
    ),
)
