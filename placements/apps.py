from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "placements"

    def ready(self) -> None:
        """Tell the apps below what they cannot know of: places that stays hold, milestones that want an update,
        and children on the radar.
        """
        from carers.queries import occupancy
        from children.queries import marks, waiting
        from placements.occupancy import places_held
        from placements.queries import milestones, radar_marks

        occupancy.count_with(places_held)
        waiting.list_with(milestones.number_waiting, milestones.waiting)
        marks.mark_with(radar_marks.marks)
