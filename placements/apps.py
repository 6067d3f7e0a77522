from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        """Apps below cannot know of this one: lists of households count the places that stays hold, and lists of
        children say which milestones want an update.
        """
        from carers.queries import occupancy
        from children.queries import waiting
        from placements.occupancy import places_held
        from placements.queries import milestones

        occupancy.count_with(places_held)
        waiting.list_with(milestones.number_waiting, milestones.waiting)
