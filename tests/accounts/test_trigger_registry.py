"""The register of triggers: pgtrigger's own refusals, at a cost that does not grow with what is registered."""

import pgtrigger
import pytest
from pgtrigger import registry

from accounts.models import Authority, User
from accounts.trigger_registry import KnowsItsNames, install

PLAIN = registry._Registry


def trigger(name):
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=pgtrigger.Delete, func="RETURN OLD;"
    )


@pytest.fixture(params=[KnowsItsNames, PLAIN], ids=["ours", "pgtrigger's"])
def kind(request):
    return request.param


@pytest.fixture
def registered(kind, monkeypatch):
    """``registered(number)``: a register of its own with so many triggers."""

    def make(number):
        monkeypatch.setattr(registry, "_registry", kind())
        for each in range(number):
            trigger(f"no_{each}").register(Authority)
        return registry._registry

    return make


def test_the_product_uses_it_for_every_trigger():
    install()

    assert isinstance(registry._registry, KnowsItsNames)
    assert len(registry._registry.pg_function_names) == len(registry.registered()) > 400
    assert registry._registry.pg_function_names == PLAIN.pg_function_names.fget(registry._registry)
    assert registry._registry.by_db_table == PLAIN.by_db_table.fget(registry._registry)


def test_the_same_name_twice_on_one_table_is_refused(registered):
    registered(2)

    with pytest.raises(KeyError, match="already used"):
        trigger("no_1").register(Authority)


def test_a_name_that_the_database_already_has_is_refused(registered, monkeypatch):
    registered(2)
    same = {"first": "pgtrigger_the_same", "second": "pgtrigger_the_same"}
    monkeypatch.setattr(
        pgtrigger.Trigger, "get_pgid", lambda self, model: same.get(self.name, self.name)
    )
    trigger("first").register(Authority)

    with pytest.raises(KeyError, match="already in use"):
        trigger("second").register(User)


def test_the_same_trigger_twice_changes_nothing(registered):
    register, one = registered(2), trigger("one")
    one.register(Authority)
    one.register(Authority)

    assert len(register) == 3


def test_a_trigger_that_is_taken_away_leaves_its_name_free(registered):
    register, one = registered(2), trigger("one")
    one.register(Authority)
    one.unregister(Authority)
    trigger("one").register(Authority)

    assert len(register) == len(register.by_db_table) == len(register.pg_function_names) == 3


@pytest.mark.parametrize("kind", [KnowsItsNames], indirect=True)
def test_one_more_costs_the_same_however_many_there_are(registered, asked):
    assert asked(registered(3)) == asked(registered(60))


@pytest.mark.parametrize("kind", [PLAIN], indirect=True)
def test_by_itself_pgtrigger_goes_through_all_of_them(registered, asked):
    """The negative control: what the test above would see of a register that forgets its names."""
    assert asked(registered(60)) > asked(registered(3)) + 50


@pytest.fixture
def asked(monkeypatch):
    """How many names in the database are worked out to register one more."""
    own = pgtrigger.Trigger.get_pgid
    worked_out = []

    def counted(self, model):
        worked_out.append(self.name)
        return own(self, model)

    def count(register):
        with monkeypatch.context() as patch:
            patch.setattr(pgtrigger.Trigger, "get_pgid", counted)
            worked_out.clear()
            trigger("one_more").register(Authority)
        return len(worked_out)

    return count
