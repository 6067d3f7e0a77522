"""A disagreement's two values in words."""

import datetime as dt

from children.models import Child, LegalStatusCode
from evaluation.models import Disagreement
from placements.models import Placement
from reference import vocabulary
from ui.dates import in_words

About = Disagreement.About

_NO_END = "No end: the child still lives there"
_NOTHING = "No stay"
_LABELS: dict[str, dict[str, str]] = {
    About.SEX: dict(Child.Sex.choices),
    About.ETHNICITY: vocabulary.labels(vocabulary.ETHNICITIES),
    About.LEGAL_STATUS: dict(LegalStatusCode.choices),
    About.SETTING: dict(Placement.Setting.choices),
    About.STAY: dict(Placement.Setting.choices),
}
_DAYS = {About.BIRTH_DATE, About.STARTED, About.ENDED}


def desk_says(one: Disagreement) -> str:
    return _said(one.about, one.desk_value)


def return_says(one: Disagreement) -> str:
    return _said(one.about, one.return_value)


def _said(about: str, value: str) -> str:
    if not value:
        return _NO_END if about == About.ENDED else _NOTHING
    if about in _DAYS:
        return in_words(dt.date.fromisoformat(value))
    label = _LABELS.get(about, {}).get(value)
    return f"{label} ({value})" if label else value
