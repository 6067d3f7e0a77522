"""The suggested profile: the child from recorded facts, and nothing that names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.profile_draft import Sketch, draft_profile
from brokerage.quality.identifying import Identity, find_identifying

ASHA = Identity(names=("Asha", "Example"), schools=("Oakfield Academy",))


def sketch(**changes):
    return Sketch(**{"ages": [10], "sexes": ["F"]} | changes)


@pytest.mark.parametrize(
    ("ages", "sexes", "starts"),
    [
        ([10], "F", "A girl of ten."),
        ([11], "M", "A boy of 11."),
        ([0], "F", "A baby girl."),
        ([9, 6], "MM", "Two brothers, aged 6 and 9."),
        ([4, 6], "FF", "Two sisters, aged 4 and 6."),
        ([4, 6, 8], "FMF", "Three brothers and sisters, aged 4, 6 and 8."),
    ],
)
def test_it_starts_with_who_the_children_are(ages, sexes, starts):
    assert draft_profile(sketch(ages=ages, sexes=sexes), ASHA) == starts


def test_strengths_come_first_and_what_helps_follows_needs():
    draft = draft_profile(
        sketch(
            strengths="Kind. Funny",
            interests="Loves chess.",
            needs=["autism", "sleep"],
            what_helps="A calm voice.",
            wishes=["to have a dog"],
        ),
        ASHA,
    )

    assert draft == (
        "A girl of ten. Kind. Funny.\n\nLoves chess.\n\nShe needs help with autism and sleep.\n\n"
        "What helps: A calm voice.\n\nShe hopes to have a dog."
    )


def test_a_sentence_that_identifies_the_child_is_left_out_whole():
    draft = draft_profile(sketch(strengths="Asha is kind. She is loyal.\nTop at Oakfield."), ASHA)

    assert draft == "A girl of ten. She is loyal."


@given(st.text(max_size=300))
def test_whatever_is_recorded_the_draft_names_nobody(text):
    draft = draft_profile(sketch(strengths=f"{text} Asha. {text}", interests=text), ASHA)

    assert "Asha" not in [detail.found for detail in find_identifying(draft, ASHA)]
