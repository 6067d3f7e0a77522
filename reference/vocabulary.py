"""The code lists that children, carers, referrals and the matching core share.

Plain Python: the matching core reads it, so it imports no Django. A term's code is stored, so it is never reused or
renamed; new terms go at the end of their list, because columns of bits use a term's position.

Sources: the thirteen disability codes are the Children in Need census's; ethnicity is the SSDA903 list; the other lists
are this project's own, drawn from the referral forms and approval lists named in docs/glossary.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    code: str
    label: str
    group: str = ""


def choices(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """Code and label pairs, for a model or form field."""
    return [(term.code, term.label) for term in terms]


def grouped_choices(terms: Iterable[Term]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same pairs under their groups, in the order in which groups first appear."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for term in terms:
        groups.setdefault(term.group, []).append((term.code, term.label))
    return list(groups.items())


def positions(terms: Iterable[Term]) -> dict[str, int]:
    """Each code's position: its bit in a column, its column in a matrix."""
    return {term.code: position for position, term in enumerate(terms)}


def labels(terms: Iterable[Term]) -> dict[str, str]:
    return {term.code: term.label for term in terms}


_DISABILITY = "Disability"
_HEALTH = "Health"
_FEELINGS = "Feelings and behaviour"
_SAFETY = "Safety"
_LIFE = "Education and identity"

NEEDS = (
    Term("MOB", "Mobility", _DISABILITY),
    Term("HAND", "Hand function", _DISABILITY),
    Term("PC", "Personal care", _DISABILITY),
    Term("INC", "Incontinence", _DISABILITY),
    Term("COMM", "Communication", _DISABILITY),
    Term("LD", "Learning disability", _DISABILITY),
    Term("HEAR", "Hearing", _DISABILITY),
    Term("VIS", "Vision", _DISABILITY),
    Term("BEH", "Behaviour related to disability", _DISABILITY),
    Term("CON", "Consciousness (seizures)", _DISABILITY),
    Term("AUT", "Autism", _DISABILITY),
    Term("DDA", "Another disability under the Equality Act", _DISABILITY),
    Term("FEED", "Tube feeding", _HEALTH),
    Term("BREATH", "Breathing support, suction or oxygen", _HEALTH),
    Term("MEDS", "Complex medication", _HEALTH),
    Term("DIAB", "Diabetes", _HEALTH),
    Term("LIFE", "Life-limiting condition", _HEALTH),
    Term("SLEEP", "Care at night", _HEALTH),
    Term("ATT", "Attachment", _FEELINGS),
    Term("TRAU", "Trauma", _FEELINGS),
    Term("ANX", "Anxiety or low mood", _FEELINGS),
    Term("ADHD", "Attention and hyperactivity", _FEELINGS),
    Term("AGG", "Aggression", _FEELINGS),
    Term("EAT", "Eating difficulties", _FEELINGS),
    Term("SHARM", "Self-harm", _SAFETY),
    Term("MISS", "Going missing", _SAFETY),
    Term("EXPL", "Exploitation by others", _SAFETY),
    Term("SUBS", "Substance misuse", _SAFETY),
    Term("OFF", "Offending", _SAFETY),
    Term("FIRE", "Fire-setting", _SAFETY),
    Term("HSB", "Harmful sexual behaviour", _SAFETY),
    Term("SEMH", "Support to stay in education", _LIFE),
    Term("UASC", "Seeking asylum alone", _LIFE),
    Term("IDEN", "Support with identity", _LIFE),
    Term("PREG", "Pregnancy or own baby", _LIFE),
    Term("INDEP", "Skills for independence", _LIFE),
)

SKILLS = (
    Term("PEG", "Tube feeding", "Nursing care"),
    Term("EPIL", "Seizures and rescue medication", "Nursing care"),
    Term("AIRWAY", "Suction, oxygen and tracheostomy", "Nursing care"),
    Term("MEDIC", "Giving medication", "Nursing care"),
    Term("DIABC", "Diabetes care", "Nursing care"),
    Term("MOVE", "Moving and handling", "Nursing care"),
    Term("CONT", "Continence care", "Nursing care"),
    Term("PALL", "Palliative care", "Nursing care"),
    Term("MAKA", "Makaton", "Communication"),
    Term("BSL", "British Sign Language", "Communication"),
    Term("PECS", "Picture exchange and other aids", "Communication"),
    Term("VISC", "Caring for a child with sight loss", "Communication"),
    Term("AUTC", "Autism", "Disability"),
    Term("LDC", "Learning disability", "Disability"),
    Term("PBS", "Positive behaviour support", "Behaviour"),
    Term("PHYS", "Safe holding", "Behaviour"),
    Term("THER", "Therapeutic parenting", "Behaviour"),
    Term("SECB", "Secure base", "Behaviour"),
    Term("ADHDC", "Attention and hyperactivity", "Behaviour"),
    Term("SHC", "Self-harm and suicide prevention", "Safety"),
    Term("MISC", "Missing and exploitation", "Safety"),
    Term("SUBC", "Drugs and alcohol", "Safety"),
    Term("HSBC", "Harmful sexual behaviour", "Safety"),
    Term("FIREC", "Fire safety", "Safety"),
    Term("YOUTH", "Youth justice and remand", "Safety"),
    Term("EDUC", "Supporting education", "Life"),
    Term("UASCC", "Children seeking asylum", "Life"),
    Term("PACHI", "Parent and child", "Life"),
    Term("LIFES", "Life-story work", "Life"),
    Term("PFA", "Paediatric first aid", "Life"),
    Term("SAFE", "Safer caring", "Life"),
    Term("MOVON", "Preparing to live independently", "Life"),
)

