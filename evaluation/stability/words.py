"""What the codes of the return mean, in the words of its guidance."""

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    "U1": "Foster care with a relative or friend, long term",
    "U2": "Foster care with a relative or friend who is also approved to adopt",
    "U3": "Foster care with a relative or friend, not long term",
    "U4": "Foster care, long term",
    "U5": "Foster care with carers who are also approved to adopt",
    "U6": "Foster care, not long term",
    "K1": "Secure children's home",
    "K2": "Children's home",
    "K3": "Supported accommodation",
    "H5": "Semi-independent living",
    "P1": "With parents",
    "P2": "Independent living",
    "P3": "Residential employment",
    "R1": "Residential care home",
    "R2": "Health establishment",
    "R3": "Family centre or mother and baby unit",
    "R5": "Young offender institution or prison",
    "S1": "Residential school",
    "A3": "Placed for adoption with consent, with the foster carer",
    "A4": "Placed for adoption with consent, not with the foster carer",
    "A5": "Placed for adoption by order, with the foster carer",
    "A6": "Placed for adoption by order, not with the foster carer",
    "T0": "Away for a while",
    "T1": "Away for a while: hospital",
    "T2": "Away for a while: the child's holiday",
    "T3": "Away for a while: the carer's holiday",
    "T4": "Away for a while: seven days or less",
    "Z1": "Other placement",
}
REASONS: Mapping[str, str] = {
    "CARPL": "The care plan",
    "CLOSE": "The carers resigned or the home closed",
    "ALLEG": "Allegation",
    "STAND": "Standards of care",
    "APPRR": "Approval removed",
    "CREQB": "The carers asked, because of the child's behaviour",
    "CREQO": "The carers asked, for another reason",
    "CHILD": "The child asked",
    "LAREQ": "The authority asked",
    "PLACE": "Only the status of the placement changed",
    "CUSTOD": "Custody",
    "OTHER": "Another reason",
}


def place_in_words(code: str) -> str:
    return f"{PLACES[code]} ({code})" if code in PLACES else code or "Not given"
