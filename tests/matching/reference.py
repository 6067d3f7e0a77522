"""The rules once more, for one household, in plain Python and written apart from the product's.

It looks at every day of a stay one by one and knows no arrays. Slow, and so simple that it can be read against the
table of docs/matching.md. ``outcomes`` gives each rule's outcome: "FAILS", "NOT_RECORDED" or "PASSES".
"""

import datetime as dt
import math

from brokerage.matching.blocks import ResidentKind
from brokerage.matching.columns import ApprovalStatus, Sex, Willing

DAY = dt.timedelta(days=1)
ADULT = 18


def outcomes(asked, home, agreements):
    found = {}
    for code, rule in _RULES.items():
        answers = list(rule(asked, home, agreements))
        remedied = any(
            item.household_id == home.household_id and item.rule == code
            for item in asked.accepted_remedies
        )
        if False in answers and not (remedied and code in _WITH_REMEDY):
            found[code] = "FAILS"
        elif None in answers:
            found[code] = "NOT_RECORDED"
        else:
            found[code] = "PASSES"
    return found


def years_old(born, on):
    """Counted birthday by birthday; in a common year somebody born on 29 February has theirs on 1 March."""
    age = 0
    while _birthday(born, age + 1) <= on:
        age += 1
    return age


def _birthday(born, age):
    if (born.month, born.day) == (2, 29) and not _leap(born.year + age):
        return dt.date(born.year + age, 3, 1)
    return dt.date(born.year + age, born.month, born.day)


def _leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _holds(begins, ends, day):
    return begins <= day and (ends is None or day < ends)


def _days_of_stay(asked, home):
    """Every day of the stay; of one without an end, every day until nothing changes any more."""
    last = asked.ends_on
    if last is None:
        known = [day for stay in home.stays for day in (stay.starts_on, stay.ends_on) if day]
        last = max([asked.starts_on, *known]) + 2 * DAY
    day = asked.starts_on
    while day < last:
        yield day
        day += DAY


def _living(asked, home, day):
    own = {child.child_id for child in asked.children}
    return [
        stay
        for stay in home.stays
        if stay.child_id not in own and _holds(stay.starts_on, stay.ends_on, day)
    ]


def _during(asked, home):
    return [
        stay
        for stay in home.stays
        if any(stay in _living(asked, home, day) for day in _days_of_stay(asked, home))
    ]


def _approved(asked, home, _agreements):
    day = asked.starts_on
    if (
        home.approval_status not in (ApprovalStatus.APPROVED, ApprovalStatus.UNKNOWN)
        or (home.approved_until is not None and home.approved_until <= day)
        or (home.approved_from is not None and home.approved_from > day)
    ):
        yield False
    elif home.approval_status is ApprovalStatus.UNKNOWN or home.approved_from is None:
        yield None
    else:
        yield True


def _ages(asked, home, _agreements):
    for child in asked.children:
        age = years_old(child.birth_date, asked.starts_on)
        if (home.min_age != -1 and age < home.min_age) or (
            home.max_age != -1 and age > home.max_age
        ):
            yield False
        else:
            yield None if -1 in (home.min_age, home.max_age) else True


def _sexes(asked, home, _agreements):
    wanted = {Sex.FEMALE: "F", Sex.MALE: "M"}
    for child in asked.children:
        if home.approved_sex is Sex.UNKNOWN:
            yield None
        elif home.approved_sex is Sex.ANY:
            yield True
        elif child.sex == "":
            yield None
        else:
            yield wanted[home.approved_sex] == child.sex


def _kind(asked, home, _agreements):
    yield asked.kind in home.kinds if home.kinds else None


def _named(asked, home, _agreements):
    named = {
        item.child_id for item in asked.named_approvals if item.household_id == home.household_id
    }
    if {child.child_id for child in asked.children} <= named:
        yield True
    else:
        yield None if home.named_only is None else not home.named_only


def _limit(asked, home, _agreements):
    children = asked.children
    exempt = {
        item.child_id: item.most_children
        for item in asked.exemptions
        if item.household_id == home.household_id
    }
    covered = all(child.child_id in exempt for child in children)
    limit = min(exempt[child.child_id] for child in children) if covered else 3
    for day in [asked.starts_on, *_days_of_stay(asked, home)]:
        living = _living(asked, home, day)
        if len(living) + len(children) > limit and not _all_siblings(children, living):
            yield False
            return
    yield None if home.composition_recorded_on is None else True


def _all_siblings(children, living):
    for child in children:
        others = {other.child_id for other in children if other is not child}
        others |= {stay.child_id for stay in living}
        if 0 in others or not others <= set(child.sibling_ids):
            return False
    groups = {stay.sibling_group for stay in living}
    return len(living) < 2 or (len(groups) == 1 and 0 not in groups)


def _place(asked, home, _agreements):
    if home.places == -1:
        yield None
        return
    most = max(len(_living(asked, home, day)) for day in _days_of_stay(asked, home))
    yield most + len(asked.children) <= home.places


def _available(asked, home, _agreements):
    if any(_holds(away.starts_on, away.ends_on, asked.starts_on) for away in home.absences):
        yield False
    else:
        yield None if home.confirmed_on is None else True


def _checks(asked, home, _agreements):
    for code in ("DBS", "REVIEW", "MEDICAL", "SAFETY"):
        due = home.checks.get(code)
        if due is None:
            yield None if code in ("DBS", "REVIEW") else True
            continue
        tolerance = asked.review_tolerance_days if code == "REVIEW" else 0
        yield asked.starts_on <= due + tolerance * DAY


