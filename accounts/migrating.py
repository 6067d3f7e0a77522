"""How migrations make many tables without working the state out again for each."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class CreateAll(Operation):
    """Several ``CreateModel`` (and what belongs to them) in one step.

    After each operation of a migration Django renders every model anew that is related to the one it
    changed. Here all are related, by the people who wrote them: two hundred tables one by one take
    minutes of rendering, and together a second.

    The operations see the state in which all of them are done. So a model names no field that a
    later operation of the same step adds, and nothing here may change a table that another one made.
    """

    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # to be rendered when a table is made, and only then
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} tables"
