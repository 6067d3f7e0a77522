from django.apps import AppConfig


class BrokerageConfig(AppConfig):
    name = "brokerage"

    def ready(self) -> None:
        """The step-down radar shows for whom a home is looked for; stays cannot know of referrals by themselves."""
        from brokerage.queries.child_referrals import under_way
        from placements import looking

        looking.told_by(under_way)
