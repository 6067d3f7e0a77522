import time

import brotli
import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import directory, letters, postcodes
from reference.postcodes import NotAPostcode, Place


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("sg13 8de", "SG13 8DE"),
        ("  SG138DE ", "SG13 8DE"),
        ("s g 1 3 8 d e", "SG13 8DE"),
        ("SG13\u00a08DE", "SG13 8DE"),
        ("SG13-8DE.", "SG13 8DE"),
        ("b1 1aa", "B1 1AA"),
        ("sw1a2aa", "SW1A 2AA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("gir0aa", "GIR 0AA"),
    ],
)
def test_a_postcode_is_written_in_one_way(typed, written):
    assert postcodes.normalise(typed) == written


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "full UK postcode"),
        ("Hertford", "full UK postcode"),
        ("SG13", "not only its first part"),
        ("SG13 8", "full UK postcode"),
        ("SG13 8CI", "full UK postcode"),
        ("SG13 8DE\0", "full UK postcode"),
        ("\u017fG13 8DE", "full UK postcode"),
        ("12 High Street, Hertford, SG13 8DE", "nothing else"),
    ],
)
def test_what_is_no_postcode_is_refused_in_helpful_words(typed, words):
    with pytest.raises(NotAPostcode, match=words):
        postcodes.normalise(typed)


@pytest.mark.parametrize("text", ["A" * 50_000, " " * 50_000, "A1" * 25_000, "SG13 " * 10_000])
def test_i16_fifty_thousand_characters_are_refused_at_once(text):
    start = time.process_time()
    with pytest.raises(NotAPostcode):
        postcodes.normalise(text)
    assert time.process_time() - start < 0.1


@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(text):
    try:
        once = postcodes.normalise(text)
    except NotAPostcode:
        return
    assert postcodes.normalise(once) == once


def test_every_area_in_the_directory_has_a_postcodes_shape():
    codes = list(directory._areas())

    shaped = [code + ("AA" if " " in code else " 1AA") for code in codes]

    assert [postcodes.normalise(each) for each in shaped] == shaped


def test_the_parts_of_a_postcode():
    assert postcodes.outward("sg138de") == "SG13"
    assert postcodes.sector("sg138de") == "SG13 8"


def test_a_postcode_has_its_grid_reference_and_district():
    assert postcodes.place("sw1a2aa") == Place("SW1A 2AA", 530047, 179951, "E09000033", "postcode")


def test_a_postcode_that_is_not_in_the_directory_is_put_in_the_middle_of_its_sector():
    place = postcodes.place("S10 2ZZ")

    assert (place.precision, place.lad_code) == ("sector", "E08000039")
    assert postcodes.distance_miles(place, postcodes.place("S10 2TN")) < 2


def test_a_sector_that_is_not_in_the_directory_is_put_in_the_middle_of_its_outward_code():
    place = postcodes.place("ZE3 0AA")

    assert (place.precision, place.lad_code) == ("outcode", "S12000027")


@pytest.mark.parametrize("postcode", ["JE2 3AB", "GY1 1AA", "IM1 1AA", "QQ1 1AA"])
def test_a_place_without_a_grid_reference_is_unknown(postcode):
    assert postcodes.place(postcode) is None


def test_northern_ireland_is_on_the_same_grid_as_the_rest():
    belfast, stranraer = postcodes.place("BT1 5GS"), postcodes.place("DG9 7RD")

    # About 40 miles apart. Read as British, the Irish reference would put Belfast in Lancashire.
    assert belfast.lad_code == "N09000003"
    assert 35 < postcodes.distance_miles(belfast, stranraer) < 45


@pytest.mark.parametrize(
    ("irish", "british"),
    [
        # Worked with the full transformation through latitude and longitude.
        ((333904, 374295), (146335, 529760)),
        ((243500, 416500), (59821, 579571)),
        ((224000, 344000), (34171, 508923)),
        ((345000, 333000), (153877, 487666)),
    ],
)
def test_irish_grid_references_become_british_ones_to_a_metre_or_two(irish, british):
    easting, northing, _ = directory._on_the_british_grid(*irish, "N09000003")

    assert abs(easting - british[0]) <= 2
    assert abs(northing - british[1]) <= 2


