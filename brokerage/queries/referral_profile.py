"""The suggested profile of a referral, from what is recorded. For several children, prefetch needs, wishes, people."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from brokerage.profile_draft import Sketch, draft_profile
from brokerage.queries.referral_quality import identity_of
from brokerage.queries.referral_sections import Filled
from children.models import Child
from reference import vocabulary

_UNSAID = {"OTHER"}  # wishes that only the child's own words can tell
_POSSESSIVE = {Child.Sex.FEMALE: ("her", "her"), Child.Sex.MALE: ("his", "him")}


def suggested_profile(
    children: Sequence[Child], filled: Mapping[str, Filled], *, today: dt.date
) -> str:
    """A draft that names nobody; the social worker rewrites it. Nothing is stored."""
    sketch = Sketch(
        ages=[child.age_years(on=today) for child in children],
        sexes=[child.sex for child in children],
        strengths=str(filled["strengths"].answers.get("strengths", "")),
        interests=str(filled["strengths"].answers.get("interests", "")),
        what_helps=str(filled["needs"].answers.get("what_helps", "")),
        needs=_needs(children),
        wishes=_wishes(children),
    )
    return draft_profile(sketch, identity_of(children))


def _needs(children: Sequence[Child]) -> list[str]:
    needs = [need for child in children for need in child.needs.all()]
    return list(dict.fromkeys(_in_a_sentence(need.get_code_display()) for need in needs))


def _wishes(children: Sequence[Child]) -> list[str]:
    labels = vocabulary.labels(vocabulary.WISHES)
    wishes = [wish for child in children for wish in child.wishes.all()]
    said = [labels[wish.kind] for wish in wishes if wish.kind not in _UNSAID]
    own = _POSSESSIVE[Child.Sex(children[0].sex)] if len(children) == 1 else ("their", "them")
    return list(dict.fromkeys(_of_the_child(_in_a_sentence(words), *own) for words in said))


def _in_a_sentence(label: str) -> str:
    return label[0].lower() + label[1:]


def _of_the_child(words: str, whose: str, whom: str) -> str:
    """The list says "my school"; the profile speaks of the child."""
    return re.sub(r"\bme\b", whom, re.sub(r"\bmy\b", whose, words))
