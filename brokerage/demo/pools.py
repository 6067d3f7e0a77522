"""Names and words that the demonstration draws from."""

FIRST_NAMES = {
    "F": (
        "Amara", "Bethan", "Chloe", "Dina", "Ebony", "Freya", "Gracie", "Hana", "Isla", "Jasmine", "Keira", "Layla",
        "Maisie", "Nadia", "Olive", "Poppy", "Roza", "Safiya", "Tilly", "Una", "Willow", "Yasmin", "Zara", "Evie",
        "Ruby", "Mei", "Priya", "Scarlett", "Niamh", "Aleksandra", "Summer", "Skye", "Imani", "Lottie", "Heidi",
    ),
    "M": (
        "Adam", "Ben", "Callum", "Dylan", "Elijah", "Finley", "George", "Hassan", "Isaac", "Jayden", "Kofi", "Leo",
        "Malik", "Noah", "Oscar", "Parveen", "Reece", "Samir", "Theo", "Umar", "Vikram", "William", "Yusuf", "Zac",
        "Alfie", "Kian", "Tomasz", "Arjun", "Riley", "Jamal", "Ethan", "Mason", "Rhys", "Archie", "Caleb",
    ),
}  # fmt: skip
SURNAMES = (
    "Abbott", "Adeyemi", "Ahmed", "Akhtar", "Appleby", "Bailey", "Begum", "Bello", "Blackwood", "Bright", "Brook",
    "Chaudhry", "Clarke", "Cole", "Cooper", "Dalton", "Das", "Doyle", "Draper", "Eze", "Fairweather", "Farrow",
    "Fletcher", "Gill", "Goodwin", "Grant", "Greaves", "Hale", "Hargreaves", "Hassan", "Hirst", "Holloway", "Hussain",
    "Iqbal", "Ives", "Jackson", "James", "Joshi", "Kapoor", "Kaur", "Kelly", "Khan", "Kowalska", "Lacey", "Lambert",
    "Larkin", "Lee", "Lock", "Lowe", "Mahmood", "Marsh", "Mensah", "Mills", "Moss", "Murphy", "Nash", "Newell",
    "Nowak", "Nwosu", "Okafor", "Okoye", "Osei", "Oakley", "Parrish", "Patel", "Peacock", "Pike", "Pritchard", "Quinn",
    "Rahman", "Reid", "Rowe", "Sandhu", "Seymour", "Shah", "Sharp", "Silva", "Stone", "Tanner", "Thorne", "Underhill",
    "Vance", "Vaughan", "Wade", "Walsh", "Webb", "Whitlock", "Wilde", "Winter", "Wood", "Wren", "Yates", "Young",
)  # fmt: skip

STRENGTHS = (
    "Kind to younger children and quick to notice when somebody is sad.",
    "Has a lovely sense of humour and makes adults laugh.",
    "Brave about trying new things once it is clear what to expect.",
    "Determined: keeps going at something until it works.",
    "Gentle with animals and very patient with them.",
    "Tells trusted adults honestly when things go wrong.",
    "Good at making things, and proud of them.",
    "Remembers everything about the people who matter most.",
    "Learns quickly by watching and doing.",
    "Looks after friends and stands up for them.",
    "Copes well with change when it is explained with pictures.",
    "Sings all day long when happy.",
)
INTERESTS = (
    "Football", "Swimming", "Drawing", "Baking", "Minecraft", "Dinosaurs", "Horses", "Dancing", "Trains", "Lego",
    "Reading comics", "Trampolining", "Gardening", "Music and singing", "Bikes", "Make-up and hair", "Fishing",
    "Sensory toys and lights", "Playing with water", "Climbing", "Boxing", "Cars", "Card games", "Walking dogs",
)  # fmt: skip
COMMUNICATION = (
    "Talks easily with somebody well known.",
    "Understands more than is said in reply; gives short answers to open questions.",
    "Uses Makaton and a few words.",
    "Uses a picture book and points to what is wanted.",
    "Needs time to answer; do not finish the sentence.",
    "Speaks clearly and likes to be asked for an opinion.",
)
HEALTH = (
    "Healthy. Up to date with immunisations, dentist and optician.",
    "Epilepsy, well controlled; last seizure eight months ago. Rescue medication is kept close by at all times.",
    "Fed by gastrostomy at night; a community nurse visits every fortnight.",
    "Asthma: a brown inhaler twice a day and a blue one when needed.",
    "Uses a wheelchair out of doors and a standing frame each morning.",
    "Sleep is difficult; takes melatonin, reviewed every six months.",
    "Eczema; allergic to peanuts and carries two adrenaline pens.",
    "Waiting for an assessment by child and adolescent mental health services.",
)
RISK_WORDS = {
    "MISSING": "Left the home after an argument and came back alone.",
    "VIOLENCE": "Pushed and kicked an adult when told to stop a game.",
    "SELF_HARM": "Scratched their arms when worried about family time.",
    "DAMAGE": "Broke a door and a window when upset.",
    "EXPLOITATION": "Older young people have offered lifts and a phone.",
    "SUBSTANCES": "Has smoked cannabis with friends.",
    "STEALING": "Took money from a drawer and gave it back when asked.",
    "HEALTH": "A long seizure that needed rescue medication and an ambulance.",
}
WHAT_HELPS = (
    "A quiet room and ten minutes alone.",
    "Humour, and an adult who stays near without talking.",
    "Knowing the plan for the day.",
    "A walk with the dog.",
    "Being listened to before being told the rule.",
)
WISH_WORDS = {
    "NEARSCHOOL": "I want to stay at my school with my friends.",
    "NEARFAMILY": "I want to live close to my nan.",
    "SIBLINGS": "I want to be with my brother.",
    "DOG": "I would love to live with a dog.",
    "NOPETS": "I don't like animals in the house.",
    "CHILDREN": "I'd like other kids to play with.",
    "NOCHILDREN": "I want to be the only one.",
    "OWNROOM": "I need my own room with a door that shuts.",
    "GARDEN": "I want a garden with a trampoline.",
    "COUNTRY": "I like it where you can see fields.",
    "TOWN": "I want to be able to walk to the shops.",
    "FAITH": "I want to pray with the people I live with.",
    "LANGUAGE": "I want someone to talk to in my language.",
    "TWOCARERS": "A mum and a dad, or two mums, I don't mind.",
    "FEMALE": "I want a lady to look after me.",
    "KNOWN": "I want it to be somebody I know.",
    "OTHER": "I want them to let me keep my posters.",
}
ABOUT_CARERS = (
    "A calm home with plenty of time for one-to-one attention.",
    "A lively house that is never short of visitors, games and food.",
    "Retired teaching assistants who enjoy the outdoors.",
    "A paediatric nurse and her husband, who works from home.",
    "Patient with children who need the same answer many times a day.",
    "Used to working closely with schools, therapists and birth families.",
    "Keen gardeners with chickens and a big trampoline.",
    "A single carer whose grown-up children often help.",
)
