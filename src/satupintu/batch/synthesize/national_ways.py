"""Ways of writing a name and a NIK, as tables that a draw of 4,096 looks up: the text's pieces and the defect made.

A name is `prefix || first || middle || last || suffix`; first, middle and last are words in one of several forms.
A NIK's cell is `left(nik, before) || put || substr(nik, start, length) || put2 || substr(nik, after)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satupintu.batch.synthesize.national_defects import (
    BIT,
    OTHER_NAME,
    OTHERS_NIK,
    PARTS,
    READABLE,
    SAME_NAME,
    UNREADABLE,
)
from satupintu.batch.synthesize.national_words import (
    DEGREES,
    FIRST_SLOTS,
    FRONTS,
    LAST_SLOTS,
    TITLES,
    Word,
)

# Whose name has what shape: with a middle name, with a front name (one shape each), of two words; men, women.
MIDDLE, FRONT, TWO_WORDS = 0, 2, 6
SHAPES = 8
UPPER, TITLE, WRONG, MISSING, LOWER, NONE = range(6)
FIRST_IDS = 2 * FIRST_SLOTS
# Where the middle's forms begin: a space, nothing, then words between spaces and with one before only.
SPACE, NOTHING, BETWEEN, BEFORE = 0, 1, 2, 2 + 2 * FIRST_IDS

NameWay = tuple[int, str, int, int, int, str]
NikWay = tuple[int, int, str | None, int, int, str, int]


def shape_sql() -> str:
    """SQL for the shape of a person's name from `name_draw` (0 to 255) and `is_woman` (0 or 1)."""
    front = f"CASE WHEN is_woman = 1 THEN {FRONT + 3} ELSE {FRONT} + name_draw % 3 END"
    return f"""CASE WHEN name_draw >= 96 THEN {TWO_WORDS} + is_woman WHEN name_draw < 64 THEN {MIDDLE} + is_woman
        ELSE {front} END"""


def drawn(shares: Mapping[str, int]) -> list[str | None]:
    """For each of the 4,096 draws the defect, None for none; in the order of `shares`."""
    found: list[str | None] = [name for name, share in shares.items() for _ in range(share)]
    return found + [None] * (PARTS - len(found))


def name_ways() -> Iterator[NameWay]:
    """Defect bit, prefix, form of the first word, start of the middle's forms, form of the last, suffix; for every
    shape and draw."""
    draws = drawn(OTHER_NAME | SAME_NAME)
    for shape in range(SHAPES):
        for draw, way in enumerate(draws):
            yield _name_way(shape, draw, way)


def _name_way(shape: int, draw: int, way: str | None) -> NameWay:
    has_front, has_middle = FRONT <= shape < TWO_WORDS, shape < FRONT
    form = UPPER if way is None and draw % 2 else TITLE
    prefix = _front(shape - FRONT, form) if has_front else ""
    middle = (BETWEEN + (form == TITLE) * FIRST_IDS) if has_middle else SPACE
    if (way == "name_shortened" and not has_front) or (
        way in ("name_order", "name_space_missing") and shape < TWO_WORDS
    ):
        way = None
    bit = BIT[way] if way else 0
    first, last, suffix = form, form, ""
    if way == "name_two_errors":
        first, last = (WRONG, MISSING) if draw % 2 else (MISSING, WRONG)
    elif way == "name_left_out":
        middle, last = (BEFORE if has_middle else NOTHING), NONE
    elif way == "name_one_error":
        first, last = [(WRONG, form), (MISSING, form), (form, WRONG), (form, MISSING)][draw % 4]
    elif way == "name_shortened":
        prefix = f"{FRONTS[shape - FRONT][1]} "
    elif way == "name_titled":
        prefix = TITLES[shape in (MIDDLE + 1, FRONT + 3, TWO_WORDS + 1)][draw % 4] + prefix
    elif way == "name_with_degree":
        suffix = DEGREES[draw % 4]
    elif way == "name_space_missing":
        middle, last = NOTHING, LOWER
    return bit, prefix, first, middle, last, suffix


