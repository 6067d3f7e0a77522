"""What the care plans of the demonstration are about, and what is said of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """A goal, with its steps in words where they have some."""

    dimension: str
    words: str
    steps: dict[int, str]
    said: str


IDEAS = (
    Idea(
        "EMOTIONAL",
        "Sleeps through the night in their own bed",
        {
            0: "Is up most of the night",
            3: "Wakes twice and needs somebody",
            6: "Wakes once",
            8: "Wakes and settles alone",
            10: "Sleeps until morning",
        },
        "I do not like the dark, but I like my lamp.",
    ),
    Idea(
        "EDUCATION",
        "Is in lessons all day, five days a week",
        {
            0: "Does not go in",
            2: "Mornings, with somebody",
            5: "Mornings alone",
            8: "Four whole days",
            10: "Every day",
        },
        "School is all right when Mr Hall is there.",
    ),
    Idea(
        "SELF_CARE",
        "Gets ready in the morning without being helped",
        {
            0: "Is dressed by somebody",
            4: "Dresses, with reminders",
            7: "Follows the picture list alone",
            10: "Is ready by eight",
        },
        "I can do it. I want to choose my own clothes.",
    ),
    Idea(
        "FAMILY",
        "Sees their nan every week, and enjoys it",
        {
            0: "Does not see her",
            3: "Talks to her by video",
            6: "A visit each fortnight",
            8: "A visit each week",
            10: "Stays the night",
        },
        "I want to sleep at Nan's.",
    ),
    Idea(
        "PRESENTATION",
        "Plays with others for half an hour without a quarrel",
        {
            0: "Plays alone",
            3: "Five minutes, with an adult",
            6: "Fifteen minutes",
            9: "Half an hour, with an adult near",
            10: "Half an hour",
        },
        "I have one friend. I would like two.",
    ),
    Idea(
        "HEALTH",
        "Goes to the dentist and lets them look",
        {
            0: "Will not go in",
            4: "Sits in the chair",
            8: "Opens their mouth",
            10: "Has a whole check-up",
        },
        "It smells funny there.",
    ),
)
PARENT_SAYS = (
    "Somebody firm and kind is what is needed. I am glad you asked.",
    "I want to be told how things are going.",
    "I do not agree that it should take so long.",
)
ASKED_HOW = ("SAID", "SAID", "WROTE", "AIDED", "OBSERVED")
EVERYDAY = (
    ("LEISURE", "Clubs and sports", "CARER", "", ""),
    ("MEDICAL", "Routine dental and optical care", "CARER", "", ""),
    (
        "EDUCATION",
        "School day trips",
        "CARER_INFORMS",
        "Tell the social worker the day before.",
        "",
    ),
    ("NIGHTS_AWAY", "Holidays abroad", "AUTHORITY", "", "The court has to be asked first."),
)
