"""A version of a care plan on paper: for professionals, and on one page for the child. No database."""

import datetime as dt
import io
from types import SimpleNamespace

import pypdf
import pytest

from documents import pdf
from placements.models import Dimension
from placements.models.plans import STEPS
from placements.queries import childs_page
from placements.queries.contents import DAYS_OF_PLACEMENT_PLAN, PLACEMENT_PLAN_WORDS
from placements.queries.reading import read
from tests.factories import NOON

LONG = (
    "Sleeps through the whole night in their own bed, without needing a grown-up to come in and sit with them, "
    "on most nights of an ordinary week at home and at school "
)
VERSION = SimpleNamespace(
    number=2,
    reason="After the review.",
    approved_at=NOON,
    approved_by=SimpleNamespace(name="Mo Manager"),
)


def voice(**said):
    return {
        "whose": "CHILD", "name": "", "stance": "AGREES", "words": "I want to sleep in my own bed.", "how": "SAID",
        "aid": "", "gathered_by": "Sam Worker", "gathered_on": "2026-03-02",
    } | said  # fmt: skip


def a_plan(
    goals=2,
    *,
    words="Sleeps through the night",
    step="Sleeps {} nights of ten",
    aim="To live with a family.",
):
    """A content with so many open goals, their parts of life in turn."""
    return {
        "schema": 1,
        "child": {
            "name": "Asha Example", "called": "Asha", "reference": "C00001", "birth_date": "2016-01-15",
        },
        "aim": aim,
        "contingency": "Her aunt has her to stay.",
        "dimensions": {
            code: {"now": "Things go well.", "arrangements": "The carer keeps the same bedtime."}
            for code in Dimension.values
        },
        "goals": [
            {
                "id": str(number), "dimension": Dimension.values[number % 7], "words": words,
                "steps": [step.format(each) for each in range(STEPS)], "baseline": 2, "baseline_on": "2026-01-05",
                "target": 8, "target_on": "2026-09-01", "status": "OPEN", "status_reason": "", "closed_on": None,
                "scores": [{"on": "2026-02-20", "score": 4, "evidence": "The carer's diary."}],
                "voices": [voice(), voice(whose="PARENT", stance="NOT_ASKED", how="", words="In hospital.")],
            }
            for number in range(goals)
        ],
        "voices": [voice(words="It is my plan.")],
        "stay": {
            "id": "s", "starts_on": "2026-01-05", **dict.fromkeys(PLACEMENT_PLAN_WORDS, "As agreed."),
            **dict.fromkeys(DAYS_OF_PLACEMENT_PLAN, "2026-01-12"),
            "support": [
                {
                    "id": "t", "kind": "TRAINING", "words": "Training in Makaton", "owner": "Ann Green",
                    "due_on": "2026-04-01", "cost_pence": 12000, "status": "PLANNED", "reason": "",
                }
            ],
            "delegations": [
                {
                    "area": "LEISURE", "subject": "Clubs and sports", "decider": "AUTHORITY", "conditions": "",
                    "reason": "A court order says so.",
                }
            ],
        },
    }  # fmt: skip


def printed(template, **context):
    told = {"version": VERSION, "authority": "Hartshire", "today": dt.date(2026, 3, 2)}
    content = pdf.render(f"placements/{template}.html", {**told, **context}, title="The plan")
    return pypdf.PdfReader(io.BytesIO(content))


def for_the_child(content):
    return printed("version_child_pdf", drawn=childs_page.draw(read(content)))


HEADINGS = {f"/H{level}" for level in range(1, 7)}


def walk(node):
    """An element of a structure tree, and everything below it, in the order in which it is read aloud."""
    node = node.get_object()
    if isinstance(node, dict):
        yield node
        below = node.get("/K", [])
        for each in below if isinstance(below, list) else [below]:
            if not isinstance(each, int):
                yield from walk(each)


def elements(reader):
    """Every element of the document's structure tree."""
    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


def check_accessible(reader):
    """What is asked of both besides PDF/UA-1, which every document that a test makes is held against."""
    assert reader.metadata.title == "The plan"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    found = elements(reader)
    assert [each.get("/S") for each in found if each.get("/S") in HEADINGS].count("/H1") == 1
    check_tables(found)


def check_tables(found):
    """Every cell names the headers of its row and column: those of its own table."""
    for table in (each for each in found if each.get("/S") == "/Table"):
        cells = list(walk(table))
        named = [each["/ID"] for each in cells if each.get("/S") == "/TH"]
        data = [each for each in cells if each.get("/S") == "/TD"]
        assert len(set(named)) == len(named) > 0
        assert data
        for cell in data:
            headers = cell["/A"]["/Headers"]
            assert len(headers) == 2  # of its column, and of its row
            assert set(headers) <= set(named)


@pytest.mark.parametrize("goals", [0, 1, 3, 4, 6, 10, 25])
def test_the_childs_version_is_one_page_however_long_its_goals_are(goals):
    content = a_plan(goals, words=LONG * 2, step="{} " + LONG, aim=LONG * 4)
    if goals:
        content["goals"][0]["voices"] = [voice(words=LONG * 3)]
        content["goals"].append(
            {**content["goals"][0], "id": "met", "status": "MET", "closed_on": "2026-02-02"}
        )

    reader = for_the_child(content)

    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert text.count("I want to get to 8") == min(goals, childs_page.MOST_GOALS)
    assert "somebody who helps you say what you think" in text


def test_without_shortening_ten_long_goals_would_not_fit(monkeypatch):
    monkeypatch.setattr(childs_page, "shorten", lambda words, _: words)
    content = a_plan(10, words=LONG * 2, step="{} " + LONG, aim=LONG * 40)

    assert len(for_the_child(content).pages) > 1


def test_w05_the_childs_version_can_be_read_aloud():
    reader = for_the_child(a_plan(2))

    check_accessible(reader)
    alts = {str(each["/Alt"]) for each in elements(reader) if "/Alt" in each}
    assert "A path of steps. You are on step 4. You want to get to step 8." in alts
    assert "A heart" in alts
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Asha’s plan" in text  # noqa: RUF001
    assert "Now I am at 4: Sleeps 4 nights of ten" in text
    assert "I said: “I want to sleep in my own bed.”" in text


def test_w05_the_professionals_version_can_be_read_aloud_and_says_everything():
    reader = printed("version_pdf", shown=read(a_plan(2)))

    check_accessible(reader)
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in (
        "Care plan of Asha Example", "Official-sensitive: personal", "After the review.", "Mo Manager",
        "Her aunt has her to stay.", "Now 4, 20 February 2026: Sleeps 4 nights of ten", "Reason: In hospital.",
        "Was not asked", "Clubs and sports", "Reason: A court order says so.", "Not recorded: the carer",
        "Training in Makaton (training): Ann Green, by 1 April 2026, £120. Planned.",
    ):  # fmt: skip
        assert said in text
