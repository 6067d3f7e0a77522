"""What the plan, the path and people say: lines for a move now, against it, or to be weighed. Plain Python."""

import datetime as dt
from collections.abc import Iterator, Sequence

from placements.radar.evidence import Evidence, Review, Row, View
from placements.radar.homes import RESIDENTIAL
from placements.radar.kinds import Kind, Line, Side, counted, is_fresh, is_fresh_now, recorded

FAMILY_PLANS = {"FOSTER", "LONG_TERM", "HOME", "KINSHIP", "ADOPTION"}
# Wishes for a family, for certain people in it, or to be near one's own. The rest say what a home should have.
FAMILY_WISHES = {
    "NEARFAMILY", "SIBLINGS", "KNOWN", "TWOCARERS", "ONECARER", "FEMALE", "MALE", "NOCHILDREN",
}  # fmt: skip
QUOTED_WISHES = {"NEARSCHOOL", "OTHER"}
AHEAD = {"READY", "NEARLY"}


def plan(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    if not evidence.plan:
        return
    lives_in_a_family = evidence.home.setting not in RESIDENTIAL
    if evidence.plan in FAMILY_PLANS and not lives_in_a_family:
        side = Side.FOR
    elif evidence.plan == "RESIDENTIAL":
        side = Side.AGAINST
    else:
        side = Side.WEIGH
    yield Line(
        kind=Kind.PLAN,
        side=side,
        words=f"The plan is: {evidence.plan_label.lower()}.",
        source="The child's record",
        on=evidence.plan_on,
    )


def readiness(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    """Where people differ comes first, and is to be weighed; only what is undisputed counts."""
    by_domain: dict[str, dict[str, View]] = {}
    for view in sorted(evidence.views, key=lambda each: (each.on, each.judgement)):
        if is_fresh(view.on, Kind.READINESS, today=today):
            by_domain.setdefault(view.domain, {})[view.whose] = view
    ahead, behind = [], []
    for domain in sorted(by_domain):
        latest = by_domain[domain]
        said = {view.judgement for view in latest.values()} - {"CANNOT_SAY"}
        if "NOT_YET" in said and said & AHEAD:
            yield _differ(domain, latest)
        elif said == {"NOT_YET"}:
            behind.append(domain)
        elif said == {"READY"}:
            ahead.append(domain)
    for side, verdict, domains in (
        (Side.FOR, "Ready", ahead),
        (Side.AGAINST, "Not ready yet", behind),
    ):
        if domains:
            views = [view for domain in domains for view in by_domain[domain].values()]
            yield Line(
                kind=Kind.READINESS,
                side=side,
                words=f"{verdict}, and nobody says otherwise: {'; '.join(domains)}.",
                source=", ".join(sorted({view.whose.lower() for view in views})).capitalize(),
                on=max(view.on for view in views),
            )


def _differ(domain: str, latest: dict[str, View]) -> Line:
    judgement = {"READY": "ready", "NEARLY": "nearly", "NOT_YET": "not yet"}
    said = [
        f"{whose.lower()}, {judgement[view.judgement]}"
        for whose, view in sorted(latest.items())
        if view.judgement in judgement
    ]
    return Line(
        kind=Kind.READINESS,
        side=Side.WEIGH,
        words=f"They differ on “{domain}”: {'; '.join(said)}.",
        source="Views of readiness",
        on=max(view.on for view in latest.values()),
    )


def milestones(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    path = evidence.path
    if path is None or not is_fresh_now(evidence, Kind.MILESTONES, today=today):
        return
    wanted = [each for each in path.milestones if each.status != "DROPPED"]
    met = [each for each in wanted if each.status == "MET"]
    late = [
        each for each in wanted if each.status == "OPEN" and each.due_on and each.due_on < today
    ]
    on = max(recorded(evidence, Kind.MILESTONES, today=today))
    source = f"{path.name}, stage: {path.stage}" if path.stage else path.name
    if met:
        words = f"{len(met)} of {len(wanted)} milestones are met."
        yield Line(kind=Kind.MILESTONES, side=Side.FOR, words=words, source=source, on=on)
    if late:
        words = f"{counted(len(late), 'milestone')} overdue."
        yield Line(kind=Kind.MILESTONES, side=Side.AGAINST, words=words, source=source, on=on)
    if wanted and not met and not late:
        words = f"None of {len(wanted)} milestones is met yet, and none is overdue."
        yield Line(kind=Kind.MILESTONES, side=Side.WEIGH, words=words, source=source, on=on)


def wishes(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    fresh = sorted(
        (row for row in evidence.wishes if is_fresh(row.on, Kind.WISHES, today=today)),
        key=lambda row: (row.number, row.on, row.code, row.words),
    )
    family = [row for row in fresh if row.code in FAMILY_WISHES]
    if family:
        said = " ".join(f"“{row.words}”" for row in family)
        yield _wish(Side.FOR, f"Speaks of a family: {said}", family)
    quoted = [row for row in fresh if row.code in QUOTED_WISHES]
    if quoted:
        said = " ".join(f"“{row.words}”" for row in quoted)
        yield _wish(Side.WEIGH, f"Also said: {said}", quoted)
    if fresh and not family and not quoted:
        words = "Asked, and said nothing of a family or of staying; read what was said."
        yield _wish(Side.WEIGH, words, fresh)


def _wish(side: Side, words: str, rows: Sequence[Row]) -> Line:
    heard = ", ".join(sorted({row.source for row in rows}))
    on = max(row.on for row in rows)
    return Line(kind=Kind.WISHES, side=side, words=words, source=f"Heard by {heard}", on=on)


def review(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    held = [each for each in evidence.reviews if is_fresh(each.held_on, Kind.REVIEW, today=today)]
    if not held:
        return
    last = max(held, key=lambda each: (each.held_on, each.number, _decided(each)))
    words = _decided(last)
    yield Line(
        kind=Kind.REVIEW,
        side=Side.WEIGH,
        words=f"Decided: {words}" if words else "Held; no decision is recorded.",
        source=f"Review {last.number}",
        on=last.held_on,
    )


def _decided(review: Review) -> str:
    said = sorted(review.decisions, key=lambda each: (each.is_done, each.words))
    return " ".join(
        f"“{each.words}” ({'done' if each.is_done else 'not done yet'})" for each in said
    )