def _front(place: int, form: int) -> str:
    name = FRONTS[place][0]
    return f"{name if form == UPPER else name.title()} "


def first_forms(words: list[Word]) -> list[str]:
    """Every form of every first word, one form after the other."""
    return [word[form] for form in (UPPER, TITLE, WRONG, MISSING) for word in words]


def middle_forms(words: list[Word]) -> list[str]:
    """What may stand between first and last word."""
    return [
        " ",
        "",
        *(f" {word[UPPER]} " for word in words),
        *(f" {word[TITLE]} " for word in words),
        *(f" {word[TITLE]}" for word in words),
    ]


def last_forms(words: list[Word]) -> list[str]:
    """Every form of every last word, also in small letters and left out."""
    forms = [word[form] for form in (UPPER, TITLE, WRONG, MISSING) for word in words]
    return [*forms, *(word[UPPER].lower() for word in words), *([""] * LAST_SLOTS)]


def nik_ways() -> Iterator[NikWay]:
    """Defect bit, before, put, start, length, put2, after; for every draw."""
    for draw, way in enumerate(drawn(UNREADABLE | OTHERS_NIK | READABLE)):
        pieces = _NIK_WAYS.get(way or "")
        yield (BIT[way] if way else 0, *(pieces[draw % len(pieces)] if pieces else (16, "", 1, 0, "", 17)))


def _instead(text: str | None) -> tuple[int, str | None, int, int, str, int]:
    return 0, text, 1, 0, "", 17


def _replaced(start: int, text: str) -> tuple[int, str | None, int, int, str, int]:
    return start, text, 1, 0, "", start + len(text) + 1


# The digits are province 1-2, regency 3-4, district 5-6, day 7-8 (women + 40), month 9-10, year 11-12, serial 13-16.
_NIK_WAYS: dict[str, list[tuple[int, str | None, int, int, str, int]]] = {
    "nik_missing": [_instead(text) for text in (None, None, "", "-", "tidak ada", "belum ada")],
    "nik_with_letter": [*(_replaced(at, "O") for at in range(2, 12)), *(_replaced(at, "l") for at in (3, 14))],
    "nik_too_short": [(15, "", 1, 0, "", 17), *((at, "", 1, 0, "", at + 2) for at in range(2, 12))],
    "nik_too_long": [(16, "", 16, 1, "", 17), (8, "", 8, 1, "", 9), (3, "0", 1, 0, "", 4)],
    "nik_masked": [(12, "xxxx", 1, 0, "", 17), (0, "xxxxxx", 7, 10, "", 17)],
    "nik_scientific": [(1, point, 2, 5, power, 17) for point, power in ((".", "E+15"), (",", "E+15"), (".", "e15"))],
    "nik_number_lost": [(15, "0,00", 1, 0, "", 17), (15, "0.0", 1, 0, "", 17)],
    "nik_impossible_date": [
        *(_replaced(8, month) for month in ("13", "00", "21")),
        *(_replaced(6, day) for day in ("00", "32", "39", "72", "3102", "7104", "290281", "690283")),
    ],
    "nik_impossible_province": [_replaced(0, code) for code in ("00", "10", "20", "41", "54", "77", "83", "99")],
    "nik_placeholder": [_instead("1234567890123456"), *(_instead(digit * 16) for digit in "01389")],
    "nik_separators": [
        *((6, mark, 7, 6, mark, 13) for mark in (" ", ".", "-")),
        (0, "'", 1, 16, "", 17),
        (16, " ", 1, 0, "", 17),
        (4, " ", 5, 8, " ", 13),
    ],
    "nik_decimals": [(16, ",00", 1, 0, "", 17), (16, ".0", 1, 0, "", 17)],
}  # fmt: skip
