"""BPUM 2021 decided row by row in plain Python, as the peers that look things up would: outcomes, no reasons.

All nine criteria, the NIK's soundness, the registry's name and the second proposal of one person are decided; the
look-ups are each peer's own. What a name or a NIK is, is the engine's law: the peers are not slower for a poorer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from satupintu.engine.names import same_name
from satupintu.engine.nik import clean_nik, is_provisional, nik_shape

LISTS = ("state_employees", "kur_borrowers", "paid_2021", "larger_businesses", "withdrawn_letters")
MICRO_SALES_CEILING = 2_000_000_000
NO_LETTER = frozenset({"", "-", "tidak ada", "belum ada", "dalam proses"})
# A spreadsheet's number written out: 3507110101700001.0
DECIMALS = re.compile(r"([0-9]+)[.,]0+")


class Row(NamedTuple):
    """A proposed person, as listed."""

    nik: str | None
    name: str | None
    village: str | None
    turnover: int | None
    letter: str | None
    truth: str


class Person(NamedTuple):
    """What the civil registry says of a NIK."""

    name: str
    village: str | None
    status: str
    citizenship: str


# Who stands in the registry under a NIK, and the lists that hold it.
LookUp = Callable[[int], tuple[Person | None, Collection[str]]]


def key_of(written: str | None) -> tuple[int | None, bool]:
    """The NIK to be looked up, or None; and whether it is in doubt until the registry has it under this name."""
    number = DECIMALS.fullmatch(written or "")
    text = number[1] if number else written
    doubtful = is_provisional(text, number is not None)
    if nik_shape(text, number is not None) and not doubtful:
        return None, False
    return int(clean_nik(text)), doubtful


def decide(row: Row, look_up: LookUp, seen: set[int]) -> str:
    """The row's outcome; `seen` are the NIKs of the rows before it and grows by its own."""
    key, doubtful = key_of(row.nik)
    person, listed = look_up(key) if key is not None else (None, ())
    is_same = person is not None and (
        (row.name or "").upper() == person.name.upper() or same_name(row.name, person.name)
    )
    if (person and not is_same) or (doubtful and not is_same):
        key, person, listed = None, None, ()  # someone else's, or nobody's for certain
    has_letter = (row.letter or "").strip().lower() not in NO_LETTER
    failed = bool(listed) or (row.turnover or 0) > MICRO_SALES_CEILING or key in seen
    unknown = person is None or not has_letter
    if person:
        failed |= person.citizenship != "WNI" or person.status in ("deceased", "moved_abroad")
        elsewhere = None not in (person.village, row.village) and person.village != row.village
        unknown |= elsewhere and not has_letter
    if key is not None:
        seen.add(key)
    return "ineligible" if failed else "undetermined" if unknown else "eligible"


def first_rows(case: Path, number: int) -> list[Row]:
    """The rows that were submitted first, so that who came twice among them is known without the others."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(
            f"""
            SELECT l.nik, l.name, l.village, l.annual_turnover, l.business_letter, t.outcome_2021
            FROM read_parquet('{case}/lists/*.parquet', filename = true, file_row_number = true) l
            JOIN read_parquet('{case}/truth.parquet') t
              ON t.file = parse_filename(l.filename) AND t."row" = l.file_row_number + 1
            ORDER BY l.submitted_at NULLS LAST, t.file, t."row" LIMIT {number}
            """
        ).fetchall()
    return [Row(*one) for one in found]


def batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """The rows, `size` at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
