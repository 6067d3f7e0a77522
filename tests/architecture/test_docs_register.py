"""docs/data-register.md accounts for every field, and is what the models say today."""

from dataclasses import replace

from scripts import register


def test_every_field_of_every_table_is_accounted_for():
    assert list(register.problems(register.tables(), register.entries(), register.terms())) == []


def test_the_data_register_is_in_step_with_the_models():
    page = register.written(register.tables(), register.entries(), register.terms())

    assert register.REGISTER.read_text() == page, "make docs writes it anew"


def test_a_new_field_and_a_field_that_is_gone_are_noticed():
    child = next(table for table in register.tables() if table.label == "children.Child")
    changed = replace(child, fields=(*child.fields[1:], "shoe_size"))
    said = {"children.Child": register.entries()["children.Child"]}

    found = list(register.problems([changed], said, register.terms()))

    assert found == [
        "children.Child.shoe_size is not in docs/register",
        f"children.Child.{child.fields[0]} is in docs/register, and not in the models",
    ]


def test_a_new_table_is_noticed():
    found = [register.Table("children.Diary", ("words",), has_history=False)]

    assert list(register.problems(found, {}, register.terms())) == [
        "children.Diary.words is not in docs/register"
    ]


def test_a_category_that_nobody_defined_is_noticed():
    said = {"a.B": register.Entry("", "child", {"c": ("gossip", "to talk", "child")})}
    found = [register.Table("a.B", ("c",), has_history=False)]

    assert list(register.problems(found, said, register.terms())) == [
        "a.B.c has a category or retention that is not in _terms.toml"
    ]
