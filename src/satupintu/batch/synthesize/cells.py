"""How a fact is written into a cell by people who each do it their own way."""

from __future__ import annotations

from datetime import date
from random import Random

from satupintu.batch.synthesize.entries import Entry
from satupintu.engine.months import NAMES

Cell = str | int | date | None

# Sales in one period: within micro under both laws (the last of each at the ceiling itself), above the ceiling
# of 2020 only, above both. 300 selling days or 12 months make a year.
SALES = {
    "day": {
        "small": (36_000, 60_000, 80_000, 120_000, 200_000, 300_000, 900_000, 1_000_000),
        "between": (1_010_000, 2_500_000, 6_600_000),
        "large": (6_700_000, 12_800_000),
    },
    "month": {
        "small": (900_000, 1_500_000, 2_000_000, 3_000_000, 5_000_000, 7_500_000, 24_900_000, 25_000_000),
        "between": (25_100_000, 80_000_000, 166_000_000),
        "large": (167_000_000, 320_000_000),
    },
    "year": {
        "small": (10_800_000, 18_000_000, 24_000_000, 60_000_000, 90_000_000, 299_900_000, 300_000_000),
        "between": (300_500_000, 900_000_000, 2_000_000_000),
        "large": (2_000_500_000, 3_840_000_000),
    },
}
PERIOD_WORDS = {"day": "hari", "month": "bulan", "year": "tahun"}
_NOTHING = ("", "", "-", "tidak ada", "belum ada", "dalam proses")


def nik_cell(dice: Random, entry: Entry) -> Cell:
    """The NIK as typed: a number where it was made one, else text, a sound one with the usual noise."""
    if entry.is_number:
        return int(entry.nik)
    return grouped(dice, entry.nik) if len(entry.nik) == 16 and entry.nik.isdigit() else entry.nik


def grouped(dice: Random, digits: str) -> str:
    """Sixteen digits with what people put between and around them."""
    way = dice.choice(
        ("plain",) * 12 + ("spaces", "spaces", "dots", "apostrophe", "after", "dashes", "hard", "zero")
    )
    four = [digits[place : place + 4] for place in range(0, 16, 4)]
    return {
        "spaces": " ".join(four),
        "dots": f"{digits[:2]}.{digits[2:6]}.{digits[6:12]}.{digits[12:]}",
        "apostrophe": f"{dice.choice(chr(39) + chr(8217))}{digits}",
        "after": f"{digits} ",
        "dashes": "-".join(four),
        "hard": "\u00a0".join(four),
        "zero": f"{digits}\u200b",
    }.get(way, digits)


def birth_cell(dice: Random, born: date, place: str, way: str) -> Cell:
    """A birth date; `way` is 'cell' (a real date where dates can be), 'place' (with the town) or 'text'."""
    if way == "cell" and dice.random() < 0.7:
        return born
    shown = dice.choice(
        (
            f"{born:%d-%m-%Y}",
            f"{born:%d-%m-%Y}",
            f"{born:%d/%m/%Y}",
            f"{born.day} {NAMES[born.month - 1]} {born.year}",
        )
    )
    return f"{place}, {shown}" if way == "place" and dice.random() < 0.8 else shown


def phone_cell(dice: Random, phone: str) -> Cell:
    """A mobile number with its zero, its country code, or as the number a spreadsheet made of it."""
    rest = phone[1:]
    return dice.choice(
        (phone, phone, f"+62{rest}", f"62 {rest[:4]}-{rest[4:]}", f"{phone[:4]} {phone[4:]}", int(phone))
    )


def sales_cell(dice: Random, entry: Entry, period: str, unit: bool) -> Cell:
    """Sales in one period, `unit` saying which in the cell itself; blank where nobody stated them."""
    if entry.turnover == "unstated":
        return dice.choice(("", "", "-"))
    amount = dice.choice(SALES[period][entry.turnover])
    dotted = f"{amount:,}".replace(",", ".")
    ways: list[Cell] = [f"Rp {dotted},-", f"Rp{dotted},00", f"Rp. {dotted}", dotted, f"± Rp. {dotted}"]
    if amount % 100_000 == 0 and amount < 1_000_000_000:
        ways.append(f"{amount // 100_000 / 10:.1f} jt".replace(".", dice.choice(".,")))
        if amount % 1_000_000 == 0:
            ways.append(f"± {amount // 1_000_000} juta")
    if amount < 1_000_000 and amount % 1000 == 0:
        ways.append(f"{amount // 1000} {dice.choice(('rb', 'ribu'))}")
    if unit:
        return f"{dice.choice(ways)}{dice.choice((' per ', '/', ' / '))}{PERIOD_WORDS[period]}"
    return dice.choice([*ways, amount, amount])


def letter_cell(dice: Random, entry: Entry) -> Cell:
    """The number of the business letter, or one of the ways to say that there is none."""
    return entry.person.letter if entry.has_letter else dice.choice(_NOTHING)


def kk_cell(dice: Random, kk: str) -> Cell:
    """The family card's number, now and then in groups."""
    return grouped(dice, kk) if dice.random() < 0.1 else kk
