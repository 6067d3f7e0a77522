"""The register of triggers, kept so that adding one costs the same however many there are.

To see that a name is free, pgtrigger goes through every trigger registered so far, twice, each time it registers one.
With the five hundred that history needs this was half of the start of every process.
"""

from typing import Any

from pgtrigger import registry

# ruff: noqa: SLF001  # pgtrigger offers no other way to its register


class KnowsItsNames(registry._Registry):
    """The same register with the same refusals, which remembers the names that its own checks ask for."""

    def __init__(self, registered: Any = ()) -> None:
        self._by_db_table: dict[tuple[str, str], Any] = {}
        self._pg_function_names: set[str] = set()
        super().__init__(registered)

    @property
    def pg_function_names(self) -> set[str]:
        return self._pg_function_names

    @property
    def by_db_table(self) -> dict[tuple[str, str], Any]:
        return self._by_db_table

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)  # type: ignore[no-untyped-call]
        model, trigger = value
        self._by_db_table[model._meta.db_table, trigger.name] = trigger
        self._pg_function_names.add(trigger.get_pgid(model))

    def __delitem__(self, key: str) -> None:
        model, trigger = self[key]
        super().__delitem__(key)  # type: ignore[no-untyped-call]
        del self._by_db_table[model._meta.db_table, trigger.name]
        self._pg_function_names.discard(trigger.get_pgid(model))


def install() -> None:
    """Replace pgtrigger's register by one that holds what it holds. A second time changes nothing."""
    if not isinstance(registry._registry, KnowsItsNames):
        registry._registry = KnowsItsNames(registry._registry.data)
