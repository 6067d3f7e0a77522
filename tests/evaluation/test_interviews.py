"""The workbook of interviews: it never mixes with case records, and forgets when consent is withdrawn."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import AccessLog, Authority, Role, User
from evaluation import anonymity
from evaluation.models import Code, CodeDefinition, Coding, Group, Interview, Quote
from evaluation.queries import interviews as queries
from evaluation.services import interviews as services
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    CodeFactory,
    CodingFactory,
    InterviewFactory,
    QuoteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORKBOOK = (Interview, Quote, Coding, Code, CodeDefinition)
SAID = "Nobody asked me first."


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


@pytest.fixture
def client(sign_in, manager):
    with time_machine.travel(NOON, tick=False):
        yield sign_in(manager)


def coded(authority, group=Group.CHILD, *, code, **fields):
    quote = QuoteFactory(interview__authority=authority, interview__group=group, **fields)
    return CodingFactory(quote=quote, code=code)


# Apart from case records


def test_no_relation_leads_from_the_workbook_to_a_case_record_or_back():
    led_to = {
        field.related_model
        for model in WORKBOOK
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation
    }
    histories = {apps.get_model("evaluation", f"{model.__name__}Event") for model in WORKBOOK}

    assert led_to - histories == {*WORKBOOK, Authority, User}


def test_histories_of_the_workbook_hold_no_words():
    fields = {
        name: {f.name for f in apps.get_model("evaluation", f"{name}Event")._meta.get_fields()}
        for name in ("Interview", "Quote")
    }

    assert "notes" not in fields["Interview"]
    assert "words" not in fields["Quote"]


# Consent


def test_withdrawing_consent_leaves_no_word_of_theirs_anywhere(authority, manager):
    said = "I only ever told this to the cat"
    interview = InterviewFactory(authority=authority, notes=said)
    CodingFactory(quote__interview=interview, quote__words=said)

    services.withdraw_consent(interview=interview, by=manager, at=NOON)

    interview.refresh_from_db()
    assert (interview.notes, interview.withdrawn_at, interview.may_be_quoted) == ("", NOON, False)
    assert not Quote.objects.exists()
    assert holding(said) == []


def test_the_search_for_their_words_would_find_them(authority):
    said = "I only ever told this to the cat"
    InterviewFactory(authority=authority, notes=said)

    assert holding(said) == ["evaluation_interview"]


def holding(words):
    """The tables with the words in any of their rows, histories included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'evaluation%'"
        )
        found = []
        for (table,) in cursor.fetchall():
            query = f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s'
            cursor.execute(query, [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(table)
        return found


def test_withdrawing_twice_changes_nothing(authority, manager):
    interview = InterviewFactory(authority=authority)
    services.withdraw_consent(interview=interview, by=manager, at=NOON)

    services.withdraw_consent(interview=interview, by=manager, at=NOON + DAY)

    interview.refresh_from_db()
    assert interview.withdrawn_at == NOON


def test_nothing_is_written_after_consent_was_withdrawn(authority, manager):
    interview = InterviewFactory(authority=authority, notes="", withdrawn_at=NOON)
    code = CodeFactory(authority=authority)

    with pytest.raises(services.ConsentWithdrawn):
        services.mark_quote(interview=interview, words="x", codes=[code], by=manager, at=NOON)
    with pytest.raises(services.ConsentWithdrawn):
        services.change_interview(
            interview=interview, version=1, by=manager, at=NOON, notes="Again"
        )
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"notes": ""}, "evaluation_interview_no_notes_without_consent"),
        ({"withdrawn_at": NOON}, "evaluation_interview_no_notes_without_consent"),
        ({"consent_on": TODAY + DAY}, "evaluation_interview_consent_comes_first"),
    ],
)
def test_the_database_refuses_an_interview_that_cannot_be(wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        InterviewFactory(**wrong)


# Quotes and codes


def test_a_quote_stands_in_the_notes_whatever_the_line_ends(authority, manager):
    interview = InterviewFactory(authority=authority, notes="Nobody asked\nme first. Then")
    code = CodeFactory(authority=authority)

    quote = services.mark_quote(
        interview=interview, words=" Nobody  asked me first.", codes=[code], by=manager, at=NOON
    )

    assert quote.words == SAID
    assert quote.codings.get().definition == code.definitions.get()


def test_words_that_nobody_said_are_no_quote(authority, manager):
    interview, code = InterviewFactory(authority=authority), CodeFactory(authority=authority)

    with pytest.raises(services.NotInTheNotes):
        services.mark_quote(
            interview=interview, words="They asked me", codes=[code], by=manager, at=NOON
        )
    assert not Quote.objects.exists()


def test_notes_keep_what_is_quoted_from_them(authority, manager):
    quote = QuoteFactory(interview__authority=authority)

    with pytest.raises(services.NotInTheNotes):
        services.change_interview(
            interview=quote.interview, version=1, by=manager, at=NOON, notes="Something else"
        )
    quote.interview.refresh_from_db()
    assert SAID in quote.interview.notes


def test_another_definition_leaves_quotes_with_the_one_they_were_coded_by(authority, manager):
    code = CodeFactory(authority=authority, words="First")
    coding = CodingFactory(quote__interview__authority=authority, code=code)

    services.change_code(
        code=code, version=1, theme="Choice", name=code.name, words="Second", is_retired=False,
        by=manager, at=NOON + DAY,
    )  # fmt: skip

    assert coding.definition.words == "First"
    assert services.in_force(code).words == "Second"
    assert [line[3] for line in queries.frame_lines(authority)] == ["First", "Second"]


def test_the_same_definition_is_not_added_again(authority, manager):
    code = CodeFactory(authority=authority, words="First")

    services.change_code(
        code=code, version=1, theme="Choice", name="Other", words="First", is_retired=True,
        by=manager, at=NOON,
    )  # fmt: skip

    assert code.definitions.count() == 1


def test_a_name_is_used_once_in_an_authority(authority, manager):
    code = CodeFactory(authority=authority)
    CodeFactory(name=code.name)

    with pytest.raises(services.NameTaken):
        services.add_code(
            authority=authority, theme="x", name=code.name, words="x", by=manager, at=NOON
        )


# Names


def test_a_name_typed_for_the_purpose_is_found_and_others_are_guessed():
    notes = "Asha went to St Mary's School with Jolene on Monday. She lives at SG1 1AA. Mum came."

    found = anonymity.suspects(notes, names="Asha Example\nTom")

    assert [(each.found, each.is_certain) for each in found] == [
        ("Asha", True), ("St Mary's School", True), ("Jolene", False), ("SG1 1AA", True),
    ]  # fmt: skip


def test_notes_without_names_raise_no_suspicion():
    notes = "We met at Easter. The dog helped, and on Tuesday Nan rang. I was glad."

    assert anonymity.suspects(notes, names="Asha") == []


def answers(**more):
    days = {"day": TODAY.day, "month": TODAY.month, "year": TODAY.year}
    dates = {f"{name}_{k}": v for name in ("held_on", "consent_on") for k, v in days.items()}
    return dates | {
        "pseudonym": "Child A", "group": "CHILD", "consent": "SPOKEN", "may_be_quoted": "yes",
        "names": "Asha", "notes": "She likes it.", **more,
    }  # fmt: skip


def test_suspected_words_are_shown_and_kept_only_when_somebody_has_looked(client):
    url = reverse("evaluation:interview-add")

    page = client.post(url, answers(notes="She met Jolene.")).content.decode()

    assert "“Jolene” may be a name" in page
    assert not Interview.objects.exists()
    client.post(url, answers(notes="She met Jolene.", is_read="on"))
    assert Interview.objects.get().notes == "She met Jolene."


def test_real_names_are_kept_nowhere(client):
    client.post(reverse("evaluation:interview-add"), answers(names="Zebedee Unlikely"))

    assert Interview.objects.count() == 1
    assert holding("Unlikely") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"held_on_year": 2027}, "must be today or in the past"),
        ({"held_on_year": 2025}, "They must have agreed before"),
        ({"notes": ""}, "Enter the notes"),
    ],
)
def test_an_interview_that_cannot_be_is_refused(client, wrong, said):
    page = client.post(reverse("evaluation:interview-add"), answers(**wrong))

    assert said in page.content.decode()
    assert not Interview.objects.exists()


