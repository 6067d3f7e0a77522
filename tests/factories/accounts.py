import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.models import Agreement, Authority, FosteringService, Membership, Role, User

__all__ = [
    "AgreementFactory",
    "AuthorityFactory",
    "MembershipFactory",
    "ServiceFactory",
    "UserFactory",
]


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority

    name = factory.Sequence(lambda n: f"Authority {n}")
    code = factory.Sequence(lambda n: f"authority-{n}")
    desk_phone = "01632 960001"
    desk_email = "desk@authority.example"


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = FosteringService

    name = factory.Sequence(lambda n: f"Fostering service {n}")
    code = factory.Sequence(lambda n: f"service-{n}")
    kind = FosteringService.Kind.INDEPENDENT
    phone = "01632 960002"
    email = "office@service.example"


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    authority = factory.SubFactory(AuthorityFactory)
    service = factory.SubFactory(ServiceFactory)
    starts_on = dt.date(2020, 1, 1)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory("tests.factories.accounts.UserFactory", role=None)
    authority = factory.SubFactory(AuthorityFactory)
    role = Role.BROKER


class UserFactory(DjangoModelFactory):
    """A broker of a new authority. ``UserFactory(role=…, authority=…, offices=[…])`` or
    ``UserFactory(role=Role.FOSTERING_OFFICER, service=…)``; with ``role=None``, somebody without a membership.
    """

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@authority.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(
        cls,
        model_class,
        *args,
        role=Role.BROKER,
        authority=None,
        service=None,
        offices=(),
        **fields,
    ):
        user = super()._create(model_class, *args, **fields)
        if role is not None:
            if role == Role.FOSTERING_OFFICER:
                place = {"service": service or ServiceFactory()}
            else:
                place = {"authority": authority or AuthorityFactory()}
            user.membership = Membership.objects.create(
                user=user, role=role, offices=list(offices), **place
            )
            user.save()
        return user