# Training that answers each need. A need with none listed is answered by experience and willingness alone.
SKILLS_FOR_NEED: dict[str, tuple[str, ...]] = {
    "MOB": ("MOVE",),
    "HAND": (),
    "PC": ("CONT", "MOVE"),
    "INC": ("CONT",),
    "COMM": ("MAKA", "PECS", "BSL"),
    "LD": ("LDC",),
    "HEAR": ("BSL",),
    "VIS": ("VISC",),
    "BEH": ("PBS",),
    "CON": ("EPIL",),
    "AUT": ("AUTC",),
    "DDA": (),
    "FEED": ("PEG",),
    "BREATH": ("AIRWAY",),
    "MEDS": ("MEDIC",),
    "DIAB": ("DIABC",),
    "LIFE": ("PALL",),
    "SLEEP": (),
    "ATT": ("SECB", "THER"),
    "TRAU": ("THER",),
    "ANX": ("THER",),
    "ADHD": ("ADHDC",),
    "AGG": ("PBS", "PHYS"),
    "EAT": (),
    "SHARM": ("SHC",),
    "MISS": ("MISC",),
    "EXPL": ("MISC",),
    "SUBS": ("SUBC",),
    "OFF": ("YOUTH",),
    "FIRE": ("FIREC",),
    "HSB": ("HSBC",),
    "SEMH": ("EDUC",),
    "UASC": ("UASCC",),
    "IDEN": ("LIFES",),
    "PREG": ("PACHI",),
    "INDEP": ("MOVON",),
}

SEVERITIES = ((1, "Some"), (2, "Moderate"), (3, "High"), (4, "Very high"))

HOME_FEATURES = (
    Term("LEVEL", "Level access"),
    Term("GROUND", "Ground-floor bedroom"),
    Term("BATH", "Adapted bathroom"),
    Term("HOIST", "Hoist"),
    Term("WHEEL", "Room for a wheelchair throughout"),
    Term("LIFT", "Stairlift or through-floor lift"),
    Term("OWNBED", "Own bedroom for the child"),
    Term("WAV", "Wheelchair-accessible vehicle"),
    Term("GARDEN", "Garden"),
    Term("FENCED", "Secure garden"),
    Term("SENSORY", "Quiet or sensory space"),
    Term("STORE", "Room for medical equipment"),
    Term("WAKING", "Room for a night carer"),
    Term("COUNTRY", "In the country"),
    Term("TOWN", "In a town"),
    Term("BUS", "On a bus or train route"),
)

# A condition about who lives in the home. YOUNGEST and OLDEST take a number of years.
HOUSEHOLD_CONDITIONS = (
    Term("ONLY", "The only child in the home"),
    Term("ONLYFOST", "The only fostered child"),
    Term("YOUNGEST", "The youngest by at least this many years"),
    Term("OLDEST", "The oldest by at least this many years"),
    Term("NODOGS", "No dogs"),
    Term("NOCATS", "No cats"),
    Term("NOSMOKE", "Nobody smokes"),
    Term("TWOCARERS", "Two carers"),
    Term("ATHOME", "A carer at home in the day"),
    Term("FEMALE", "A female carer"),
    Term("MALE", "A male carer"),
    Term("NOMALE", "No adult men"),
)

PLACEMENT_KINDS = (
    Term("SHORT", "Short term"),
    Term("LONG", "Long term"),
    Term("EMERGENCY", "Emergency"),
    Term("BREAKS", "Short breaks"),
    Term("REMAND", "Remand"),
    Term("FFA", "Fostering for adoption"),
    Term("PARENTCHILD", "Parent and child"),
    Term("SPECIALIST", "Specialist"),
)