# Pages and files


def test_a_pseudonym_that_is_taken_is_said_at_its_question(client, authority):
    InterviewFactory(authority=authority, pseudonym="Child A")

    page = client.post(reverse("evaluation:interview-add"), answers())

    assert "Somebody else has that name here" in page.content.decode()


def test_whoever_was_slower_sees_both_versions(client, authority):
    interview = InterviewFactory(authority=authority, version=2)
    url = reverse("evaluation:interview-change", args=[interview.public_id])

    page = client.post(url, answers(version="1"))

    assert page.status_code == 409
    assert "She likes it." in page.content.decode()
    done = client.post(url, answers(version="2"))
    assert done.status_code == 302
    interview.refresh_from_db()
    assert (interview.notes, interview.version) == ("She likes it.", 3)


def test_a_code_that_somebody_else_changed_shows_both_versions(client, authority):
    code = CodeFactory(authority=authority)
    sent = {"theme": "T", "name": "N", "words": "W", "version": "7"}

    page = client.post(reverse("evaluation:code-change", args=[code.public_id]), sent)

    assert page.status_code == 409
    assert code.definitions.count() == 1


def test_themes_count_people_and_not_quotes(authority):
    code = CodeFactory(authority=authority)
    first = coded(authority, code=code)
    CodingFactory(quote__interview=first.quote.interview, code=code)
    coded(authority, Group.CARER, code=code)
    coded(AuthorityFactory(), code=CodeFactory())

    (theme,) = queries.themes(authority)

    (read,) = theme.codes
    assert (read.people["CHILD"], read.people["CARER"], len(read.quotes)) == (1, 1, 3)


