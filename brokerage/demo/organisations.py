"""Three invented authorities, four fostering services, the agreements between them, and the people who work there."""

import datetime as dt
import random
from dataclasses import dataclass, field

from accounts.models import Agreement, Authority, FosteringService, Membership, Office, Role, User
from brokerage.demo.pools import FIRST_NAMES, SURNAMES
from reference import directory, postcodes

UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass
class Area:
    """Where an authority's homes are: real sectors of its outward codes, and those of the country around it."""

    sectors: list[str]

    def invented_postcode(self, rng: random.Random, *, outcode: str = "") -> postcodes.Place:
        """A postcode of a real sector that the directory does not have, so that nobody lives there.

        ``outcode`` is one of the area's; any of them where it is not given.
        """
        sectors = self.sectors
        if outcode:
            sectors = [sector for sector in sectors if sector.startswith(f"{outcode} ")]
        while True:
            unit = rng.choice(UNIT_LETTERS) + rng.choice(UNIT_LETTERS)
            place = postcodes.place(rng.choice(sectors) + unit)
            if place is not None and place.precision == "sector":
                return place


@dataclass
class Desk:
    """One authority of the demonstration, with its people by role."""

    authority: Authority
    area: Area
    share: float
    services: list[FosteringService] = field(default_factory=list)
    people: dict[Role, list[User]] = field(default_factory=dict)


# Name, code, DfE number (none of the real ones), outward codes, share of the children.
AUTHORITIES = (
    (
        "Hartsmere County Council", "hartsmere", "01632 960100", 0.5,
        "SG1 SG2 SG4 SG5 SG6 SG7 SG8 SG12 SG13 SG14 AL1 AL3 AL5 AL7 AL10 WD3 WD17 WD19 EN8 EN10 HP1 HP3 HP23",
    ),
    (
        "Stourley Council", "stourley", "01632 960200", 0.3,
        "ST3 ST4 ST5 ST10 ST13 ST14 ST16 ST17 ST18 ST19 ST20 ST21 WS11 WS12 WS13 WS15 B77 B79 DE13 DE14",
    ),
    (
        "Fenwick and Broads Council", "fenwick-broads", "01632 960300", 0.2,
        "NR1 NR3 NR5 NR7 NR10 NR13 NR18 NR19 NR20 NR28 NR30 NR31 PE30 PE31 PE32 PE37 IP22 IP24 IP25",
    ),
)  # fmt: skip

STAFF = {
    Role.SOCIAL_WORKER: 6,
    Role.BROKER: 2,
    Role.MANAGER: 1,
    Role.REVIEWING_OFFICER: 2,
    Role.COACH: 1,
    Role.ADMINISTRATOR: 1,
}


def make_desks(rng: random.Random, *, today: dt.date) -> list[Desk]:
    desks = [_desk(*row) for row in AUTHORITIES]
    for desk in desks:
        for role, number in STAFF.items():
            desk.people[role] = [_person(rng, desk, role) for _ in range(number)]
        membership = desk.people[Role.MANAGER][0].membership
        if membership is not None:
            membership.offices = [Office.NOMINATED_OFFICER, Office.DIRECTOR]
            membership.save()
    _services(rng, desks, today=today)
    _consortium_broker(desks)
    return desks


def _desk(name: str, code: str, phone: str, share: float, outcodes: str) -> Desk:
    sectors = [
        f"{outcode} {digit}"
        for outcode in outcodes.split()
        for digit in range(10)
        if directory.find_area(f"{outcode} {digit}")
    ]
    districts = sorted({found[2] for sector in sectors if (found := directory.find_area(sector))})
    authority = Authority.objects.create(
        name=name,
        code=code,
        desk_phone=phone,
        desk_email=f"placements@{code}.example",
        district_codes=districts,
    )
    return Desk(authority, Area(sectors), share)


def _services(rng: random.Random, desks: list[Desk], *, today: dt.date) -> None:
    rows = (
        ("Hartsmere Fostering", "hartsmere-fostering", desks[0].authority),
        ("Stourley Fostering", "stourley-fostering", desks[1].authority),
        ("Larkfield Families", "larkfield", None),
        ("Rowan Tree Foster Care", "rowan-tree", None),
    )
    own_kind, agency = FosteringService.Kind.OWN, FosteringService.Kind.INDEPENDENT
    services = [
        FosteringService.objects.create(
            name=name,
            code=code,
            kind=own_kind if authority else agency,
            authority=authority,
            phone=f"01632 9604{number:02}",
            email=f"office@{code}.example",
        )
        for number, (name, code, authority) in enumerate(rows)
    ]
    hartsmere, stourley, larkfield, rowan = services
    years_ago = today - dt.timedelta(days=6 * 365)
    for desk, asked in zip(
        desks, ([larkfield, rowan], [larkfield], [larkfield, rowan]), strict=True
    ):
        for service in asked:
            Agreement.objects.create(authority=desk.authority, service=service, starts_on=years_ago)
    ended = today - dt.timedelta(days=200)
    Agreement.objects.create(
        authority=desks[1].authority, service=rowan, starts_on=years_ago, ends_on=ended
    )
    desks[0].services = [hartsmere, larkfield, rowan]
    desks[1].services = [stourley, larkfield]
    desks[2].services = [larkfield, rowan]
    for service in services:
        _supervising_social_worker(rng, service)


def _supervising_social_worker(rng: random.Random, service: FosteringService) -> None:
    user = _new_user(rng, domain=service.code)
    user.membership = Membership.objects.create(
        user=user, service=service, role=Role.FOSTERING_OFFICER
    )
    user.save()


def _person(rng: random.Random, desk: Desk, role: Role) -> User:
    user = _new_user(rng, domain=desk.authority.code)
    user.membership = Membership.objects.create(user=user, authority=desk.authority, role=role)
    user.save()
    return user


def _consortium_broker(desks: list[Desk]) -> None:
    """The first broker also works for the other authorities, as an independent desk does."""
    broker = desks[0].people[Role.BROKER][0]
    for desk in desks[1:]:
        Membership.objects.create(user=broker, authority=desk.authority, role=Role.BROKER)


def _new_user(rng: random.Random, *, domain: str) -> User:
    while True:
        first, last = rng.choice(FIRST_NAMES[rng.choice("FM")]), rng.choice(SURNAMES)
        email = f"{first}.{last}@{domain}.example".lower()
        if not User.objects.filter(email=email).exists():
            return User.objects.create_user(email, name=f"{first} {last}", phone="01632 960999")