# What a child may wish for that a home's record can answer. OTHER is kept in the child's words and never scored.
WISHES = (
    Term("NEARSCHOOL", "To stay at my school"),
    Term("NEARFAMILY", "To live near my family"),
    Term("SIBLINGS", "To live with my brothers or sisters"),
    Term("DOG", "To live with a dog"),
    Term("CAT", "To live with a cat"),
    Term("NOPETS", "Not to live with pets"),
    Term("CHILDREN", "To live with other children"),
    Term("NOCHILDREN", "To be the only child"),
    Term("OWNROOM", "To have my own room"),
    Term("GARDEN", "To have a garden"),
    Term("COUNTRY", "To live in the country"),
    Term("TOWN", "To live in a town"),
    Term("FAITH", "To live with people of my faith"),
    Term("LANGUAGE", "To live with people who speak my language"),
    Term("ETHNICITY", "To live with people who look like me"),
    Term("TWOCARERS", "To have two carers"),
    Term("ONECARER", "To have one carer"),
    Term("FEMALE", "To have a carer who is a woman"),
    Term("MALE", "To have a carer who is a man"),
    Term("KNOWN", "To live with someone I know"),
    Term("OTHER", "Something else"),
)

SEXES = (Term("F", "Female"), Term("M", "Male"))

ETHNICITIES = (
    Term("WBRI", "White British", "White"),
    Term("WIRI", "White Irish", "White"),
    Term("WIRT", "Traveller of Irish heritage", "White"),
    Term("WROM", "Gypsy or Roma", "White"),
    Term("WOTH", "Any other White background", "White"),
    Term("MWBC", "White and Black Caribbean", "Mixed"),
    Term("MWBA", "White and Black African", "Mixed"),
    Term("MWAS", "White and Asian", "Mixed"),
    Term("MOTH", "Any other mixed background", "Mixed"),
    Term("AIND", "Indian", "Asian"),
    Term("APKN", "Pakistani", "Asian"),
    Term("ABAN", "Bangladeshi", "Asian"),
    Term("AOTH", "Any other Asian background", "Asian"),
    Term("BCRB", "Caribbean", "Black"),
    Term("BAFR", "African", "Black"),
    Term("BOTH", "Any other Black background", "Black"),
    Term("CHNE", "Chinese", "Asian"),
    Term("OOTH", "Any other ethnic group", "Other"),
    Term("REFU", "Preferred not to say", "Not known"),
    Term("NOBT", "Not yet obtained", "Not known"),
)

FAITHS = (
    Term("NONE", "No religion"),
    Term("CHRI", "Christian"),
    Term("BUDD", "Buddhist"),
    Term("HIND", "Hindu"),
    Term("JEWI", "Jewish"),
    Term("MUSL", "Muslim"),
    Term("SIKH", "Sikh"),
    Term("OTHR", "Another religion"),
)

LANGUAGES = (
    Term("en", "English"),
    Term("cy", "Welsh"),
    Term("bfi", "British Sign Language"),
    Term("am", "Amharic"),
    Term("ar", "Arabic"),
    Term("bn", "Bengali"),
    Term("bg", "Bulgarian"),
    Term("zh", "Chinese"),
    Term("cs", "Czech"),
    Term("fa", "Farsi"),
    Term("fr", "French"),
    Term("de", "German"),
    Term("el", "Greek"),
    Term("gu", "Gujarati"),
    Term("hi", "Hindi"),
    Term("hu", "Hungarian"),
    Term("it", "Italian"),
    Term("ku", "Kurdish"),
    Term("lt", "Lithuanian"),
    Term("ps", "Pashto"),
    Term("pl", "Polish"),
    Term("pt", "Portuguese"),
    Term("pa", "Punjabi"),
    Term("ro", "Romanian"),
    Term("ru", "Russian"),
    Term("sk", "Slovak"),
    Term("so", "Somali"),
    Term("es", "Spanish"),
    Term("sw", "Swahili"),
    Term("ta", "Tamil"),
    Term("ti", "Tigrinya"),
    Term("tr", "Turkish"),
    Term("uk", "Ukrainian"),
    Term("ur", "Urdu"),
    Term("vi", "Vietnamese"),
    Term("yo", "Yoruba"),
    Term("sq", "Albanian"),
    Term("rom", "Romani"),
)

WILLINGNESS = (Term("YES", "Yes"), Term("DISCUSS", "Talk to us first"), Term("NO", "No"))

COST_BANDS = (
    Term("A", "Band A: standard allowance"),
    Term("B", "Band B: enhanced"),
    Term("C", "Band C: specialist"),
    Term("D", "Band D: complex needs"),
    Term("E", "Band E: agreed one by one"),
)
