"""The pages of a referral, as a social worker and a broker meet them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from brokerage.lifecycle import ReferralStatus
from brokerage.models import Condition, Exclusion, Referral
from brokerage.services import referral_sections, referrals
from tests.brokerage.referral_answers import answer_everything, answer_minimum
from tests.factories import (
    MOVE_IN,
    NOON,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    ReferralFactory,
    RiskFactory,
    SiblingLinkFactory,
    UserFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db
S = ReferralStatus


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def social_worker(authority):
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority)


@pytest.fixture
def broker(authority):
    return UserFactory(role=Role.BROKER, authority=authority)


@pytest.fixture
def child(authority, social_worker):
    return ChildFactory(
        authority=authority,
        social_worker=social_worker,
        strengths="Kind to animals.",
        strengths_reviewed_on=dt.date(2026, 3, 1),
    )


@pytest.fixture
def draft(child, social_worker):
    return referrals.start_referral(children=[child], by=social_worker, at=NOON)


@pytest.fixture
def submitted(draft, social_worker):
    answer_everything(draft, by=social_worker)
    return referrals.submit(referral=draft, by=social_worker, at=NOON)


@pytest.fixture
def as_worker(client, social_worker):
    client.force_login(social_worker)
    return client


@pytest.fixture
def as_broker(client, broker):
    client.force_login(broker)
    return client


def url(page, referral, **more):
    ids = {"referral_id": referral.public_id} | more
    return reverse(f"brokerage:referral-{page}", kwargs=ids)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


# Writing


def test_a_social_worker_starts_a_referral_and_lands_on_its_sections(as_worker, child):
    response = as_worker.post(reverse("brokerage:referral-start"), {"children": [child.public_id]})

    referral = Referral.objects.get()
    assert list(referral.children.all()) == [child]
    assert response.url == url("tasks", referral)
    assert "Strengths and interests" in words(as_worker.get(response.url))


def test_starting_again_leads_to_the_unfinished_one(as_worker, child, draft):
    response = as_worker.post(reverse("brokerage:referral-start"), {"children": [child.public_id]})

    assert response.url == url("tasks", draft)
    assert Referral.objects.count() == 1


def test_only_brothers_and_sisters_share_a_referral(as_worker, child, authority, social_worker):
    other = ChildFactory(authority=authority, social_worker=social_worker)
    chosen = {"children": [child.public_id, other.public_id]}

    refused = as_worker.post(reverse("brokerage:referral-start"), chosen)
    SiblingLinkFactory(
        child=min(child, other, key=lambda c: c.pk), sibling=max(child, other, key=lambda c: c.pk)
    )
    as_worker.post(reverse("brokerage:referral-start"), chosen)

    assert "not recorded as brothers and sisters" in words(refused)
    assert Referral.objects.get().children.count() == 2


def test_a_child_of_somebody_else_cannot_be_chosen(as_worker, authority):
    other = ChildFactory(authority=authority)

    as_worker.post(reverse("brokerage:referral-start"), {"children": [other.public_id]})

    assert not Referral.objects.exists()


def test_a_section_shows_what_the_record_says_and_since_when(as_worker, draft):
    page = words(as_worker.get(url("section", draft, code="strengths")))

    assert "Kind to animals." in page
    assert "last reviewed 1 March 2026" in page


def test_every_section_opens_and_saves_half_finished(as_worker, draft):
    for code in [section.code for section in draft.sections.all()]:
        address = url("section", draft, code=code)
        assert as_worker.get(address).status_code == 200
        data = {"later": "1", "urgency": "PLANNED", "kind": "SHORT"} | rows()
        response = as_worker.post(address, data)
        assert response.status_code == 302, (code, words(response))
    assert not draft.sections.filter(is_confirmed=True).exists()


def test_a_draft_keeps_partial_answers_and_the_finished_way_asks_for_the_rest(as_worker, draft):
    address = url("section", draft, code="strengths")
    partial = {"strengths": "Funny.", "interests": ""}

    refused = as_worker.post(address, partial)
    kept = as_worker.post(address, partial | {"later": "1"})

    assert 'href="#id_interests"' in refused.content.decode()
    assert kept.url == url("tasks", draft)
    section = draft.sections.get(code="strengths")
    assert (section.answers["strengths"], section.is_confirmed) == ("Funny.", False)


def test_saving_a_finished_section_leads_to_the_next(as_worker, draft):
    response = as_worker.post(
        url("section", draft, code="strengths"), {"strengths": "Funny.", "interests": "Chess."}
    )

    assert response.url == url("section", draft, code="wishes")
    assert draft.sections.get(code="strengths").is_confirmed


def test_what_the_desk_counts_with_goes_to_columns(as_worker, draft):
    data = {
        "reason": "ENDING", "why_now": "Her carers retire.", "urgency": "URGENT", "kind": "LONG", "lasts": "MONTHS",
        "expected_months": "24", "needed_by_day": "9", "needed_by_month": "3", "needed_by_year": "2026",
    }  # fmt: skip
    assert as_worker.post(url("section", draft, code="request"), data).status_code == 302
    as_worker.post(
        url("section", draft, code="child"),
        {"living_now": "A", "parental_responsibility": "B", "matters": ["matters_faith"]},
    )
    as_worker.post(url("section", draft, code="education"), {"keeps_school_place": "YES"})

    draft.refresh_from_db()
    assert (draft.reason, draft.urgency, draft.kind) == ("ENDING", "URGENT", "LONG")
    assert (draft.expected_months, draft.needed_by) == (24, MOVE_IN)
    assert (draft.matters_faith, draft.matters_language) == (True, False)
    assert draft.keeps_school_place is True
    answers = draft.sections.get(code="request").answers
    assert answers == {
        "why_now": "Her carers retire.",
        "lasts": "MONTHS",
        "support": "",
        "where": "",
    }


def test_months_that_were_not_asked_for_are_ignored(as_worker, draft):
    data = {
        "urgency": "PLANNED",
        "kind": "LONG",
        "lasts": "GROWN_UP",
        "expected_months": "x",
        "later": "1",
    }

    assert as_worker.post(url("section", draft, code="request"), data).status_code == 302

    draft.refresh_from_db()
    assert draft.expected_months is None


def rows(*, there=0, **filled):
    """Rows as the page sends them; ``there`` of each list were on the page when it was opened."""
    data = {}
    for prefix in ("offers", "distances", "exclusions"):
        given = filled.get(prefix, [])
        data |= {
            f"{prefix}-TOTAL_FORMS": len(given),
            f"{prefix}-INITIAL_FORMS": min(there, len(given)),
        }
        for number, row in enumerate(given):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_what_the_home_must_offer_becomes_conditions(as_worker, draft):
    data = rows(
        offers=[
            {"what": "SKILL:PEG", "importance": "ESSENTIAL"},
            {"what": "HOUSEHOLD:YOUNGEST", "importance": "WANTED", "years": "2", "note": "Settles"},
            {},
        ],
        distances=[
            {"place": "SCHOOL", "postcode": "sw1a2aa", "miles": "5", "importance": "ESSENTIAL"}
        ],
    )

    response = as_worker.post(url("section", draft, code="home"), data)

    assert response.status_code == 302
    kept = [(c.kind, c.code, c.amount, c.postcode, c.is_essential) for c in draft.conditions.all()]
    assert kept == [
        ("DISTANCE", "SCHOOL", 5, "SW1A 2AA", True),
        ("HOUSEHOLD", "YOUNGEST", 2, "", False),
        ("SKILL", "PEG", None, "", True),
    ]
    assert draft.conditions.get(code="SCHOOL").easting
    again = words(as_worker.get(url("section", draft, code="home")))
    assert "SW1A 2AA" in as_worker.get(url("section", draft, code="home")).content.decode()
    assert "Requirement 3" in again


@pytest.mark.parametrize(
    ("kind", "row", "says"),
    [
        ("offers", {"what": "SKILL:PEG"}, "Say whether it is essential"),
        ("offers", {"note": "because"}, "Choose what the home must offer"),
        ("offers", {"what": "HOUSEHOLD:OLDEST", "importance": "WANTED"}, "by how many years"),
        ("offers", {"what": "SKILL:NONSENSE", "importance": "WANTED"}, "from the list"),
        ("distances", {"place": "SCHOOL", "miles": "5"}, "Enter its postcode"),
        ("distances", {"postcode": "nonsense"}, "full UK postcode"),
        ("distances", {"postcode": "ZZ99 9ZZ", "place": "OTHER"}, "check it"),
    ],
)
def test_a_row_that_makes_no_sense_is_explained_even_when_put_aside(
    as_worker, draft, kind, row, says
):
    response = as_worker.post(
        url("section", draft, code="home"), rows(**{kind: [row]}) | {"later": "1"}
    )

    assert response.status_code == 200
    assert says in words(response)
    assert not draft.conditions.exists()


def test_the_same_thing_asked_for_twice_is_explained(as_worker, draft):
    row = {"what": "SKILL:PEG", "importance": "ESSENTIAL"}

    response = as_worker.post(url("section", draft, code="home"), rows(offers=[row, row]))

    assert "asked for twice" in words(response)


def test_a_row_ticked_to_go_is_gone_whatever_it_says(as_worker, draft):
    row = {"what": "SKILL:PEG", "importance": "ESSENTIAL"}
    as_worker.post(url("section", draft, code="home"), rows(offers=[row]))

    as_worker.post(
        url("section", draft, code="home"), rows(offers=[{"note": "never mind", "remove": "on"}])
    )

    assert not draft.conditions.exists()


def test_adding_a_row_saves_and_checks_nothing(as_worker, draft):
    response = as_worker.post(
        url("section", draft, code="home"), rows(offers=[{"note": "half"}]) | {"offers-add": "1"}
    )

    assert response.status_code == 200
    assert "There is a problem" not in words(response)
    assert "Requirement 2" in words(response)


def test_where_the_child_must_not_live_becomes_exclusions(as_worker, draft, child):
    home = PlacementFactory(child=child).household
    data = rows(
        exclusions=[
            {"kind": "PERSON", "person": "Pat Example", "area": "ZZ", "reason": "An order"},
            {"kind": "OUTCODE", "area": "sg1", "reason": "His family"},
            {"kind": "HOUSEHOLD", "household": str(home.public_id), "reason": "She was hurt"},
        ]
    )

    response = as_worker.post(
        url("section", draft, code="safety"), data | {"risks": "None.", "safety_plan": "None."}
    )

    assert response.status_code == 302, words(response)
    kept = [(e.kind, e.person, e.area, e.household) for e in draft.exclusions.order_by("pk")]
    assert kept == [
        ("PERSON", "Pat Example", "", None),
        ("OUTCODE", "", "SG1", None),
        ("HOUSEHOLD", "", "", home),
    ]


def test_exclusions_that_the_form_does_not_offer_stay(as_worker, draft):
    Exclusion.objects.create(referral=draft, kind="DISTRICT", area="E07000243", reason="His work")

    as_worker.post(url("section", draft, code="safety"), rows() | {"later": "1"})

    assert draft.exclusions.get().area == "E07000243"


def test_saving_the_same_rows_again_changes_no_row(as_worker, draft):
    data = rows(offers=[{"what": "SKILL:PEG", "importance": "ESSENTIAL"}])
    as_worker.post(url("section", draft, code="home"), data)
    before = Condition.objects.get().pk

    again = rows(there=1, offers=[{"what": "SKILL:PEG", "importance": "ESSENTIAL"}])
    as_worker.post(url("section", draft, code="home"), again)

    assert Condition.objects.get().pk == before


def test_a_profile_that_names_the_child_is_refused_until_the_writer_says_it_does_not(
    as_worker, draft
):
    address = url("section", draft, code="profile")
    text = {"profile": "Asha loves drawing."}

    refused = as_worker.post(address, text)
    kept = as_worker.post(address, text | {"keep_words": "on"})

    assert "\u201cAsha\u201d is a name" in words(refused)
    assert kept.status_code == 302
    draft.refresh_from_db()
    assert draft.profile == "Asha loves drawing."
    assert "keep_words" not in draft.sections.get(code="profile").answers


def test_a_suggested_profile_names_nobody_and_can_be_started_from(as_worker, draft, child):
    WishFactory(child=child)
    RiskFactory(child=child)
    as_worker.post(
        url("section", draft, code="strengths"),
        {
            "strengths": "Asha is kind. She is patient.",
            "interests": "Draws at Oakfield School. Swims.",
        },
    )

    page = as_worker.get(url("section", draft, code="profile") + "?suggested=1").content.decode()

    assert "A girl of ten. She is patient." in page
    assert "She hopes to stay at her school." in page
    assert page.count("Asha is kind") == 0
    assert "Oakfield" not in page


# Two people at once


def test_c09_a_second_save_is_shown_both_texts_and_loses_neither(as_worker, draft, broker):
    address = url("section", draft, code="strengths")
    seen = draft.sections.get(code="strengths").updated_at.isoformat()
    referral_sections.save_section(
        referral=draft, code="strengths", answers={"strengths": "Theirs."}, is_confirmed=True, by=broker,
        at=NOON + dt.timedelta(minutes=5),
    )  # fmt: skip

    conflict = as_worker.post(address, {"strengths": "Mine.", "interests": "Chess.", "seen": seen})
    again = re.search(r'name="seen" value="([^"]+)"', conflict.content.decode())[1]
    saved = as_worker.post(address, {"strengths": "Both.", "interests": "Chess.", "seen": again})

    assert conflict.status_code == 409
    assert "Theirs." in words(conflict)
    assert "Mine." in words(conflict)
    assert broker.name in words(conflict)
    assert draft.sections.get(code="strengths").answers["strengths"] == "Both."
    assert saved.status_code == 302


def test_c09_without_the_version_the_second_save_writes_over_the_first(as_worker, draft, broker):
    referral_sections.save_section(
        referral=draft, code="strengths", answers={"strengths": "Theirs."}, is_confirmed=True, by=broker,
        at=NOON + dt.timedelta(minutes=5),
    )  # fmt: skip

    as_worker.post(
        url("section", draft, code="strengths"), {"strengths": "Mine.", "interests": "Chess."}
    )

    assert draft.sections.get(code="strengths").answers["strengths"] == "Mine."


# Submitting


def test_a_social_worker_checks_the_answers_and_submits(as_worker, draft, social_worker):
    answer_everything(draft, by=social_worker)

    page = as_worker.get(url("submit", draft))
    response = as_worker.post(url("submit", draft))

    assert "Submit to the desk" in words(page)
    assert "Her carers are retiring." in words(page)
    assert response.url == url("detail", draft)
    draft.refresh_from_db()
    assert draft.status == S.SUBMITTED


def test_what_is_unfinished_is_listed_with_its_way_there(as_worker, draft, social_worker):
    answer_minimum(draft, by=social_worker)
    Referral.objects.filter(pk=draft.pk).update(urgency="PLANNED")

    page = as_worker.get(url("submit", draft)).content.decode()

    assert f'href="{url("section", draft, code="health")}"' in page
    assert "Submit to the desk" not in page
    assert as_worker.post(url("submit", draft)).status_code == 200
    draft.refresh_from_db()
    assert draft.status == S.DRAFT


def test_findings_lead_to_the_control_they_are_about(as_worker, draft):
    page = as_worker.get(url("submit", draft)).content.decode()

    target = f"{url('section', draft, code='wishes')}#id_words"
    assert f'href="{target}"' in page
    assert 'id="id_words"' in as_worker.get(url("section", draft, code="wishes")).content.decode()


def test_a_day_is_led_to_by_its_first_box(as_worker, draft):
    page = as_worker.get(url("submit", draft)).content.decode()

    assert "#id_needed_by-day" in page
    assert "#id_authorised_on-day" in page


def test_while_the_desk_has_it_the_sections_are_closed(as_worker, submitted):
    address = url("section", submitted, code="strengths")

    assert "cannot be changed now" in words(as_worker.get(address))
    as_worker.post(address, {"strengths": "New.", "interests": "New."})

    assert submitted.sections.get(code="strengths").answers["strengths"] != "New."


def test_an_emergencys_rest_is_written_while_the_desk_searches(
    as_worker, draft, social_worker, broker
):
    answer_minimum(draft, by=social_worker)
    referrals.submit(referral=draft, by=social_worker, at=NOON)

    as_worker.post(url("section", draft, code="strengths"), {"strengths": "A.", "interests": "B."})

    assert draft.sections.get(code="strengths").is_confirmed
    assert "The rest is due 5 March 2026 at midday" in words(as_worker.get(url("detail", draft)))


# The desk


def test_a_broker_reads_the_quality_and_takes_the_referral_on_with_one_button(
    as_broker, submitted, broker
):
    page = words(as_broker.get(url("quality", submitted)))
    response = as_broker.post(url("accept", submitted), {"broker": str(broker.public_id)})

    assert "Accept and take it on" in page
    assert response.url == reverse(
        "brokerage:search-latest", kwargs={"referral_id": submitted.public_id}
    )
    submitted.refresh_from_db()
    assert (submitted.status, submitted.broker) == (S.SEARCHING, broker)
    assert submitted.searches.get().by == broker


def test_a_stored_check_shows_what_it_was_at_that_time(as_broker, submitted, social_worker):
    Referral.objects.filter(pk=submitted.pk).update(profile="Asha.")

    assert "Asha\u201d is a name" not in words(as_broker.get(url("quality", submitted)))
    as_broker.post(url("check", submitted))
    assert "Asha\u201d is a name" in words(as_broker.get(url("quality", submitted)))
    assert submitted.quality_checks.count() == 2


def test_accepting_what_must_be_fixed_asks_why(as_broker, submitted, broker):
    Referral.objects.filter(pk=submitted.pk).update(profile="Asha.")
    choice = {"broker": str(broker.public_id)}

    as_broker.post(url("check", submitted))
    refused = as_broker.post(url("accept", submitted), choice)
    as_broker.post(url("accept", submitted), choice | {"despite": "I reword it now."})

    assert "Why can the search not wait" in words(refused)
    submitted.refresh_from_db()
    assert submitted.status == S.SEARCHING


def test_accepting_a_referral_that_got_worse_since_its_check_asks_why_too(
    as_broker, submitted, broker
):
    Referral.objects.filter(pk=submitted.pk).update(profile="Asha.")

    refused = as_broker.post(url("accept", submitted), {"broker": str(broker.public_id)})

    assert "must be fixed first" in words(refused)
    assert 'id="id_despite"' in refused.content.decode()


def test_a_broker_returns_with_reasons_that_the_social_worker_reads(
    as_broker, submitted, social_worker
):
    as_broker.post(url("return", submitted), {"reason": "Tell us what helps at night."})
    as_broker.force_login(social_worker)

    page = words(as_broker.get(url("tasks", submitted)))

    assert "Tell us what helps at night." in page


def test_a_broker_rewords_the_profile_while_the_desk_has_it(as_broker, submitted):
    response = as_broker.post(url("profile", submitted), {"profile": "A girl who loves drawing."})

    assert response.status_code == 302
    submitted.refresh_from_db()
    assert submitted.profile == "A girl who loves drawing."


def test_a_broker_does_not_reword_a_draft(as_broker, draft):
    as_broker.post(url("profile", draft), {"profile": "Another."})

    draft.refresh_from_db()
    assert draft.profile == ""


def test_the_owner_is_changed_to_somebody_of_the_same_desk(as_broker, submitted, authority):
    colleague = UserFactory(role=Role.BROKER, authority=authority)
    stranger = UserFactory(role=Role.BROKER)

    refused = as_broker.post(url("assign", submitted), {"broker": str(stranger.public_id)})
    as_broker.post(url("assign", submitted), {"broker": str(colleague.public_id)})

    assert refused.status_code == 200
    submitted.refresh_from_db()
    assert submitted.broker == colleague


def test_withdrawing_from_the_page_needs_a_reason(as_broker, submitted):
    refused = as_broker.post(url("withdraw", submitted), {"reason": ""})
    as_broker.post(url("withdraw", submitted), {"reason": "She stays with her nan."})

    assert "Enter why" in words(refused)
    submitted.refresh_from_db()
    assert submitted.status == S.WITHDRAWN


def test_the_timeline_says_who_did_what_when_and_why(as_broker, submitted, broker, social_worker):
    referrals.return_to_social_worker(
        referral=submitted, reason="What helps?", by=broker, at=NOON + dt.timedelta(hours=1)
    )

    page = words(as_broker.get(url("timeline", submitted)))

    assert page.index("Returned to the social worker") < page.index("Waiting to be checked")
    assert "What helps?" in page
    assert broker.name in page
    assert "2 March 2026 at 1pm" in page


def test_the_needs_page_shows_the_record_beside_the_answers(as_broker, submitted):
    page = words(as_broker.get(url("needs", submitted)))

    assert "Asha Example" in page
    assert "Her carers are retiring." in page
    assert "Language" not in page


# Who may see what


def test_opening_a_referral_is_written_down(as_broker, submitted, broker):
    as_broker.get(url("detail", submitted))

    row = AccessLog.objects.get(action="VIEW")
    assert (row.user, row.record_id) == (broker, str(submitted.public_id))


@pytest.mark.parametrize("name", ["detail", "needs", "timeline", "tasks", "submit", "withdraw"])
def test_a02_a_referral_for_a_child_of_another_worker_is_not_found(
    client, submitted, authority, name
):
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER, authority=authority))

    assert client.get(url(name, submitted)).status_code == 404
    assert AccessLog.objects.filter(action="REFUSED").exists()


def test_a03_fields_that_the_form_does_not_have_change_nothing(as_worker, draft, broker):
    extra = {
        "status": "PLACED", "broker": broker.pk, "authority": 1, "reference": "R-1", "profile": "Asha",
        "is_confirmed": "1", "rest_due_at": "2030-01-01",
    }  # fmt: skip

    as_worker.post(
        url("section", draft, code="strengths"), {"strengths": "A.", "interests": "B."} | extra
    )

    draft.refresh_from_db()
    assert (draft.status, draft.broker, draft.profile, draft.rest_due_at) == (
        S.DRAFT,
        None,
        "",
        None,
    )
    assert draft.reference == "R-2026-0001"
    assert set(draft.sections.get(code="strengths").answers) == {
        "strengths", "interests", "affection", "good_day",
    }  # fmt: skip


def test_a_section_that_does_not_exist_is_not_found(as_worker, draft):
    assert as_worker.get(url("section", draft, code="nonsense")).status_code == 404


# Of which five are the request's own: the test's savepoint and its end, session, person, access log.
MOST_QUERIES = [
    ("timeline", "broker", 12), ("quality", "broker", 12), ("accept", "broker", 12), ("return", "broker", 12),
    ("tasks", "worker", 12), ("detail", "broker", 12), ("detail", "worker", 12), ("submit", "worker", 12),
    ("profile", "broker", 12), ("needs", "broker", 13),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who", "most"), MOST_QUERIES)
def test_pages_of_a_full_referral_stay_within_their_queries(
    client, submitted, social_worker, broker, name, who, most, django_assert_max_num_queries
):
    client.force_login(broker if who == "broker" else social_worker)
    client.get(reverse("accounts:home"))  # the session's first request writes it
    with django_assert_max_num_queries(most):
        assert client.get(url(name, submitted)).status_code == 200


def test_my_referrals_puts_first_what_waits_for_me(as_worker, draft, social_worker, authority):
    other = ReferralFactory(authority=authority, created_by=social_worker)
    hidden = ReferralFactory(authority=authority)

    page = words(as_worker.get(reverse("brokerage:referral-list")))

    assert page.index("Waiting for you (1)") < page.index("With the desk (1)")
    assert "Finish and submit" in page
    assert other.reference in page
    assert hidden.reference not in page
