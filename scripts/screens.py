"""Take a picture of every main page of the demonstration, on a desk's screen and on a phone's.

    python -m scripts.screens             all of them, into test-results/screens/
    python -m scripts.screens referral    those whose name holds one of the words

It loads the demonstration into this checkout's own database if that is empty, and serves it on a free port of loopback.
Exit status 1, with the list of what is wrong, where a page answers with another status than its own, says something on
the browser's console (a refusal of the content security policy among it), or is wider than a phone.
"""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["DEMO"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from scripts import browsers, serve

HOME = Path(__file__).resolve().parent.parent
PICTURES = HOME / "test-results" / "screens"
SIZES = {1366: 900, 390: 844}
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to look at. ``record`` names a function of ``scripts.screens_records``; ``status`` is what it answers."""

    name: str
    role: str
    url: str
    record: str = ""
    query: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A page with its address, and the session that may open it (empty for visitors)."""

    page: Page
    path: str
    session: str
    postcode: str = ""


SW, BROKER, MANAGER, IRO = "SOCIAL_WORKER", "BROKER", "MANAGER", "REVIEWING_OFFICER"
COACH, ADMIN, OFFICER, VISITOR = "COACH", "ADMINISTRATOR", "FOSTERING_OFFICER", ""

# name, role, URL name, record, query, status
PAGES = [
    Page("sign-in", VISITOR, "account_login"),
    Page("help", VISITOR, "accounts:help"),
    Page("accessibility", VISITOR, "accounts:accessibility"),
    Page("privacy", VISITOR, "accounts:privacy"),
    Page("cookies", VISITOR, "accounts:cookies"),
    Page("reply-postcode", VISITOR, "brokerage:reply-open", "open_link"),
    Page("reply-answer", VISITOR, "brokerage:reply-open", "open_link_confirmed"),
    Page("reply-ended", VISITOR, "brokerage:reply-open", "ended_link", status=410),
    Page("reply-not-needed", VISITOR, "brokerage:reply-open", "unneeded_link", status=410),
    Page("reply-unknown", VISITOR, "brokerage:reply-open", "unknown_link", status=404),
    Page("reply-staff", BROKER, "brokerage:reply-open", "open_link", status=403),
    Page("profile", SW, "accounts:profile"),
    Page("switch", BROKER, "accounts:switch"),
    Page("sw-inbox", SW, "brokerage:referral-list"),
    Page("sw-start", SW, "brokerage:referral-start"),
    Page("sw-tasks", SW, "brokerage:referral-tasks", "draft"),
    Page("sw-section-request", SW, "brokerage:referral-section", "section_request"),
    Page("sw-section-home", SW, "brokerage:referral-section", "section_home"),
    Page("sw-section-safety", SW, "brokerage:referral-section", "section_safety"),
    Page("sw-section-profile", SW, "brokerage:referral-section", "section_profile"),
    Page("sw-submit", SW, "brokerage:referral-submit", "draft"),
    Page("sw-withdraw", SW, "brokerage:referral-withdraw", "draft"),
    Page("children", SW, "children:list"),
    Page("child-new", SW, "children:child-new"),
    Page("child", SW, "children:child-detail", "child"),
    Page("child-needs", SW, "children:child-needs", "child"),
    Page("child-wishes", SW, "children:child-wishes", "child"),
    Page("child-people", SW, "children:child-people", "child_with_siblings"),
    Page("child-legal", SW, "children:child-legal", "child"),
    Page("child-stays", SW, "placements:child-stays", "child"),
    Page("child-referrals", SW, "brokerage:child-referrals", "child_referred"),
    Page("child-change-identity", SW, "children:section-change", "child_identity"),
    Page("child-change-workers", SW, "children:section-change", "child_workers"),
    Page("child-add-need", SW, "children:item-add", "child_needs_group"),
    Page("child-add-wish", SW, "children:item-add", "child_wishes_group"),
    Page("child-add-sibling", SW, "children:item-add", "child_siblings_group"),
    Page("inbox", BROKER, "brokerage:inbox"),
    Page("inbox-all", BROKER, "brokerage:inbox", query="view=all"),
    Page("referral", BROKER, "brokerage:referral-detail", "searching"),
    Page("referral-needs", BROKER, "brokerage:referral-needs", "searching"),
    Page("referral-timeline", BROKER, "brokerage:referral-timeline", "deciding"),
    Page("referral-quality", BROKER, "brokerage:referral-quality", "submitted"),
    Page("referral-accept", BROKER, "brokerage:referral-accept", "submitted"),
    Page("referral-return", BROKER, "brokerage:referral-return", "submitted"),
    Page("referral-owner", BROKER, "brokerage:referral-assign", "searching"),
    Page("referral-profile", BROKER, "brokerage:referral-profile", "searching"),
    Page("search", BROKER, "brokerage:search-latest", "searched"),
    Page("search-ruled-out", BROKER, "brokerage:search-ruled-out", "search"),
    Page("search-ruled-out-by", BROKER, "brokerage:search-ruled-out", "search", "rule=PLC-1"),
    Page("search-household", BROKER, "brokerage:search-household", "search_household"),
    Page("search-compare", BROKER, "brokerage:search-compare", "search", "household=four"),
    Page("search-near-misses", BROKER, "brokerage:search-near-misses", "search"),
    Page("search-trial", BROKER, "brokerage:search-trial", "search"),
    Page("search-splits", BROKER, "brokerage:search-splits", "search"),
    Page("remedy-terms", MANAGER, "brokerage:remedy-terms"),
    Page("desk-plans", BROKER, "brokerage:desk-plan-list"),
    Page("desk-plan", BROKER, "brokerage:desk-plan", "desk_plan"),
    Page("desk-plan-brief", BROKER, "brokerage:desk-plan-brief", "desk_plan"),
    Page("weights", MANAGER, "brokerage:weight-list"),
    Page("weights-draft", MANAGER, "brokerage:weight-draft"),
    Page("reports", MANAGER, "evaluation:reports"),
    Page("report-list", MANAGER, "evaluation:report-list"),
    Page("report-ask", MANAGER, "evaluation:report-ask", query="kind=stability"),
    Page("stability", MANAGER, "evaluation:stability"),
    Page("success", MANAGER, "evaluation:success"),
    Page("matching-evidence", MANAGER, "evaluation:matching-evidence"),
    Page("process", MANAGER, "evaluation:process"),
    Page("process-figures", MANAGER, "evaluation:process-figures"),
    Page("process-figure-add", MANAGER, "evaluation:process-figure-add"),
    Page("interviews", MANAGER, "evaluation:interview-list"),
    Page("interview-add", MANAGER, "evaluation:interview-add"),
    Page("interview-codes", MANAGER, "evaluation:code-list"),
    Page("interview-themes", MANAGER, "evaluation:interview-themes"),
    Page("transparency-record", MANAGER, "evaluation:transparency-record"),
    Page("return-list", MANAGER, "evaluation:return-list"),
    Page("disagreement-list", MANAGER, "evaluation:disagreement-list"),
    Page("return-export", MANAGER, "evaluation:return-export"),
    Page("costs", MANAGER, "evaluation:costs-home"),
    Page("costs-units", MANAGER, "evaluation:costs-table"),
    Page("costs-change", MANAGER, "evaluation:costs-change", query="item=HOME"),
    Page("costs-cohort", MANAGER, "evaluation:costs-cohort"),
    Page("costs-child", MANAGER, "evaluation:costs-child", "child"),
    Page("costs-publish", MANAGER, "evaluation:costs-cohort-publish"),
    Page("round-new", BROKER, "brokerage:round-new", "searched_not_asked"),
    Page("round", BROKER, "brokerage:round-detail", "open_round"),
    Page("round-answer", BROKER, "brokerage:invitation-answer", "open_invitation"),
    Page("decision-open", BROKER, "brokerage:decision-detail", "deciding"),
    Page("decision-new", BROKER, "brokerage:decision-new", "shortlisted"),
    Page("decision-booked", BROKER, "brokerage:decision-detail", "placed"),
    Page("view-record", BROKER, "brokerage:view-record", "shortlisted_view"),
    Page("approval", MANAGER, "brokerage:approval-answer", "approval"),
    Page("carers", BROKER, "carers:list"),
    Page("household", BROKER, "carers:household-detail", "household"),
    Page("household-skills", BROKER, "carers:household-skills", "household"),
    Page("placement", BROKER, "placements:placement-detail", "placement"),
    Page("placement-end", BROKER, "placements:placement-end", "placement_started"),
    Page("plan", SW, "placements:plan-detail", "child_with_plan"),
    Page("plan-change", SW, "placements:plan-change", "child_with_plan"),
    Page("plan-dimension", SW, "placements:dimension-change", "child_dimension"),
    Page("plan-goal-add", SW, "placements:goal-add", "child_with_plan"),
    Page("plan-view-add", SW, "placements:plan-voice", "child_with_plan"),
    Page("plan-approve", MANAGER, "placements:plan-approve", "child_with_plan"),
    Page("plan-version", IRO, "placements:version-detail", "version"),
    Page("goal", SW, "placements:goal-detail", "goal"),
    Page("goal-change", SW, "placements:goal-change", "goal"),
    Page("goal-score", SW, "placements:goal-score", "goal"),
    Page("stay-plan", SW, "placements:stay-plan-change", "placement"),
    Page("stay-decision", SW, "placements:delegation-add", "placement"),
    Page("support-add", BROKER, "placements:support-add", "placement"),
    Page("pathway", SW, "placements:pathway-detail", "child_on_path"),
    Page("pathway-coach", COACH, "placements:pathway-detail", "child_on_path"),
    Page("pathway-child", SW, "placements:pathway-child", "child_on_path"),
    Page("pathway-start", SW, "placements:pathway-start", "child"),
    Page("stage-change", SW, "placements:stage-change", "present_stage"),
    Page("stage-milestones", SW, "placements:stage-milestones", "present_stage"),
    Page("milestone", SW, "placements:milestone-detail", "milestone"),
    Page("milestone-update", COACH, "placements:milestone-update", "milestone"),
    Page("milestone-change", SW, "placements:milestone-change", "milestone"),
    Page("readiness", IRO, "placements:readiness-detail", "child_judged"),
    Page("readiness-record", IRO, "placements:readiness-record", "child_judged"),
    Page("introductions", SW, "placements:introduction-list", "introductions"),
    Page("introduction-change", SW, "placements:introduction-change", "introduction"),
    Page("introduction-pace", SW, "placements:introduction-shift", "introduction"),
    Page("radar", MANAGER, "placements:radar"),
    Page("radar-child", MANAGER, "placements:radar-child", "child_in_residential"),
    Page("radar-set-aside", MANAGER, "placements:radar-set-aside", "child_in_residential"),
    Page("reviews", IRO, "placements:child-reviews", "child_reviewed"),
    Page("review", IRO, "placements:review-detail", "review"),
    Page("review-record", IRO, "placements:review-record", "review_planned"),
    Page("visit-add", SW, "placements:visit-add", "child"),
    Page("worklist", SW, "placements:worklist"),
    Page("worklist-iro", IRO, "placements:worklist"),
    Page("task-done", IRO, "placements:task-done", "task"),
    Page("network", SW, "placements:child-network", "child_with_people"),
    Page("story", SW, "children:child-story", "child"),
    Page("sessions", COACH, "placements:child-sessions", "child_with_sessions"),
    Page("session-record", COACH, "placements:session-record", "session"),
    Page("measures", SW, "placements:child-measures", "child_measured"),
    Page("measure-add", SW, "placements:measure-add", "child_measure"),
    Page("measure-strike-out", SW, "placements:strike-out", "incident"),
    Page("path-templates", ADMIN, "placements:template-list"),
    Page("path-template", ADMIN, "placements:template-detail", "path_template"),
    Page("timings", ADMIN, "placements:clockrule-list"),
    Page("officer-requests", OFFICER, "brokerage:service-invitations"),
    Page("officer-carers", OFFICER, "carers:list"),
    Page("officer-household", OFFICER, "carers:household-detail", "household"),
    Page("officer-household-add", OFFICER, "carers:household-add"),
    Page("officer-change-contact", OFFICER, "carers:household-change", "household_contact"),
    Page("officer-change-home", OFFICER, "carers:household-change", "household_home"),
    Page("officer-change-terms", OFFICER, "carers:household-change", "household_terms"),
    Page("officer-hold", OFFICER, "carers:hold-place", "household"),
    Page("officer-imports", OFFICER, "carers:import-list"),
    Page("officer-import-add", OFFICER, "carers:import-add"),
    Page("manager-inbox", MANAGER, "brokerage:inbox", query="view=all"),
    Page("manager-access-log", MANAGER, "accounts:access-log"),
    Page("iro-children", IRO, "children:list"),
    Page("coach-children", COACH, "children:list"),
    Page("admin-people", ADMIN, "accounts:people"),
    Page("admin-person-add", ADMIN, "accounts:person-add"),
    Page("admin-authority", ADMIN, "accounts:authority"),
    Page("admin-messages", ADMIN, "notifications:outbox"),
    Page("mailbox", BROKER, "notifications:demo-mailbox"),
]


def main(words: list[str]) -> int:
    wanted = [page for page in PAGES if not words or any(word in page.name for word in words)]
    parts: list[serve.Part] = []
    port = _free_port()
    os.environ["SITE_URL"] = f"http://{serve.HOST}:{port}"
    try:
        serve.prepare(parts)
        problems: list[str] = []
        found = list(_find(wanted, problems))
        shutil.rmtree(PICTURES, ignore_errors=True)
        PICTURES.mkdir(parents=True)
        with (PICTURES / "server.log").open("wb") as log:
            serve.start("web server", serve.web(port), parts, log=log)
        serve.wait_until_it_answers(port, parts)
        problems += _look(found, port)
    finally:
        serve.stop(parts)
    print(f"\n{len(found)} pages in two sizes: {PICTURES.relative_to(HOME)}/")
    for problem in problems:
        print(f"  {problem}", file=sys.stderr)
    return 1 if problems else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _find(pages: list[Page], problems: list[str]) -> Iterator[Found]:
    """Addresses by queries to the demonstration's records; as somebody of the role who may see such a record."""
    import django

    django.setup()
    from scripts import screens_records as records

    for page in pages:
        try:
            user, ids, postcode = records.who_and_what(page.role, page.record)
        except records.NothingSuch as missing:
            problems.append(f"{page.name}: the demonstration has no {missing}")
            continue
        path = records.address(page.url, ids)
        if page.query:
            path = f"{path}?{records.query(page.query, ids)}"
        yield Found(page, path, records.session_of(user) if user else "", postcode)


def _look(found: list[Found], port: int) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.find(), args=ARGUMENTS.split()
        )
        for number, each in enumerate(found, 1):
            said: list[str] = []
            for width, height in SIZES.items():
                said += _picture(browser, each, port, width, height)
            marks = "; ".join(said) or "ok"
            print(f"{number:3} of {len(found)}  {each.page.name}: {marks}", flush=True)
            yield from (f"{each.page.name} ({each.path}): {words}" for words in said)
        browser.close()


