"""SQL for the people of the national data set: from a person's number to NIK, name, village, lists and status.

Nothing is stored and nothing joined but small tables: the columns follow from the number by arithmetic and by
`hash`, whose bits are dealt out here. So rows of the lists and of the reference lists agree without meeting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from satupintu.batch.synthesize.national_defects import BIT, LISTED, STATUS, UNMATCHED
from satupintu.batch.synthesize.national_plan import BIRTHDAYS, SECOND_ROWS, SERIALS
from satupintu.batch.synthesize.national_words import FIRST_SLOTS, FIRST_STEPS, LAST_SLOTS, LAST_STEPS

TEN_BITS, TWELVE_BITS = 1023, 4095
_NAME_BITS, _PAID_BITS, _WITHDRAWN_BITS, _STATUS_BITS, _MATCH_BITS, _VILLAGE_BITS = 0, 8, 18, 28, 40, 52


class Salts:
    """Constants that make every draw another one, by its name; all come from the seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __getitem__(self, name: str) -> int:
        digest = hashlib.sha256(f"satupintu {self._seed} {name}".encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 3


def hashed(number: str) -> str:
    """SQL for 63 bits, as a BIGINT, that look as if drawn for this number."""
    return f"(hash({number}) >> 1)::BIGINT"


def bits_of(drawn: str, start: int, mask: int) -> str:
    """SQL for some bits of a hash, from 0 to `mask`."""
    shifted = f"({drawn} >> {start})" if start else drawn
    return f"({shifted} & {mask})"


def either(parts: Mapping[str, int]) -> str:
    """SQL for the bits whose condition holds."""
    bits = [f"CASE WHEN {condition} THEN {bit} ELSE 0 END" for condition, bit in parts.items()]
    return f"({' | '.join(bits)})"


def person(source: str, salts: Salts) -> str:
    """SELECT of `source` (columns j, pk, and any others) with a person's columns added.

    `pk` is the regency whose number `j` is; `jj` the number that NIK and birthday follow (of a twin: the person
    whose NIK is one digit from theirs), `jn` the one that the name follows.
    """
    every, at = SECOND_ROWS[2]
    # The first who did not apply is no twin: the last applicant's partner must have the NIK of that number.
    twin = "s.j > h.applicants AND s.j <= h.applicants + h.mistyped"
    twin_of = f"(s.j - h.applicants - 1) * {every} + {at}"
    numbered = f"""
        SELECT s.*, h.*, h.first_person + s.j AS p, ({twin}) AS is_twin,
               CASE WHEN {twin} THEN {twin_of} ELSE s.j END AS jj,
               CASE WHEN {twin} THEN {twin_of} + 1 ELSE s.j END AS jn,
               {hashed(f"h.first_person + s.j + {salts['person']}")} AS hp,
               {hashed(f"h.first_person + s.j + {salts['lists']}")} AS hl
        FROM ({source}) s JOIN regencies h ON h.number = s.pk"""
    drawn = f"""
        SELECT *, {slot("jj")} AS slot, {moved("jj")} AS is_moved, {strange()} AS is_strange,
               ((jn * {FIRST_STEPS[0]} + (jn >> 9) * {FIRST_STEPS[1] - FIRST_STEPS[0]} + first_twist)
                & {FIRST_SLOTS - 1}) AS fi,
               ((jn * {LAST_STEPS[0]} + (jn >> 9) * {LAST_STEPS[1] - LAST_STEPS[0]} + last_twist)
                & {LAST_SLOTS - 1}) AS li,
               {bits_of("hp", _NAME_BITS, 255)} AS name_draw
        FROM ({numbered})"""
    placed = f"""
        SELECT *, slot & 1 AS is_woman, (slot >> 1) % {BIRTHDAYS} AS day, slot // {2 * BIRTHDAYS} AS district
        FROM ({drawn})"""
    return f"""
        SELECT q.*, b.born,
               {nik("d.code", "b.digits", "q.is_woman", "q.jj", "q.district", "q.is_moved", "q")}
               + CASE WHEN q.is_twin THEN 1000 ELSE 0 END AS nik,
               CASE WHEN q.is_moved THEN q.first_village + {bits_of("hp", 48, 65535)} % q.villages
                    ELSE d.first_village + {bits_of("hp", _VILLAGE_BITS, TWELVE_BITS)} % d.villages END AS village_id,
               q.is_woman * {FIRST_SLOTS} + q.fi AS first_id,
               q.is_woman * {FIRST_SLOTS} + ((q.fi + 37 + {bits_of("hp", 20, 255)}) & {FIRST_SLOTS - 1}) AS middle_id
        FROM ({placed}) q JOIN birthdays b ON b.id = q.day
             JOIN districts d ON d.id = {district("q.is_moved", "q.district", "q")}"""


def slot(number: str) -> str:
    """SQL for the pair of district, birthday and sex that a number in a regency has; no two numbers share one
    until all are used up."""
    return f"(({number}) * slot_step + slot_twist) % niks"


def moved(number: str) -> str:
    """SQL for "first registered in another regency", as the NIK then says for ever."""
    return f"(({number}) & 15 = 3 AND has_neighbour)"


def district(is_moved: str, own: str, of: str) -> str:
    """SQL for the district in which the NIK was given, by its number in the nation."""
    return f"""CASE WHEN {is_moved} THEN {of}.other_first_district + {own} % {of}.other_districts
                    ELSE {of}.first_district + {own} END"""


def nik(code: str, digits: str, is_woman: str, number: str, own: str, is_moved: str, of: str) -> str:
    """SQL for the NIK as a number; `code` are the district's six digits and `digits` DDMMYY.

    The serial is below 100 and never ends in 0; those first registered elsewhere (from 5000), and those of a district
    that is no more (number 99, from 100), carry their district's number in it, so that no two are the same.
    """
    serial = f"({number} // {of}.niks) * {SERIALS} + 1 + {number} % 9"
    old = f"{number} & 255 = 12"
    return f"""((CASE WHEN {old} THEN {code} - {code} % 100 + 99 ELSE {code} END * 1000000
                + {digits} + 400000 * {is_woman}) * 10000 + {serial}
                + CASE WHEN {is_moved} THEN 5000 + {own} // {of}.other_districts * 100
                       WHEN {old} THEN 100 + {own} * 100 ELSE 0 END)"""


def strange() -> str:
    """SQL for "the civil registry does not hold this person"."""
    return f"(jj = j AND j < applicants AND j & 7 = 5 AND {bits_of('hp', _MATCH_BITS, TWELVE_BITS)} < {UNMATCHED})"


def never_strange_next(number: str) -> str:
    """SQL for "the person after this one stands in the civil registry for certain"."""
    return f"({number} & 7 <> 4)"


def listed() -> tuple[dict[str, int], dict[str, int]]:
    """For applicants and for others: the SQL condition of standing in each list, and its bit."""
    draws = [bits_of("hl", start, TEN_BITS) for start in range(0, 60, 10)]
    draws += [bits_of("hp", start, TEN_BITS) for start in (_PAID_BITS, _WITHDRAWN_BITS)]
    shares = list(zip(LISTED.items(), draws, strict=True))
    return (
        {f"{draw} < {among}": BIT[name] for (name, (among, _)), draw in shares},
        {f"{draw} < {others}": BIT[name] for (name, (_, others)), draw in shares},
    )


def status_sql() -> str:
    """SQL for the bit of a status other than alive and citizen, or 0."""
    draw, below, cases = bits_of("hp", _STATUS_BITS, TWELVE_BITS), 0, []
    for name, share in STATUS.items():
        below += share
        cases.append(f"WHEN {draw} < {below} THEN {BIT[name]}")
    return f"CASE WHEN {draw} >= {below} THEN 0 {' '.join(cases)} END"


def second_rows(number: str) -> tuple[str, str]:
    """SQL for "stands again in the same list" and "stands in the next regency's list too"."""
    (again, at), (elsewhere, there), _ = SECOND_ROWS
    return (
        f"({number} % {again} = {at} AND {number} // {again} < again)",
        f"({number} % {elsewhere} = {there} AND {number} // {elsewhere} < elsewhere)",
    )
