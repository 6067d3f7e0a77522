"""The questions of section 22C of the Children Act 1989, in the words of the decision's form.

Subsections (2) to (7) order the options; (8) and (9) name what must be so as far as reasonably practicable. The
wording of (8) and (9) is this product's paraphrase.
"""

PASSED_OVER = {
    "parents": (
        "Why not with a parent, or somebody with parental responsibility?",
        "Section 22C(2) to (4).",
    ),
    "connected": (
        "Why not with a relative, friend or other connected person?",
        "Section 22C(6)(a) and (7). If this home is one, say so.",
    ),
}

TESTS = {
    "near": "Is it near the child's home?",
    "education": "Can education or training go on undisturbed?",
    "siblings": "Do brothers and sisters live together?",
    "disability": "Is the home suitable for the child's disability?",
    "area": "Is it within the authority's area?",
}
