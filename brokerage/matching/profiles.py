"""What one search asks for, as plain frozen values.

Nothing here knows a database. Keys of children, people and households are the installation's own
integers; the core compares them and never interprets them. ``Request.to_record`` and
``Request.from_record`` give the exact same search back, so that a stored one can be replayed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from brokerage.matching import dates, records
from reference import vocabulary

_NEEDS = vocabulary.labels(vocabulary.NEEDS)
_SKILLS = vocabulary.labels(vocabulary.SKILLS)
_FEATURES = vocabulary.labels(vocabulary.HOME_FEATURES)
_CONDITIONS = vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS)
_KINDS = vocabulary.labels(vocabulary.PLACEMENT_KINDS)
_WISHES = vocabulary.labels(vocabulary.WISHES)
_SEXES = vocabulary.labels(vocabulary.SEXES)
_SEVERITIES = dict(vocabulary.SEVERITIES)


class PlaceKind(StrEnum):
    """Why a place matters to the child."""

    SCHOOL = "SCHOOL"  # a school place that is to be kept
    FAMILY = "FAMILY"  # where family time happens
    NETWORK = "NETWORK"  # somebody else who is to stay in the child's life
    SIBLING = "SIBLING"  # where a brother or sister lives who is not part of this search
    HOSPITAL = "HOSPITAL"  # a hospital or clinic: limits only, never scored
    OTHER = "OTHER"  # limits only, never scored


class IdentityPart(StrEnum):
    LANGUAGE = "LANGUAGE"
    FAITH = "FAITH"
    ETHNICITY = "ETHNICITY"


class LinkKind(StrEnum):
    """How a household is already known to a child of the search."""

    FORMER_CARER = "FORMER_CARER"  # an earlier stay there had a good ending
    SHORT_BREAKS = "SHORT_BREAKS"
    FAMILY = (
        "FAMILY"  # a relative, a friend of the family or somebody else connected with the child
    )
    KNOWN = "KNOWN"


_IDENTITY_CODES: dict[IdentityPart, dict[str, str]] = {
    IdentityPart.LANGUAGE: vocabulary.labels(vocabulary.LANGUAGES),
    IdentityPart.FAITH: vocabulary.labels(vocabulary.FAITHS),
    IdentityPart.ETHNICITY: vocabulary.labels(vocabulary.ETHNICITIES),
}


class RequestNotValid(ValueError):
    """The search asks for something that cannot be: an unknown code, no child, an end before its start."""


@dataclass(frozen=True, slots=True)
class Need:
    """A need from the taxonomy; severity from 1 (some) to 4 (very high)."""

    code: str
    severity: int
    essential: bool = False

    def __post_init__(self) -> None:
        _require(self.code in _NEEDS, f"{self.code} is not a need")
        _require(self.severity in _SEVERITIES, f"{self.severity} is not a severity")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill or a home feature: essential ones rule out, the others only count."""

    code: str
    essential: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """Something about who lives in the home; ``years`` is read by YOUNGEST and OLDEST only."""

    code: str
    years: int = 0
    essential: bool = True

    def __post_init__(self) -> None:
        _require(self.code in _CONDITIONS, f"{self.code} is not a household condition")
        _require(self.years >= 0, "a number of years is not negative")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that matters, in British National Grid metres (none where the position is not known).

    ``limit_miles`` is the furthest that is acceptable (exactly that far is still accepted). It
    rules out only when it is essential; otherwise it is where the factor reaches nought, in place
    of the usual 20 miles.
    """

    kind: PlaceKind
    label: str
    easting: int | None
    northing: int | None
    weight: float = 1.0
    limit_miles: float | None = None
    essential: bool = False

    def __post_init__(self) -> None:
        _require(self.weight >= 0, "a weight is not negative")
        _require(
            self.limit_miles is not None or not self.essential, "an essential limit has a distance"
        )
        _require(self.limit_miles is None or self.limit_miles > 0, "a limit is more than nought")


@dataclass(frozen=True, slots=True)
class IdentityWant:
    """A part of the child's identity that the referral says the home should share."""

    part: IdentityPart
    codes: tuple[str, ...]
    childs_own_view: bool = False

    def __post_init__(self) -> None:
        known = _IDENTITY_CODES[self.part]
        _require(bool(self.codes), "an identity want names at least one code")
        _require(all(code in known for code in self.codes), "an identity code is not known")


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who and where the child must not be near. ``lad_codes`` are ONS district codes, ``outcodes`` like AL1."""

    household_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    child_ids: tuple[int, ...] = ()
    outcodes: tuple[str, ...] = ()
    lad_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    household_id: int
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class BadEnding:
    """An earlier stay of one of these children there ended by allegation (ALLEG) or standards of care (STAND)."""

    household_id: int
    reason: str

    def __post_init__(self) -> None:
        _require(self.reason in ("ALLEG", "STAND"), f"{self.reason} is not such an ending")


@dataclass(frozen=True, slots=True)
class NamedChild:
    """One household and one child named in its approval, in force on the day of the move."""

    household_id: int
    child_id: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """A household's exemption from the usual fostering limit for one named child, in force on the day of the move.

    ``most_children`` is how many fostered children may live there under it, this child included.
    """

    household_id: int
    child_id: int
    most_children: int


@dataclass(frozen=True, slots=True)
class AcceptedRemedy:
    """A remedy that somebody with the right has accepted for one household, so that its rule counts as met."""

    household_id: int
    rule: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ChildProfile:
    """One child of the search.

    ``sex`` is "F", "M" or empty when not recorded; ``wishes`` are codes in the child's own order.
    """

    child_id: int
    birth_date: dt.date
    sex: str = ""
    needs: tuple[Need, ...] = ()
    sibling_ids: tuple[int, ...] = ()
    wishes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(self.sex == "" or self.sex in _SEXES, f"{self.sex} is not a sex")
        _require(all(wish in _WISHES for wish in self.wishes), "a wish is not known")
        _require(len({need.code for need in self.needs}) == len(self.needs), "a need is twice")


@dataclass(frozen=True)
class Request:
    """One search: a home for one child, or one home for several together.

    Args:
        children: everybody who is to live there together; a rule must hold for each.
        as_of: the day of the search; ages of data count back from it.
        starts_on: the day of the move. ``ends_on`` is the first day on which the home is no longer
            needed; none when the stay is open-ended.
        permanent: the care plan means this home to last, as long-term fostering.
        review_tolerance_days: by how many days the authority accepts an annual review to be
            overdue.
        usual_weekly_pence: what the authority usually pays a week for such a child; without it cost
            is only shown.

    Raises:
        RequestNotValid: from the constructor, for a search that cannot be.
    """

    children: tuple[ChildProfile, ...]
    authority_id: int
    kind: str
    as_of: dt.date
    starts_on: dt.date
    ends_on: dt.date | None = None
    emergency: bool = False
    permanent: bool = False
    skills: tuple[Wanted, ...] = ()
    features: tuple[Wanted, ...] = ()
    conditions: tuple[Condition, ...] = ()
    places: tuple[Place, ...] = ()
    identity: tuple[IdentityWant, ...] = ()
    exclusions: Exclusions = Exclusions()
    links: tuple[Link, ...] = ()
    bad_endings: tuple[BadEnding, ...] = ()
    named_approvals: tuple[NamedChild, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    accepted_remedies: tuple[AcceptedRemedy, ...] = ()
    review_tolerance_days: int = 0
    usual_weekly_pence: int | None = None

    def __post_init__(self) -> None:
        _require(bool(self.children), "a search is for at least one child")
        _require(len(set(self.child_ids)) == len(self.children), "a child is in it twice")
        _require(self.kind in _KINDS, f"{self.kind} is not a kind of placement")
        _require(self.ends_on is None or self.ends_on > self.starts_on, "it ends before it starts")
        _require(self.review_tolerance_days >= 0, "a tolerance is not negative")
        _require(all(want.code in _SKILLS for want in self.skills), "a skill is not known")
        _require(all(want.code in _FEATURES for want in self.features), "a feature is not known")
        _require(
            all(child.birth_date <= self.starts_on for child in self.children),
            "a child moves before being born",
        )

    @property
    def child_ids(self) -> tuple[int, ...]:
        return tuple(child.child_id for child in self.children)

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """Each child's completed years on the day of the move, in the order of ``children``."""
        return tuple(dates.age_on(child.birth_date, self.starts_on) for child in self.children)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The children's needs together: the highest severity, and essential if it is so for one of them."""
        together: dict[str, Need] = {}
        for need in (need for child in self.children for need in child.needs):
            known = together.get(need.code, need)
            together[need.code] = Need(
                need.code, max(need.severity, known.severity), need.essential or known.essential
            )
        return tuple(together[term.code] for term in vocabulary.NEEDS if term.code in together)

    def for_children(self, child_ids: Iterable[int]) -> "Request":
        """The same search for some of its children: one part of a split of siblings."""
        kept = set(child_ids)
        return replace(self, children=tuple(c for c in self.children if c.child_id in kept))

    def to_record(self) -> records.Record:
        record: records.Record = records.to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: records.Record) -> "Request":
        return records.from_plain(cls, record)


def _require(truth: bool, problem: str) -> None:  # noqa: FBT001
    if not truth:
        raise RequestNotValid(problem[0].upper() + problem[1:] + ".")
