"""The check that the committed styles are what their sources compile to."""

import shutil

import pytest

from scripts import styles


@pytest.fixture
def checkout(tmp_path):
    for path in styles.files(styles.HOME):
        copy = tmp_path / path.relative_to(styles.HOME)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    styles.write(tmp_path)
    return tmp_path


def test_the_committed_styles_are_what_was_compiled():
    assert styles.differing(styles.HOME) == []


def test_nothing_differs_just_after_compiling(checkout):
    assert styles.differing(checkout) == []


@pytest.mark.parametrize(
    "name", ["static/scss/parts/_score.scss", "static/css/app.css", "package-lock.json"]
)
def test_a_changed_source_or_result_is_named(checkout, name):
    with (checkout / name).open("a") as file:
        file.write("\n/* changed */")

    assert styles.differing(checkout) == [name]


def test_a_new_and_a_lost_source_are_named(checkout):
    (checkout / "static/scss/parts/_new.scss").write_text("p { color: red; }")
    (checkout / "static/scss/parts/_score.scss").unlink()

    assert styles.differing(checkout) == [
        "static/scss/parts/_new.scss",
        "static/scss/parts/_score.scss",
    ]