def test_many_places_come_in_order_and_gaps_are_none():
    found = list(postcodes.place_many(["SW1A 2AA", "rubbish", "JE2 3AB", "S10 2TN"]))

    assert [place and place.postcode for place in found] == ["SW1A 2AA", None, None, "S10 2TN"]


def test_distance_is_the_departments_formula_to_one_decimal_place():
    here = Place("AB1 2CD", 400_000, 300_000, "E07000000", "postcode")
    there = Place("AB1 2CE", 403_000, 304_000, "E07000000", "postcode")

    assert postcodes.distance_miles(here, there) == 3.1
    assert postcodes.distance_miles(here, here) == 0


def test_a_district_belongs_to_the_authority_with_childrens_services():
    authority = postcodes.local_authority("E07000242")

    assert (authority.name, authority.dfe_number) == ("Hertfordshire", 919)
    assert (authority.region, len(authority.lad_codes)) == ("East of England", 10)
    assert authority.code == "E10000015"


@pytest.mark.parametrize("lad_code", ["S12000033", "N09000003", "", "E99999999"])
def test_there_is_no_authority_outside_england_and_wales(lad_code):
    assert postcodes.local_authority(lad_code) is None


def test_every_english_authority_has_a_number_of_its_own():
    english = [each for each in postcodes.local_authorities() if each.code.startswith("E")]

    assert len(english) == len({each.dfe_number for each in english}) == 153


def test_a_letter_is_read_as_its_file_has_it():
    """Against the plain way to read the file. K has postcodes with no grid reference."""
    letter = letters._letter("K")
    file = letters._folder() / "postcodes_K.msgpack.br"
    plain = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]

    assert letter.keys.tolist() == [
        int.from_bytes(b"\xa7" + text.encode()) for text in plain["pcd"]
    ]
    eastings = np.nan_to_num(plain["oseast1m"], nan=letters.NOWHERE)
    northings = np.nan_to_num(plain["osnrth1m"], nan=letters.NOWHERE)
    assert (letter.eastings == eastings).all()
    assert (letter.northings == northings).all()
    assert (eastings == letters.NOWHERE).any()
    sample = slice(None, None, 500)
    for text, district, easting in zip(
        plain["pcd"][sample], plain["laua"][sample], plain["oseast1m"][sample], strict=True
    ):
        found = letters.find_postcode(f"{text[:4].strip()} {text[4:]}")
        assert (found and found[2]) == (None if np.isnan(easting) else district)


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPRSTUWYZ")
def test_every_letter_can_be_read(letter):
    assert len(letters._letter(letter).keys) > 500


DAMAGED = {
    "no columns": {"columns": [], "data": {}},
    "short text": {
        "data": {"pcd": ["K1 1A"], "laua": ["E07000001"], "oseast1m": [1.0], "osnrth1m": [1.0]}
    },
    "whole numbers": {
        "data": {"pcd": ["K1  1AA"], "laua": ["E07000001"], "oseast1m": [1], "osnrth1m": [1]}
    },
    "a column too short": {
        "data": {"pcd": ["K1  1AA"], "laua": ["E07000001"], "oseast1m": [1.0], "osnrth1m": []}
    },
    "out of order": {
        "data": {
            "pcd": ["K1  1AB", "K1  1AA"],
            "laua": ["E07000001"] * 2,
            "oseast1m": [1.0] * 2,
            "osnrth1m": [1.0] * 2,
        }
    },
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_laid_out_otherwise_is_refused_rather_than_misread(content):
    with pytest.raises(letters.DirectoryUnreadable):
        letters._read(msgpack.packb(content))


def test_a_file_as_expected_is_read():
    content = {"pcd": ["K1  1AA"], "laua": ["E07000001"], "oseast1m": [1.0], "osnrth1m": [2.0]}

    letter = letters._read(msgpack.packb({"data": content}))

    assert (letter.eastings.tolist(), letter.northings.tolist()) == ([1], [2])


def test_looking_up_a_postcode_asks_nobody(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("A postcode was about to leave the installation.")

    monkeypatch.setattr("socket.socket.connect", refuse)
    letters._letter.cache_clear()

    assert postcodes.place("SW1A 2AA")
