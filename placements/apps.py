from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        """Lists of households count the places that stays hold; carers cannot know of stays by themselves."""
        from carers.queries import occupancy
        from placements.occupancy import places_held

        occupancy.count_with(places_held)
