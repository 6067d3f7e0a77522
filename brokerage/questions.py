"""The questions of the referral form in words: asked by the forms, repeated by the check-your-answers page, and named
by the quality check. Plain Python.
"""

from collections.abc import Mapping

Place = tuple[str, str]  # section and question

# Answered in free text. The quality check reads these.
TEXTS: dict[str, dict[str, str]] = {
    "child": {
        "living_now": "Where is the child living now, and with whom?",
        "parental_responsibility": "Who has parental responsibility?",
        "communication": "How does the child understand, and make themselves understood?",
        "identity": "What matters to the child about who they are?",
    },
    "request": {
        "why_now": "Why is a home needed now?",
        "support": "What support will come with the child?",
        "where": "Which places would be best, and why?",
    },
    "strengths": {
        "strengths": "What is the child good at, and what do people like about them?",
        "interests": "What does the child enjoy?",
        "affection": "How does the child show affection, and like to be shown it?",
        "good_day": "What does a good day look like?",
    },
    "wishes": {
        "words": "What does the child want from a home, in their own words?",
        "why_not_asked": "If the child has not been asked, why not, and when will they be?",
        "parents_view": "What do the parents want, in their own words?",
        "why_parents_not_asked": "If the parents have not been asked, why not?",
    },
    "background": {
        "story": "What has the child's story been so far?",
        "moves": "Why did each move happen?",
        "learned": "What has helped a home to last, and what has not?",
    },
    "family": {
        "people": "Who matters to the child?",
        "family_time": "What family time will there be?",
        "siblings": "What is planned with brothers and sisters?",
        "orders": "Are there court orders about whom the child may see?",
    },
    "education": {
        "learning": "How is school, nursery or college going?",
        "travel": "How does the child get there now?",
        "education_support": "What support does the child have with learning?",
    },
    "health": {
        "health": "What should carers know about the child's health?",
        "medication": "What medication or equipment does the child use, and who gives it?",
        "appointments": "Which appointments and services continue?",
        "consent": "Who may agree to treatment?",
    },
    "needs": {
        "summary": "What does the child need help with, day and night?",
        "triggers": "What does the child find hard, and how would carers notice?",
        "what_helps": "What helps?",
    },
    "safety": {
        "risks": "What has happened, how often, and when last?",
        "safety_plan": "What keeps the child and others safe?",
    },
    "plan": {
        "aim": "What should this home help the child to do or feel?",
        "next_steps": "What is planned after this home?",
        "court": "Are there court dates or decisions to come?",
    },
    "home": {
        "anything_else": "Is there anything else that the home must know or offer?",
        "funding": "What funding has been agreed, and by whom?",
    },
    "profile": {"profile": "What will carers read?"},
}
OTHERS: dict[str, dict[str, str]] = {
    "referrer": {
        "contact_name": "Who should the desk talk to?",
        "contact_phone": "Telephone number",
        "team": "Team",
        "manager_name": "Which manager agreed to this referral?",
        "authorised_on": "When did they agree?",
    },
    "child": {
        "matters": "What should a home share with the child, if at all possible?",
    },
    "request": {
        "reason": "What is the main reason?",
        "kind": "What kind of placement is it?",
        "urgency": "How soon is the home needed?",
        "needed_by": "Which day is the home needed by?",
        "lasts": "How long should the child stay?",
        "expected_months": "How many months?",
    },
    "wishes": {
        "gathered_how": "How did the child say it?",
        "gathered_on": "When?",
    },
    "education": {"keeps_school_place": "Should the child keep this school place?"},
    "plan": {"permanence_route": "What is the plan for permanence?"},
    "home": {"conditions": "What must the home offer, and what would help?"},
    "safety": {"exclusions": "Where, and near whom, must the child not live?"},
}
# Answered with a day: three boxes, of which the first is where a link to the question leads.
DAYS = frozenset(
    {("referrer", "authorised_on"), ("request", "needed_by"), ("wishes", "gathered_on")}
)
WORDS: Mapping[Place, str] = {
    (code, name): words
    for questions in (OTHERS, TEXTS)
    for code, named in questions.items()
    for name, words in named.items()
}
