"""What would tell a stranger who a child is, and what only looks like it."""

import datetime as dt
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerage.quality.identifying import Identity, Kind, find_identifying, name_parts, own_part

ASHA = Identity(
    names=("Asha", "Example-Okoro", "Zoë", "Mum", "Nan Patel", "Mr Will Hunter", "O'Neil", "Bo"),
    schools=("St Mary's C of E Primary School", "Park Primary School", "Oakfield Academy"),
    postcodes=("SG1 1AA",),
    birth_dates=(dt.date(2016, 1, 15),),
    references=("C00042",),
)


def found(text, identity=ASHA):
    return [detail.found for detail in find_identifying(text, identity)]


def certain(text, identity=ASHA):
    return [detail.found for detail in find_identifying(text, identity) if detail.is_certain]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asha loves drawing.", ["Asha"]),
        ("everyone says asha is funny", ["asha"]),
        ("ASHA LOVES DRAWING", ["ASHA"]),
        ("It is Asha's room.", ["Asha"]),
        ("It is Asha\u2019s room.", ["Asha"]),
        ("(Asha)", ["Asha"]),
        ("Zoe and Zoë", ["Zoe", "Zoë"]),
        ("Zoe\u0308 swims", ["Zoë"]),
        ("the Okoro family", ["Okoro"]),
        ("the Example-Okoro family", ["Example-Okoro"]),
        ("Mrs O\u2019Neil", ["O\u2019Neil"]),
        ("She plays with Bo.", ["Bo"]),
        ("Sundays with Will and his dog", ["Will"]),
    ],
)
def test_names_are_found_however_they_are_written(text, expected):
    assert certain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ashad and Washa are other people",
        "She will hunter-gather",
        "he will be a hunter one day",
        "Will she settle? Will he?",
        "Mum and Nan ring on Sundays.",
        "bo",
        "an example of her drawing is exemplary"[11:],
        "Mr and Mrs Somebody",
        "non-Asha-like",
    ],
)
def test_words_that_are_not_the_name_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["Will likes football.", "Happy. Will's dog is old.", "Hunter and Sam"]
)
def test_a_name_that_is_a_word_at_the_start_of_a_sentence_is_asked_about(text):
    (detail,) = find_identifying(text, ASHA)

    assert (detail.kind, detail.is_certain) == (Kind.NAME, False)


def test_a_name_whose_word_always_has_a_capital_is_asked_about():
    identity = Identity(names=("May", "French"))

    assert found("We moved in May and she speaks French.", identity) == ["May", "French"]
    assert certain("We moved in May and she speaks French.", identity) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She goes to St Mary's C of E Primary School.", ["St Mary's C of E Primary School"]),
        ("She is happy at St Mary\u2019s.", ["St Mary\u2019s"]),
        ("She walks to Park Primary School with a friend.", ["Park Primary School"]),
        ("She loves Oakfield!", ["Oakfield"]),
        ("Next year she starts at Hill View Academy.", ["Hill View Academy"]),
    ],
)
def test_schools_are_found_by_their_own_part_and_by_their_shape(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She loves the park and the oak field.",
        "In the Park she is free.",
        "The School knows her well. Her School is kind.",
        "She starts Secondary School and later College.",
        "Primary School was hard.",
    ],
)
def test_any_school_and_any_park_are_not_a_school(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They live at 12 Station Road.", ["12 Station Road"]),
        ("They live at 7b, Old Mill Court", ["7b, Old Mill Court"]),
        ("Flat 3 is theirs", ["Flat 3"]),
        ("home is sg1 1aa now", ["sg1 1aa"]),
        ("near SG1", ["SG1"]),
        ("in N1C4AA today", ["N1C4AA"]),
    ],
)
def test_addresses_and_postcodes_are_found(text, expected):
    assert certain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She is in KS2 and reads at Year 5 level, 20 minutes a day",
        "2 brothers live down the road",
        "SG12 is another area, and so is asg1",
        "She eats 5 a day, 3 meals and 2 snacks",
        "A4 paper and B2 pencils",
    ],
)
def test_numbers_and_levels_are_no_address(text):
    assert found(text) == []


def test_a_street_without_a_number_is_asked_about():
    (detail,) = find_identifying("She watches Sesame Street.", ASHA)

    assert (detail.found, detail.is_certain) == ("Sesame Street", False)


