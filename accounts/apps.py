from django.apps import AppConfig
from django.db.models.signals import (  # noqa: TID251 - of migrating, which calls nothing else
    post_migrate,
    pre_migrate,
)

from accounts import limits


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        pre_migrate.connect(limits.before_migrating, sender=self)
        post_migrate.connect(limits.after_migrating, sender=self)
