import gc

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """All models are loaded, for good. From here on there is something to collect."""
        gc.freeze()
        gc.set_threshold(50_000, 10, 10)
