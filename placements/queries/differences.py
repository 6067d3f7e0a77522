"""What changed between two contents of a care plan, as sentences. Pure: see ``contents`` for what a content holds."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from placements.models import Delegation, Dimension, Goal, SupportItem, Voice
from placements.queries.contents import DAYS_OF_PLACEMENT_PLAN, PLACEMENT_PLAN_WORDS, Content
from ui.dates import in_words

Say = Callable[[Any], str]


def difference(old: Content, new: Content) -> list[str]:
    """One sentence for each thing that differs, in the order of the plan; none where nothing does."""
    return [
        *_child(old["child"], new["child"]),
        *_change("The aim of the plan", old["aim"], new["aim"]),
        *_change("What happens if the plan does not work", old["contingency"], new["contingency"]),
        *_dimensions(old["dimensions"], new["dimensions"]),
        *_goals(old["goals"], new["goals"]),
        *_voices("the plan as a whole", old["voices"], new["voices"]),
        *_stay(old["stay"], new["stay"]),
    ]


def _quoted(words: str) -> str:
    return f"“{words}”"


def _date(iso: str) -> str:
    return in_words(dt.date.fromisoformat(iso))


def _change(what: str, old: Any, new: Any, *, say: Say = _quoted) -> Iterator[str]:
    if old == new:
        return
    if old in ("", None):
        yield f"{what} is now {say(new)}."
    elif new in ("", None):
        yield f"{what} was taken out. It was {say(old)}."
    else:
        yield f"{what} changed from {say(old)} to {say(new)}."


def _moved(what: str, old: int, new: int) -> Iterator[str]:
    if old != new:
        yield f"{what} moved from {old} to {new}."


def _child(old: Content, new: Content) -> Iterator[str]:
    yield from _change("The child's name", old["name"], new["name"])
    yield from _change("What the child is called", old["called"], new["called"])
    yield from _change("The child's reference", old["reference"], new["reference"])
    yield from _change("The date of birth", old["birth_date"], new["birth_date"], say=_date)


def _dimensions(old: Content, new: Content) -> Iterator[str]:
    for code in Dimension.values:
        label = Dimension(code).label
        before, after = old[code], new[code]
        yield from _change(f"{label}: how things are now", before["now"], after["now"])
        yield from _change(
            f"{label}: what will be done", before["arrangements"], after["arrangements"]
        )


def _goals(old: Sequence[Content], new: Sequence[Content]) -> Iterator[str]:
    before, after = {each["id"]: each for each in old}, {each["id"]: each for each in new}
    for key, goal in after.items():
        if key in before:
            yield from _goal(before[key], goal)
        else:
            yield from _new_goal(goal)
    for key, goal in before.items():
        if key not in after:
            yield f"The goal '{goal['words']}' is no longer in the plan."


def _new_goal(goal: Content) -> Iterator[str]:
    until = f" by {_date(goal['target_on'])}" if goal["target_on"] else ""
    yield (
        f"There is a new goal, '{goal['words']}' ({Dimension(goal['dimension']).label}): "
        f"from {goal['baseline']} on {_date(goal['baseline_on'])} to {goal['target']}{until}."
    )
    if goal["status"] != Goal.Status.OPEN:
        yield from _closing(
            f"'{goal['words']}'", {"status": "", "status_reason": "", "closed_on": None}, goal
        )
    yield from _scores(f"'{goal['words']}'", [], goal["scores"])
    yield from _voices(f"'{goal['words']}'", [], goal["voices"])


def _goal(old: Content, new: Content) -> Iterator[str]:
    name = f"'{new['words']}'"
    if old["words"] != new["words"]:
        yield f"The goal '{old['words']}' is now worded {name}."
    if old["dimension"] != new["dimension"]:
        yield (
            f"The goal {name} moved from {Dimension(old['dimension']).label} to "
            f"{Dimension(new['dimension']).label}."
        )
    yield from _moved(f"The baseline for {name}", old["baseline"], new["baseline"])
    yield from _change(
        f"The day of the baseline for {name}", old["baseline_on"], new["baseline_on"], say=_date
    )
    yield from _moved(f"The target for {name}", old["target"], new["target"])
    yield from _change(
        f"The day of the target for {name}", old["target_on"], new["target_on"], say=_date
    )
    for number, (before, after) in enumerate(zip(old["steps"], new["steps"], strict=True)):
        yield from _change(f"Step {number} of {name}", before, after)
    yield from _closing(name, old, new)
    yield from _scores(name, old["scores"], new["scores"])
    yield from _voices(name, old["voices"], new["voices"])


def _closing(name: str, old: Content, new: Content) -> Iterator[str]:
    if old["status"] != new["status"]:
        yield f"The goal {name} is now: {str(Goal.Status(new['status']).label).lower()}."
    yield from _change(
        f"What is said of how {name} stands", old["status_reason"], new["status_reason"]
    )
    yield from _change(f"The day {name} was closed", old["closed_on"], new["closed_on"], say=_date)


def _scores(name: str, old: Sequence[Content], new: Sequence[Content]) -> Iterator[str]:
    before, after = {each["on"]: each for each in old}, {each["on"]: each for each in new}
    for on, score in after.items():
        if on not in before:
            why = f": {_quoted(score['evidence'])}" if score["evidence"] else ""
            yield f"{name} was scored {score['score']} on {_date(on)}{why}."
            continue
        yield from _moved(
            f"The score of {name} on {_date(on)}", before[on]["score"], score["score"]
        )
        yield from _change(
            f"The evidence for the score of {name} on {_date(on)}",
            before[on]["evidence"],
            score["evidence"],
        )
    for on, score in before.items():
        if on not in after:
            yield f"The score {score['score']} of {name} on {_date(on)} is no longer in the plan."


def _voices(subject: str, old: Sequence[Content], new: Sequence[Content]) -> Iterator[str]:
    """Voices are kept and never changed: one that differs is another one."""
    for voice in new:
        if voice not in old:
            yield _said(subject, voice)
    for voice in old:
        if voice not in new:
            yield f"No longer in the plan: {_said(subject, voice)}"


def _said(subject: str, voice: Content) -> str:
    who = str(Voice.Whose(voice["whose"]).label)
    who = f"{who} ({voice['name']})" if voice["name"] else who
    stance = str(Voice.Stance(voice["stance"]).label).lower()
    how = f", {str(Voice.How(voice['how']).label).lower()}" if voice["how"] else ""
    aid = f" ({voice['aid']})" if voice["aid"] else ""
    return (
        f"{who} on {subject}: {_quoted(voice['words'])} {stance.capitalize()}. "
        f"Gathered by {voice['gathered_by']} on {_date(voice['gathered_on'])}{how}{aid}."
    )


def _stay(old: Content | None, new: Content | None) -> Iterator[str]:
    """A plan for another stay is told whole, as one that begins from nothing."""
    if new is None:
        if old is not None:
            yield (
                f"The plan of the stay from {_date(old['starts_on'])} is no longer part of this plan: the child has "
                "no stay that has started."
            )
        return
    if old is None or old["id"] != new["id"]:
        yield f"The placement plan is now that of the stay from {_date(new['starts_on'])}."
        old = dict.fromkeys([*PLACEMENT_PLAN_WORDS], "") | dict.fromkeys(DAYS_OF_PLACEMENT_PLAN)
        old |= {"starts_on": new["starts_on"], "delegations": [], "support": []}
    yield from _change("The start of the stay", old["starts_on"], new["starts_on"], say=_date)
    for name, label in PLACEMENT_PLAN_WORDS.items():
        yield from _change(f"Placement plan, {label[:1].lower()}{label[1:]}", old[name], new[name])
    for name, label in DAYS_OF_PLACEMENT_PLAN.items():
        yield from _change(f"Placement plan, {label.lower()} on", old[name], new[name], say=_date)
    yield from _delegations(old["delegations"], new["delegations"])
    yield from _support(old["support"], new["support"])


def _delegations(old: Sequence[Content], new: Sequence[Content]) -> Iterator[str]:
    before = {(each["area"], each["subject"]): each for each in old}
    after = {(each["area"], each["subject"]): each for each in new}
    for key, row in after.items():
        yield from _delegation(before.get(key), row)
    for key, row in before.items():
        if key not in after:
            yield f"It is no longer said who decides about {_subject(row)}."


def _delegation(old: Content | None, new: Content) -> Iterator[str]:
    subject = _subject(new)
    if old is None:
        yield f"Who decides about {subject}: {_decider(new['decider'])}."
        old = {"decider": new["decider"], "conditions": "", "reason": ""}
    if old["decider"] != new["decider"]:
        yield (
            f"Who decides about {subject} changed from {_decider(old['decider'])} to "
            f"{_decider(new['decider'])}."
        )
    yield from _change(f"The conditions for {subject}", old["conditions"], new["conditions"])
    yield from _change(f"The reason why {subject} is not delegated", old["reason"], new["reason"])


def _support(old: Sequence[Content], new: Sequence[Content]) -> Iterator[str]:
    before, after = {each["id"]: each for each in old}, {each["id"]: each for each in new}
    for key, item in after.items():
        name = f"'{item['words']}'"
        if key not in before:
            kind = SupportItem.Kind(item["kind"]).label
            yield f"There is new support, {name} ({kind}): {item['owner']} sees to it."
        was = before.get(
            key, {**item, "due_on": None, "cost_pence": None, "status": "PLANNED", "reason": ""}
        )
        yield from _change(f"What the support {name} is", was["words"], item["words"])
        yield from _change(
            f"The kind of {name}", was["kind"], item["kind"], say=_label_of(SupportItem.Kind)
        )
        yield from _change(f"Who sees to {name}", was["owner"], item["owner"])
        yield from _change(
            f"The day by which {name} is due", was["due_on"], item["due_on"], say=_date
        )
        yield from _change(
            f"The cost of {name}", was["cost_pence"], item["cost_pence"], say=_pounds
        )
        yield from _change(
            f"How {name} stands", was["status"], item["status"], say=_label_of(SupportItem.Status)
        )
        yield from _change(f"Why {name} stands so", was["reason"], item["reason"])
    for key, item in before.items():
        if key not in after:
            yield f"The support '{item['words']}' is no longer in the plan."


def _label_of(choices: Any) -> Say:
    return lambda code: f"“{choices(code).label}”"


def _pounds(pence: int) -> str:
    return f"£{pence / 100:,.2f}"


def _subject(row: Content) -> str:
    return f"'{row['subject']}' ({Delegation.Area(row['area']).label})"


def _decider(code: str) -> str:
    label = str(Delegation.Decider(code).label)
    return f"{label[:1].lower()}{label[1:]}"
