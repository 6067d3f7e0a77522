"""Everything that changes carers' records. Call it through the module: ``services.place_hold(…)``."""

from carers.services.holds import lift_hold, place_hold
from carers.services.households import (
    CannotSave,
    ChangedMeanwhile,
    confirm_details,
    create_household,
    update_household,
)
from carers.services.imports import (
    NotYourService,
    WorkFailed,
    basis_for,
    compare_again,
    compare_file,
    confirm,
    discard,
    give_up,
    receive,
    work_on_next,
    write,
)
from carers.services.parts import (
    Part,
    begin_terms,
    save_parts,
    set_features,
    set_willingness,
)
from carers.services.retention import forget_old_imports

__all__ = [
    "CannotSave",
    "ChangedMeanwhile",
    "NotYourService",
    "Part",
    "WorkFailed",
    "basis_for",
    "begin_terms",
    "compare_again",
    "compare_file",
    "confirm",
    "confirm_details",
    "create_household",
    "discard",
    "forget_old_imports",
    "give_up",
    "lift_hold",
    "place_hold",
    "receive",
    "save_parts",
    "set_features",
    "set_willingness",
    "update_household",
    "work_on_next",
    "write",
]
