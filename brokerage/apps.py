from django.apps import AppConfig


class BrokerageConfig(AppConfig):
    name = "brokerage"

    def ready(self) -> None:
        """Watch what changes results; tell the radar for whom a home is looked for, which stays cannot know."""
        from brokerage.models import watching
        from brokerage.queries.child_referrals import under_way
        from placements import looking

        watching.watch()
        looking.told_by(under_way)