def test_who_withdrew_is_in_no_theme(authority, manager):
    coding = coded(authority, code=CodeFactory(authority=authority))
    services.withdraw_consent(interview=coding.quote.interview, by=manager, at=NOON)

    assert queries.themes(authority) == []
    assert queries.people_by_group(authority)["CHILD"] == 0


def lines_of(authority):
    return [(line[3], line[4]) for line in queries.quote_lines(authority)]


def test_a_file_names_no_group_of_fewer_than_five_and_no_group_that_gives_one_away(authority):
    code = CodeFactory(authority=authority)
    coded(authority, Group.CARER, code=code)
    InterviewFactory.create_batch(4, authority=authority, group=Group.CARER)
    InterviewFactory.create_batch(6, authority=authority, group=Group.PARENT)
    assert lines_of(authority) == [("Carer", SAID)]

    coded(authority, Group.CHILD, code=code)

    assert {group for group, _ in lines_of(authority)} == {"Not said"}


def test_a_file_hides_small_numbers_of_people(authority):
    code = CodeFactory(authority=authority)
    for _ in range(5):
        coded(authority, Group.CARER, code=code)
    coded(authority, Group.CHILD, code=code)

    (line,) = queries.theme_lines(authority)

    assert line[2:] == ["Hidden", "0", "5", "0"]


def test_words_that_may_not_be_quoted_stay(authority):
    coded(authority, code=CodeFactory(authority=authority), interview__may_be_quoted=False)

    assert lines_of(authority) == []


def test_the_quotes_are_a_file_and_taking_it_is_written_down(client, authority):
    coded(authority, code=CodeFactory(authority=authority, words="When asked"))

    answer = client.get(reverse("evaluation:interview-quotes-file"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == queries.QUOTE_HEADINGS
    assert rows[1][2:] == ["When asked", "Not said", SAID]
    assert AccessLog.objects.filter(action="EXPORT", record_type="evaluation.interview").exists()


def test_a_quote_is_taken_out(client, authority):
    quote = coded(authority, code=CodeFactory(authority=authority)).quote

    client.post(reverse("evaluation:quote-remove", args=[quote.public_id]))

    assert not Quote.objects.exists()