def _agreement(asked, home, agreements):
    if home.service_id == 0:
        yield None
        return
    yield any(
        item.service_id == home.service_id
        and item.authority_id == asked.authority_id
        and _holds(item.starts_on, item.ends_on, asked.starts_on)
        for item in agreements
    )


def _exclusions(asked, home, _agreements):
    excluded = asked.exclusions
    yield home.household_id not in excluded.household_ids
    if excluded.person_ids:
        there = {resident.person_id for resident in home.residents} & set(excluded.person_ids)
        yield False if there else (None if home.composition_recorded_on is None else True)
    yield not {stay.child_id for stay in _during(asked, home)} & set(excluded.child_ids)
    for area, areas in ((home.outcode, excluded.outcodes), (home.lad_code, excluded.lad_codes)):
        if areas:
            yield area not in areas if area else None


def _features(asked, home, _agreements):
    for want in asked.features:
        if want.essential:
            yield home.features.get(want.code)


def _skills(asked, home, _agreements):
    for want in asked.skills:
        if not want.essential:
            continue
        if want.code in home.skills:
            until = home.skills[want.code]
            yield until is None or until >= asked.starts_on
        else:
            yield None if home.skills_recorded_on is None else False


def _conditions(asked, home, _agreements):
    for item in asked.conditions:
        if item.essential:
            yield _condition(item, asked, home)


def _condition(item, asked, home):
    simple = {
        "NODOGS": (home.dogs, False),
        "NOCATS": (home.cats, False),
        "NOSMOKE": (home.smoker, False),
        "ATHOME": (home.carer_at_home, True),
        "FEMALE": (home.female_carer, True),
        "MALE": (home.male_carer, True),
    }
    if item.code in simple:
        value, wanted = simple[item.code]
        return None if value is None else value is wanted
    if item.code == "TWOCARERS":
        return None if home.carers == -1 else home.carers >= 2
    if item.code == "NOMALE":
        return _no_men(asked, home)
    return _about_children(item, asked, home)


def _about_children(item, asked, home):
    fostered = [stay.birth_date for stay in _during(asked, home)]
    unclear = home.composition_recorded_on is None
    if item.code == "ONLYFOST":
        return False if fostered else (None if unclear else True)
    own, perhaps = _resident_children(asked, home)
    others = fostered + own
    if item.code == "ONLY":
        return False if others else (None if unclear or perhaps else True)
    mine = [child.birth_date for child in asked.children]
    known = [born for born in others if born is not None]
    if not all(_apart(item, born, child) for born in known for child in mine):
        return False
    return None if unclear or perhaps or len(known) < len(others) else True


def _resident_children(asked, home):
    """The birth dates of resident children, and whether a carers' child has none recorded."""
    own = [item.birth_date for item in home.residents if item.kind is ResidentKind.OWN_CHILD]
    young = [born for born in own if born is not None and years_old(born, asked.starts_on) < ADULT]
    others = [item.birth_date for item in home.residents if item.kind is ResidentKind.OTHER_CHILD]
    return young + others, None in own


def _apart(item, other, child):
    elder, younger = (other, child) if item.code == "YOUNGEST" else (child, other)
    return elder <= younger and years_old(elder, younger) >= item.years


def _no_men(asked, home):
    if home.male_carer:
        return False
    unclear = home.male_carer is None or home.composition_recorded_on is None
    for resident in home.residents:
        if resident.kind is ResidentKind.OTHER_CHILD or resident.sex is Sex.FEMALE:
            continue
        if resident.kind is ResidentKind.OWN_CHILD:
            if resident.birth_date is None:
                unclear = True
                continue
            if years_old(resident.birth_date, asked.starts_on) < ADULT:
                continue
        if resident.sex is Sex.MALE:
            return False
        unclear = True
    return None if unclear else True


def _distances(asked, home, _agreements):
    for place in asked.places:
        if not place.essential:
            continue
        if home.position is None or place.easting is None or place.northing is None:
            yield None
            continue
        east, north = home.position[0] - place.easting, home.position[1] - place.northing
        yield round(math.sqrt(east**2 + north**2) / 1000 / 1.6093, 1) <= place.limit_miles


def _willing(asked, home, _agreements):
    essential = {need.code for child in asked.children for need in child.needs if need.essential}
    for code in essential:
        answer = home.willingness.get(code, Willing.UNKNOWN)
        yield None if answer is Willing.UNKNOWN else answer is not Willing.NO


def _history(asked, home, _agreements):
    yield home.household_id not in {item.household_id for item in asked.bad_endings}


_RULES = {
    "APR-1": _approved,
    "APR-2": _ages,
    "APR-3": _sexes,
    "APR-4": _kind,
    "APR-5": _named,
    "LIM-1": _limit,
    "PLC-1": _place,
    "AVL-1": _available,
    "CHK-1": _checks,
    "SVC-1": _agreement,
    "EXC-1": _exclusions,
    "HOM-1": _features,
    "SKL-1": _skills,
    "HSE-1": _conditions,
    "DST-1": _distances,
    "WIL-1": _willing,
    "HIS-1": _history,
}
_WITH_REMEDY = set(_RULES) - {"APR-1", "APR-5", "EXC-1", "HSE-1", "HIS-1"}
