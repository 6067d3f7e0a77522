"""The page about stability: who sees it, what each number opens, and what may leave."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from evaluation import services
from evaluation.models import Return
from evaluation.queries import stability as queries
from evaluation.reporting.stability import stability_report
from evaluation.returns.reading import read_returns
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MOVED = [
    episode(DECOM="01/05/2017", DEC="01/06/2017", REC="X1", REASON_PLACE_CHANGE="CARPL"),
    episode(DECOM="01/06/2017", RNE="P", DEC="01/09/2017", REC="X1", REASON_PLACE_CHANGE="CREQB"),
    episode(DECOM="01/09/2017", RNE="P", PLACE="K2"),
]
SETTLED = episode(CHILD="C2", DECOM="01/05/2014")


def imported(authority, *episodes):
    children = [child(CHILD=number) for number in sorted({each["CHILD"] for each in episodes})]
    files = [
        ("header.csv", csv_of("Header", *children).encode()),
        ("episodes.csv", csv_of("Episodes", *episodes).encode()),
    ]
    (given,) = read_returns(files, today=TODAY)
    return services.import_return(authority=authority, given=given, by=None, at=NOON)


@pytest.fixture
def authority():
    return AuthorityFactory(name="Sampleton")


@pytest.fixture
def client(sign_in, authority):
    return sign_in(UserFactory(role=Role.MANAGER, authority=authority))


@pytest.fixture
def one(authority):
    return imported(authority, *MOVED, SETTLED)


def children_of(one, figure, of="", variant="carer"):
    address = reverse("evaluation:stability-children", args=[one.public_id, variant, figure])
    return f"{address}?of={of}" if of else address


def said(response):
    return response.content.decode()


def test_without_a_return_the_page_says_what_it_waits_for(client):
    assert "No return has been imported yet" in said(client.get(reverse("evaluation:stability")))


def test_the_page_has_every_figure_with_how_it_is_counted_and_what_it_is_for_england(client, one):
    page = said(client.get(reverse("evaluation:stability")))
    assert "Year to 31 March 2018" in page
    for words in ("Long-term stability", "National indicator 63", "28,710 (2025)", "How sure:"):
        assert words in page
    assert "may yet be right for the child" in page


def unseen(number, began):
    """Children whose first row says that care went on from before, as rows and as headers."""
    return [episode(CHILD=f"U{place}", DECOM=began, RNE="P") for place in range(number)]


def test_page_and_files_say_how_an_unseen_beginning_is_read_and_of_how_many(client, authority):
    imported(authority, SETTLED, *unseen(6, "01/05/2017"))

    page = said(client.get(reverse("evaluation:stability")))
    text = said(client.get(reverse("evaluation:stability-file"), {"year": "2018"}))

    for words in (
        "whose first row does not start care began on a day that no return shows",
        "cannot be determined whether the child was looked after for 30 months",
        "Children under 16 of whom it cannot be determined: 6.",
    ):
        assert words in page
    assert "Children under 16 of whom it cannot be determined,By carer,6" in text


def test_control_a_first_row_that_is_old_enough_determines_it(client, authority):
    imported(authority, *MOVED, *unseen(6, "01/05/2014"))

    page = said(client.get(reverse("evaluation:stability")))

    assert "Children under 16 of whom it cannot be determined: 0." in page


@pytest.mark.parametrize(("number", "shown"), [(3, "Hidden"), (6, "6")])
def test_what_leaves_says_so_too_and_hides_a_small_number(authority, number, shown):
    imported(authority, SETTLED, *unseen(number, "01/05/2017"))
    found = queries.worked_out(authority, 2018)

    report = stability_report(found, authority="Sampleton", made_on=TODAY)

    (section,) = (each for each in report.sections if each.title == "Long-term stability")
    assert section.paragraphs[-1] == f"Children under 16 of whom it cannot be determined: {shown}."


def test_every_number_with_children_opens_them(client, one):
    page = said(client.get(reverse("evaluation:stability")))
    links = re.findall(r'href="(/reports/stability/[0-9a-f-]{36}/[^"]+)"', page)
    assert len(links) > 30
    for link in set(links):
        response = client.get(link.replace("&amp;", "&"))
        assert response.status_code == 200
        assert "Nobody." not in said(response), link
        assert ">C1<" in said(response) or ">C2<" in said(response), link


def test_no_two_links_to_different_children_read_the_same(client, one):
    page = said(client.get(reverse("evaluation:stability")))
    links = re.findall(r'href="(/reports/stability/[0-9a-f-]{36}/[^"]+)">(.+?)</a>', page)
    by_words = {}
    for link, words in links:
        by_words.setdefault(words, set()).add(link)
    assert [each for each in by_words.values() if len(each) > 1] == []


def test_a_figure_shows_the_placements_that_made_the_child_count(client, one):
    page = said(client.get(children_of(one, "three_plus")))
    assert "1 child, by the number" in page
    assert "1 May 2017 to 1 June 2017: Foster care, long term (U4). Moved on: the care plan" in page
    assert "1 September 2017 to 31 March 2018 and on: Children&#x27;s home (K2)" in page
    assert ">C2<" not in page


@pytest.mark.parametrize(
    ("figure", "of", "number"),
    [
        ("placements_distribution", "3", "C1"), ("placements_distribution", "1", "C2"),
        ("place_on_31_march", "K2", "C1"), ("place_on_31_march", "U4", "C2"),
        ("moves", "PLANNED", "C1"), ("moves", "UNPLANNED", "C1"),
        ("moves_between", "fostering-residential", "C1"), ("moves_why", "Reason: The care plan", "C1"),
        ("incident_any_end", "", "C1"), ("lts_numerator", "", "C2"),
    ],
)  # fmt: skip
def test_parts_of_a_figure_open_their_own_children(client, one, figure, of, number):
    page = said(client.get(children_of(one, figure, of)))
    other = {"C1": "C2", "C2": "C1"}[number]
    assert f">{number}<" in page
    assert f">{other}<" not in page


def test_opening_children_is_written_down_with_the_figure(client, one):
    client.get(children_of(one, "three_plus"))
    row = AccessLog.objects.get(page="evaluation:stability-children")
    assert row.record_id == str(one.public_id)
    assert row.reason == "Children counted: three_plus, carer"


@pytest.mark.parametrize("address", [("nothing", ""), ("distance", "NOWHERE"), ("moves", "X")])
def test_a_figure_that_there_is_not_is_not_found(client, one, address):
    assert client.get(children_of(one, *address)).status_code == 404
    assert client.get(children_of(one, "three_plus", variant="other")).status_code == 404


def test_children_of_a_return_that_is_replaced_are_not_shown(client, one, authority):
    Return.objects.filter(pk=one.pk).update(status="SUPERSEDED")
    response = client.get(children_of(one, "three_plus"))
    assert response.url == reverse("evaluation:stability")


def test_the_desks_record_is_linked_where_the_reader_may_see_it(sign_in, client, one, authority):
    known = ChildFactory(authority=authority, reference="C1")
    ChildFactory(reference="C1")
    assert known.get_absolute_url() in said(client.get(children_of(one, "three_plus")))
    officer = sign_in(UserFactory(role=Role.REVIEWING_OFFICER, authority=authority))
    page = said(officer.get(children_of(one, "three_plus")))
    assert known.get_absolute_url() not in page
    assert "No record that you may see" in page


def test_what_the_desk_recorded_of_an_end_says_whether_the_move_was_planned(client, one, authority):
    placed = ChildFactory(authority=authority, reference="C1")
    PlacementFactory(
        child=placed, household=None, place_number=None, setting="U4",
        status="ENDED", starts_on=dt.date(2017, 6, 1), ends_on=dt.date(2017, 9, 1),
        end_reason="NEXT_HOME", end_was_planned=True, purpose="BRIDGE",
    )  # fmt: skip
    found = queries.worked_out(authority, 2018).variants["carer"]
    told = queries.moves_beside(authority, found)
    assert told.by_bearing()["Planned, and a step forward"] == 1
    assert len(told.only_planned) == 1
    page = said(client.get(reverse("evaluation:stability")))
    assert "Purpose: Bridge to a planned next home" in page


def test_a_later_return_is_counted_at_once(client, one, authority):
    assert queries.worked_out(authority, 2018).returns == [2018]
    came = episode(CHILD="C3", DECOM="01/06/2018", DEC="01/07/2018", REC="E4A")
    imported(authority, SETTLED, came)
    page = said(client.get(reverse("evaluation:stability")))
    assert "Year to 31 March 2019" in page
    assert "2018, 2019" in page
    page = said(client.get(reverse("evaluation:stability"), {"year": "2018"}))
    assert "Year to 31 March 2018" in page


def test_a_year_that_is_not_there_is_refused_in_words(client, one):
    page = said(client.get(reverse("evaluation:stability"), {"year": "1999"}))
    assert "Select a year from the list" in page


def test_what_leaves_hides_small_numbers_and_names_nobody(client, one):
    response = client.get(reverse("evaluation:stability-file"), {"year": "2018"})
    text = said(response)
    assert "Hidden" in text
    assert "C1" not in text
    assert ",1\r\n" not in text
    assert AccessLog.objects.get(page="evaluation:stability-file").action == "EXPORT"
    pdf = client.get(reverse("evaluation:stability-pdf"))
    assert pdf.content.startswith(b"%PDF")


def test_a_document_that_cannot_be_made_leads_back_to_the_page(client, one, monkeypatch):
    from documents import pdf

    def fail(*_, **__):
        raise pdf.DocumentFailed("Too large.")

    monkeypatch.setattr(pdf, "render", fail)
    response = client.get(reverse("evaluation:stability-pdf"), follow=True)
    assert "Too large." in said(response)


def test_how_far_children_live_is_told_from_the_directory_where_it_knows_both_places():
    authority = AuthorityFactory(district_codes=["E07000243"])
    homes = {"C1": ("SG1 1AA", "M1 1AE"), "C2": ("M1 1AE", "SG1 1AA"), "C3": ("ZZ1 1AA", "SG1 1AA")}
    rows = [
        episode(CHILD=number, HOME_POST=home, PL_POST=there)
        for number, (home, there) in homes.items()
    ]
    imported(authority, *rows)
    lives = queries.lives(authority, queries.worked_out(authority, 2018))
    found = {band.name: [case.child for case in cases] for band, cases in lives.items() if cases}
    assert found == {"FAR_OUTSIDE": ["C1"], "FAR_INSIDE": ["C2"], "INSIDE": ["C3"]}


def test_another_authority_sees_neither_figures_nor_children(sign_in, one):
    stranger = sign_in(UserFactory(role=Role.MANAGER))
    assert "No return has been imported yet" in said(stranger.get(reverse("evaluation:stability")))
    assert stranger.get(children_of(one, "three_plus")).status_code == 404
