"""Loads the signed-in person with everything that a request asks of them, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from accounts.models import User


class Staff(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        """None for a person who may no longer sign in, which ends their session at the next request."""
        codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return (
            User.objects.select_related("membership__authority", "membership__service")
            .annotate(has_second_factor=Exists(codes))
            .filter(pk=user_id, is_active=True)
            .first()
        )