@pytest.mark.parametrize(
    "written",
    [
        "15/01/2016", "15.1.16", "15-01-2016", "2016-01-15", "15 January 2016", "15th Jan 2016", "January 15, 2016",
        "15 January", "15th of January", "Jan 15",
    ],
)  # fmt: skip
def test_the_birthday_is_found_however_it_is_written(written):
    assert found(f"Her day is {written}.") == [written]


@pytest.mark.parametrize(
    "text", ["born on 3 June 2014", "DOB: 03/06/14", "Her birthday is on 3 June"]
)
def test_any_date_that_is_called_a_birthday_is_found(text):
    assert len(certain(text)) == 1


@pytest.mark.parametrize(
    "text", ["She moved on 16 January 2026.", "15 cats", "on 1/15/2016", "15 January 2019"]
)
def test_other_dates_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 01632 960123.", Kind.PHONE),
        ("Ring (01632) 960 123", Kind.PHONE),
        ("Ring +44 7700 900123 now", Kind.PHONE),
        ("Ring 07700900123", Kind.PHONE),
        ("sam@home.example", Kind.EMAIL),
        ("NHS 943 476 5919", Kind.NUMBER),
        ("case c00042", Kind.NUMBER),
    ],
)
def test_numbers_that_lead_to_the_child_are_found(text, kind):
    assert [detail.kind for detail in find_identifying(text, ASHA)] == [kind]


@pytest.mark.parametrize(
    "text", ["0 to 5", "943 476 5918", "2015 2016 2017", "C000421", "1234567890123"]
)
def test_other_numbers_are_left_alone(text):
    assert found(text) == []


def test_overlapping_finds_count_once():
    assert found("Asha Example-Okoro of 12 Oakfield Road, SG1 1AA") == [
        "Asha",
        "Example-Okoro",
        "12 Oakfield Road",
        "SG1 1AA",
    ]


def test_titles_relations_and_initials_are_not_names():
    assert name_parts(["Dr J Patel", "Auntie", "Nan", "Step Mum"]) == ["Patel"]


@pytest.mark.parametrize(
    ("school", "own"),
    [
        ("St Mary's C of E Primary School", "St Mary's"),
        ("The Primary School", ""),
        ("Hill View Academy", "Hill View"),
        ("Oakfield", "Oakfield"),
    ],
)
def test_the_own_part_of_a_schools_name(school, own):
    assert own_part(school) == own


LETTERS = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=12)
# Text in which the name cannot occur: no letters at all.
AROUND = st.text(alphabet=" .,;!?()\n0123456789", max_size=30).filter(
    lambda text: text == "" or not text[-1].isdigit()
)


@given(name=LETTERS, before=AROUND, after=AROUND.filter(lambda text: not text[:1].isdigit()))
def test_a_name_anywhere_in_any_case_is_found_where_it_stands(name, before, after):
    name = "Q" + name  # no everyday word begins with q and a consonant cluster like these names do
    identity = Identity(names=(name,))
    for written in (name, name.lower(), name.upper(), name.capitalize()):
        details = find_identifying(before + written + after, identity)
        assert (written, len(before)) in [(detail.found, detail.start) for detail in details]


@given(name=LETTERS, letter=st.sampled_from(string.ascii_letters))
def test_a_name_inside_a_longer_word_is_never_found(name, letter):
    identity = Identity(names=("Q" + name,))

    assert found(letter + "q" + name, identity) == []
    assert found("Q" + name + letter, identity) == []


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_and_any_names_are_survived_and_finds_are_really_there(text, names):
    composed = unicodedata.normalize("NFC", text)
    identity = Identity(names=tuple(names), schools=tuple(names), references=tuple(names))

    details = find_identifying(text, identity)

    assert all(composed[d.start : d.start + len(d.found)] == d.found for d in details)
    ends = [0, *(d.start + len(d.found) for d in details)]
    assert all(end <= d.start for end, d in zip(ends, details, strict=False))


@given(st.dates(dt.date(2005, 1, 1), dt.date(2026, 3, 1)))
def test_every_birthday_is_found_in_every_way_of_writing_it(born):
    identity = Identity(birth_dates=(born,))
    for written in (
        f"{born:%d/%m/%Y}", f"{born.day}/{born.month}/{born:%y}", f"{born.day} {born:%B %Y}", f"{born.day} {born:%b}",
        born.isoformat(),
    ):  # fmt: skip
        assert found(f"the day {written}, and", identity) == [written]
