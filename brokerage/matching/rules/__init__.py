"""The rules, in the order in which they are shown. A code is stored and cited, and never given to another rule."""

from brokerage.matching.checks import Check, Outcome
from brokerage.matching.rules.approval import APPROVAL_RULES
from brokerage.matching.rules.base import Remedy, Rule, Source, Standing, Verdict
from brokerage.matching.rules.care import CARE_RULES
from brokerage.matching.rules.home import HOME_RULES
from brokerage.matching.rules.room import ROOM_RULES
from brokerage.matching.rules.standing import STANDING_RULES

__all__ = [
    "RULES", "RULE_BY_CODE", "Check", "Outcome", "Remedy", "Rule", "Source", "Standing", "Verdict",
]  # fmt: skip

_ORDER = (
    "APR-1", "APR-2", "APR-3", "APR-4", "APR-5", "LIM-1", "PLC-1", "AVL-1", "CHK-1", "SVC-1", "EXC-1",
    "HOM-1", "SKL-1", "HSE-1", "DST-1", "WIL-1", "HIS-1",
)  # fmt: skip
RULE_BY_CODE = {
    rule.code: rule
    for rule in (*APPROVAL_RULES, *ROOM_RULES, *STANDING_RULES, *HOME_RULES, *CARE_RULES)
}
RULES = tuple(RULE_BY_CODE[code] for code in _ORDER)
