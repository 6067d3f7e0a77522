"""What a view may do: find records that its person may see, and call one service."""

import ast

import pytest

from tests.architecture.source import called, calls, files, name_of

MANAGERS = {"objects", "_default_manager", "_base_manager"}
LOOKUPS = {"get_object_or_404", "get_list_or_404"}
WRITES = {
    "save",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
}
VIEWS = pytest.mark.parametrize("path", files("views"), ids=name_of)


def unscoped(tree):
    """Lines that reach records in any other way than ``Model.objects.visible_to(…)``."""
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    managers = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in scoped
    ]
    return managers + [call.lineno for call in calls(tree) if _looks_in_a_model(call)]


def _looks_in_a_model(call):
    if called(call) not in LOOKUPS or not call.args:
        return False
    where = call.args[0]
    name = where.attr if isinstance(where, ast.Attribute) else getattr(where, "id", "")
    return name[:1].isupper()


def writes(tree):
    """Lines that write to the database themselves; ``form.save(commit=False)`` does not."""
    return [call.lineno for call in calls(tree) if called(call) in WRITES and not _kept_back(call)]


def _kept_back(call):
    return any(
        keyword.arg == "commit" and getattr(keyword.value, "value", True) is False
        for keyword in call.keywords
    )


@VIEWS
def test_views_reach_records_only_through_visible_to(path):
    assert not unscoped(ast.parse(path.read_text()))


@VIEWS
def test_views_write_only_through_services(path):
    assert not writes(ast.parse(path.read_text()))


@pytest.mark.parametrize(
    "line",
    [
        "child = Child.objects.get(pk=1)",
        "child = models.Child._default_manager.first()",
        "child = get_object_or_404(Child, public_id=child_id)",
        "child = get_object_or_404(models.Child, public_id=child_id)",
    ],
)
def test_a_view_that_looks_among_all_records_is_noticed(line):
    assert unscoped(ast.parse(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "child = get_object_or_404(Child.objects.visible_to(request.user), public_id=child_id)",
        "child = get_object_or_404(children, public_id=child_id)",
    ],
)
def test_a_view_that_asks_whose_record_it_is_passes(line):
    assert unscoped(ast.parse(line)) == []


@pytest.mark.parametrize(
    "line", ["form.save()", "child.delete()", "Child.objects.create(name='A')"]
)
def test_a_view_that_writes_is_noticed(line):
    assert writes(ast.parse(line)) == [1]
