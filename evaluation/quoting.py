"""Whether words are a quote."""


def stands_in(words: str, notes: str) -> bool:
    """Whether the words stand in the notes as they are, whatever the spaces and line ends between them."""
    return " ".join(words.split()) in " ".join(notes.split())
