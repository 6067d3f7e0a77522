"""Everything that changes children's records. Call it through the module: ``services.save_part(…)``."""

from children.services.many import NewChild, add_legal_statuses, create_children
from children.services.parts import (
    Part,
    record_no_known_risks,
    remove_part,
    save_part,
)
from children.services.records import (
    CannotSave,
    ChangedMeanwhile,
    confirm_section,
    create_child,
    update_child,
)
from children.services.siblings import change_siblings, link_siblings, unlink_siblings
from children.services.wishes import move_wish
from children.services.workers import NotOneOfOurs, allocate_workers

__all__ = [
    "CannotSave",
    "ChangedMeanwhile",
    "NewChild",
    "NotOneOfOurs",
    "Part",
    "add_legal_statuses",
    "allocate_workers",
    "change_siblings",
    "confirm_section",
    "create_child",
    "create_children",
    "link_siblings",
    "move_wish",
    "record_no_known_risks",
    "remove_part",
    "save_part",
    "unlink_siblings",
    "update_child",
]