def _picture(browser: Any, each: Found, port: int, width: int, height: int) -> list[str]:
    """Look at one page at one size; what is wrong with it, in words."""
    from playwright.sync_api import Error

    site = f"http://{serve.HOST}:{port}"
    context = browser.new_context(viewport={"width": width, "height": height})
    if each.session:
        context.add_cookies([{"name": "sessionid", "value": each.session, "url": site}])
    page, said = context.new_page(), []
    # The page's own status is judged below; the console repeats it.
    page.on("console", lambda line: said.append(line.text) if _is_wrong(line) else None)
    page.on("pageerror", lambda problem: said.append(str(problem)))
    try:
        answer = page.goto(f"{site}{each.path}")
        if each.postcode:
            page.fill('[name="postcode"]', each.postcode)
            page.locator("main button[type=submit]").first.click()
            page.wait_for_load_state()
    except Error as problem:
        context.close()
        return [str(problem).splitlines()[0]]
    if answer.status != each.page.status:
        said.append(f"answered {answer.status} instead of {each.page.status}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        said.append(f"{wide} pixels wide at {width}")
    page.screenshot(path=PICTURES / f"{each.page.name}-{width}.png", full_page=True)
    context.close()
    return said


def _is_wrong(line: Any) -> bool:
    is_status = "the server responded with a status of" in line.text
    is_page = is_status and line.location.get("url", "").endswith(line.page.url)
    return line.type in {"error", "warning"} and not is_page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
