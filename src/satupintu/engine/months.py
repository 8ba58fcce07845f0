"""The months as lists spell them, in Indonesian, in English and shortened: known by their first three letters."""

NAMES = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
BEGINNINGS = (
    ("jan",),
    ("feb", "peb"),
    ("mar", "mrt"),
    ("apr",),
    ("mei", "may"),
    ("jun",),
    ("jul",),
    ("agu", "aug", "agt", "ags"),
    ("sep", "spt"),
    ("okt", "oct"),
    ("nov", "nop"),
    ("des", "dec"),
)
_NUMBERS = {word: number for number, words in enumerate(BEGINNINGS, 1) for word in words}


def month_of(word: str) -> int | None:
    """1 to 12 for the name of a month, whole or shortened to three letters or more; None for another word."""
    return _NUMBERS.get(word.lower()[:3])
