"""SQL for the rows of the national lists: who stands where, what is written in each cell, and the defects made."""

from __future__ import annotations

from collections.abc import Mapping

from satupintu.batch.synthesize.national_defects import (
    BIRTH,
    BIT,
    ELSEWHERE,
    NO_LETTER,
    OTHER_NAME,
    OTHERS_NIK,
    PARTS,
    SEX,
    TURNOVER,
    UNREADABLE,
)
from satupintu.batch.synthesize.national_people import (
    Salts,
    bits_of,
    district,
    either,
    hashed,
    listed,
    moved,
    never_strange_next,
    nik,
    person,
    second_rows,
    slot,
    status_sql,
)
from satupintu.batch.synthesize.national_plan import BIRTHDAYS, SECOND_ROWS
from satupintu.batch.synthesize.national_ways import FIRST_IDS, MIDDLE, shape_sql
from satupintu.batch.synthesize.national_words import LAST_SLOTS

# The columns of a list, as SQL over the rows as they are held: numbers are turned into text when they are written.
COLUMNS = {
    "nik": "CASE WHEN number IS NULL THEN nik_text ELSE number::VARCHAR END",
    "kk": "kk::VARCHAR",
    "name": "name",
    "birth_date": "birth_date",
    "sex": "sex",
    "address": "address",
    "rt": "rt",
    "rw": "rw",
    "village": "village",
    "sector": "sector",
    "phone": "'0' || phone::VARCHAR",
    "annual_turnover": "annual_turnover",
    "business_letter": "business_letter",
    "submitted_at": "submitted_at",
    "proposer": "proposer",
}
DRAW = PARTS - 1
EXACT_UP_TO = 2**53  # the last number up to which a spreadsheet's numbers hold every one
FIRST_DAY = 1_596_585_600  # 5 August 2020, 00:00 UTC, in seconds; rows come in over 49 days
NEVER = 1 << 40  # stands for "no time stated", after every time
OTHERS = f"nik_bit = {BIT['others_nik']}"
_UNREADABLE = sum(UNREADABLE.values())
_OTHERS, _OTHER_NAME = _UNREADABLE + sum(OTHERS_NIK.values()), sum(OTHER_NAME.values())
# The person's own row, the same again in the same list and in another, and one under a mistyped NIK.
OWN, AGAIN_HERE, AGAIN_THERE, MISTYPED = range(4)


def rows_sql(salts: Salts, first: int, last: int, part: int) -> str:
    """SELECT of the rows of the regencies `first` to `last` (numbers), in the order of their files: k, r (from 1),
    defects, and what `COLUMNS` are made of. Villages and proposers are looked up in the tables of this `part`."""
    return _written(_numbered(_judged(_drawn(person(_seated(first, last), salts), salts))), part)


def _seated(first: int, last: int) -> str:
    """Who stands in each row, and as which of the person's rows (`copy`)."""
    (again, at), (elsewhere, there), (mistyped, here) = SECOND_ROWS
    seats = (
        f"SELECT number AS k, unnest(range(rows)) AS r FROM regencies WHERE number BETWEEN {first} AND {last}"
    )
    shuffled = f"""
        SELECT s.k, s.r, (s.r * g.row_step + g.row_twist) % g.rows AS i, g.applicants AS end0,
               g.applicants + g.again AS end1, g.applicants + g.again + g.elsewhere_in AS end2, g.before,
               g.first_village AS here_village, g.villages AS here_villages
        FROM ({seats}) s JOIN regencies g ON g.number = s.k"""
    return f"""
        SELECT k, r, here_village, here_villages,
               CASE WHEN i < end0 THEN {OWN} WHEN i < end1 THEN {AGAIN_HERE} WHEN i < end2 THEN {AGAIN_THERE}
                    ELSE {MISTYPED} END AS copy,
               CASE WHEN i < end0 THEN i WHEN i < end1 THEN (i - end0) * {again} + {at}
                    WHEN i < end2 THEN (i - end1) * {elsewhere} + {there}
                    ELSE (i - end2) * {mistyped} + {here} END AS j,
               CASE WHEN i >= end1 AND i < end2 THEN before ELSE k END AS pk
        FROM ({shuffled})"""


def _drawn(people: str, salts: Salts) -> str:
    """With the row's draws: `cell` for NIK, name and time (`cell0` to `cell2` those of all the person's rows), `hr`
    and `hv` for the rest, `hk` and `hm` what a household and its telephone have in common."""
    again, elsewhere = second_rows("j")
    own = "p * 4 + {} + " + str(salts["cell"])
    cells = ", ".join(f"{hashed(own.format(copy))} AS cell{copy}" for copy in (OWN, AGAIN_HERE, AGAIN_THERE))
    return f"""
        SELECT *, {hashed(own.format("copy"))} AS cell, {cells},
               {hashed(f"p * 4 + copy + {salts['row']}")} AS hr, {hashed(f"p * 4 + copy + {salts['value']}")} AS hv,
               {hashed(f"p - (j % 40 = 1)::BIGINT + {salts['household']}")} AS hk,
               {hashed(f"p - (j & 127 = 1)::BIGINT + {salts['phone']}")} AS hm,
               {again} AS is_again, {elsewhere} AS is_elsewhere_too, {shape_sql()} AS shape
        FROM ({people})"""


def _nik_draw(cell: str) -> str:
    return bits_of(cell, 0, DRAW)


def _name_draw(cell: str) -> str:
    return bits_of(cell, 12, DRAW)


def _counts(cell: str) -> str:
    """SQL for "what this row's NIK brings up counts": read, the person's own, and under their name or nobody's."""
    return f"""({_nik_draw(cell)} >= {_UNREADABLE}
        AND ({_nik_draw(cell)} >= {_OTHERS} OR NOT {never_strange_next("j")})
        AND (is_strange OR {_name_draw(cell)} >= {_OTHER_NAME}))"""


def _moment(copy: str, cell: str) -> str:
    """SQL for when a row was handed in, in seconds from the first day; a second row before, after or at once."""
    first = "(xor(hp, hl) & 4194303)"
    apart = f"(({cell} >> 30) & 2097151) - 1048576"
    return f"""CASE WHEN ({cell} >> 54) & 127 = 0 THEN {NEVER}
        WHEN {copy} = {OWN} OR ({cell} >> 51) & 7 = 0 THEN {first} ELSE {first} + {apart} END"""


def _judged(people: str) -> str:
    """With the ways of writing NIK and name, and all other defects as bits in `others`."""
    timed = f"SELECT *, {_moment('copy', 'cell')} AS moment, {status_sql()} AS status_bit FROM ({people})"
    ways = f"""
        SELECT y.*, n.before AS nik_before, n.put, n.start, n.length, n.put2, n.after AS nik_after,
               a.prefix, a.first_form * {FIRST_IDS} + y.first_id AS first_form,
               a.middle_form + CASE WHEN y.shape < {MIDDLE + 2} THEN y.middle_id ELSE 0 END AS middle_form,
               a.last_form * {LAST_SLOTS} + y.li AS last_form, a.suffix, a.bit AS name_bit,
               CASE WHEN y.copy = {MISTYPED} THEN 0
                    WHEN n.bit = {BIT["others_nik"]} AND NOT {never_strange_next("y.j")} THEN 0
                    WHEN n.bit = {BIT["nik_decimals"]} AND NOT {_is_exact("y")} THEN 0
                    ELSE n.bit END AS nik_bit
        FROM ({timed}) y JOIN nik_ways n ON n.id = {_nik_draw("y.cell")}
             JOIN name_ways a ON a.id = y.shape * {PARTS} + {_name_draw("y.cell")}"""
    elsewhere = f"copy = {AGAIN_THERE} OR {bits_of('hr', 0, DRAW)} < {ELSEWHERE}"
    others = either(
        {
            elsewhere: BIT["elsewhere"],
            f"{bits_of('hr', 12, DRAW)} < {NO_LETTER}": BIT["no_letter"],
            f"copy < {MISTYPED} AND is_strange": BIT["nik_unmatched"],
            "is_moved": BIT["nik_area_differs"],
            "j & 255 = 12": BIT["district_unknown"],
            "j & 127 = 1": BIT["shared_phone"],
            "j % 40 = 1": BIT["household_repeat"],
        }
    )
    repeated = f"copy < {MISTYPED} AND (is_again OR is_elsewhere_too)"
    lists = either(listed()[0])
    return f"""
        SELECT *, ({others} | status_bit | {_by_share("hr", 24, BIRTH)} | {_by_share("hr", 36, SEX)}
                | {_by_share("hr", 48, TURNOVER)}
                | CASE WHEN copy < {MISTYPED} THEN {lists} WHEN {_is_to_another("j")} THEN {BIT["mistyped_to_another"]}
                       ELSE {BIT["mistyped_to_nobody"]} END
                | CASE WHEN {repeated} THEN {_duplicate_bit()} ELSE 0 END) AS others
        FROM ({ways})"""


def _is_exact(of: str) -> str:
    """SQL for "as a number this NIK keeps its last digit", or the registry clears it."""
    return (
        f"({of}.nik <= {EXACT_UP_TO} OR NOT {of}.is_strange AND {_name_draw(f'{of}.cell')} >= {_OTHER_NAME})"
    )


def _is_to_another(number: str) -> str:
    """SQL for "the mistyped NIK is somebody's": every other one's, the others are nobody's."""
    return f"({number} // {SECOND_ROWS[2][0]} & 1 = 0)"


def _by_share(drawn: str, start: int, shares: Mapping[str, int]) -> str:
    """SQL for the bit of at most one of these defects, each in its share of the draw."""
    draw, below, cases = bits_of(drawn, start, DRAW), 0, []
    for name, share in shares.items():
        below += share
        cases.append(f"WHEN {draw} < {below} THEN {BIT[name]}")
    return f"CASE WHEN {draw} >= {below} THEN 0 {' '.join(cases)} END"


def _duplicate_bit() -> str:
    """SQL for the bit of a row that counts where another of the person's that counts is earlier: by time, file, row."""
    (again, _), (elsewhere, _), _ = SECOND_ROWS
    here, there = "row_undo % rows + rows) % rows", "after_row_undo % after_rows + after_rows) % after_rows"
    rows = {
        OWN: ("true", "pk", f"((j - row_twist) * {here}"),
        AGAIN_HERE: ("is_again", "pk", f"((applicants + j // {again} - row_twist) * {here}"),
        AGAIN_THERE: (
            "is_elsewhere_too",
            "after",
            f"((after_start + j // {elsewhere} - after_row_twist) * {there}",
        ),
    }
    earlier = []
    for copy, (is_there, file, row) in rows.items():
        cell, moment = f"cell{copy}", _moment(str(copy), f"cell{copy}")
        is_before = f"{moment} < moment OR {moment} = moment AND ({file} < k OR {file} = k AND {row} < r)"
        earlier.append(f"(copy <> {copy} AND {is_there} AND {_counts(cell)} AND ({is_before}))")
    return f"CASE WHEN {_counts('cell')} AND ({' OR '.join(earlier)}) THEN {BIT['duplicate']} ELSE 0 END"


def _numbered(judged: str) -> str:
    """With the NIK as meant to be written: one's own, the next person's, or one's own with a wrong digit."""
    spread = bits_of("hv", 40, 4095)
    village = f"""CASE WHEN copy = {AGAIN_THERE} THEN here_village + {spread} % here_villages
        WHEN others & {BIT["elsewhere"]} <> 0
        THEN first_village + (village_id - first_village + 1 + {spread} % (villages - 1)) % villages
        ELSE village_id END"""
    first = f"""
        SELECT *, nik_bit + name_bit + others AS defects, {village} AS row_village,
               CASE WHEN {OTHERS} THEN {slot("j + 1")} ELSE 0 END AS slot2
        FROM ({judged})"""
    second = f"""
        SELECT *, (slot2 >> 1) % {BIRTHDAYS} AS day2, slot2 // {2 * BIRTHDAYS} AS district2,
               {moved("j + 1")} AS is_moved2
        FROM ({first})"""
    place = district("a.is_moved2", "a.district2", "a")
    theirs = nik("e.code", "w.digits", "(a.slot2 & 1)", "(a.j + 1)", "a.district2", "a.is_moved2", "a")
    return f"""
        SELECT a.*, CASE WHEN a.{OTHERS} THEN {theirs}
                         WHEN a.copy = {MISTYPED} THEN a.nik + CASE WHEN {_is_to_another("a.j")} THEN 1000 ELSE 2000 END
                         ELSE a.nik END AS shown
        FROM ({second}) a JOIN birthdays w ON w.id = a.day2
             JOIN districts e ON e.id = CASE WHEN a.{OTHERS} THEN {place} ELSE 0 END"""


def _written(judged: str, part: int) -> str:
    """With every cell as it is written."""
    sexes = "CASE WHEN {} THEN 'P' ELSE 'L' END::sex_word"
    born, sex = BIT["birth_date_differs"], BIT["sex_differs"]
    odd = f"nik_bit <> 0 AND nik_bit <> {BIT['others_nik']}"
    text = "shown::VARCHAR"
    return f"""
        SELECT m.k::SMALLINT AS k, (m.r + 1)::INTEGER AS r, m.defects,
               CASE WHEN {odd} THEN NULL ELSE shown END AS number,
               CASE WHEN {odd} THEN left({text}, nik_before) || put || substr({text}, start, length) || put2
                                    || substr({text}, nik_after) END AS nik_text,
               {_kk_cell()} AS kk,
               CASE WHEN name_bit = {BIT["name_order"]} THEN l.word || ' ' || f.word
                    WHEN name_bit <> {BIT["name_blank"]}
                    THEN concat(prefix, f.word, x.word, l.word, suffix) END AS name,
               CASE WHEN defects & {sum(BIT[one] for one in BIRTH)} = 0 THEN born
                    WHEN defects & {born} <> 0 THEN born + (1 + {bits_of("hv", 0, 15)})::INTEGER END AS birth_date,
               CASE WHEN defects & {sum(BIT[one] for one in SEX)} = 0 THEN {sexes.format("is_woman = 1")}
                    WHEN defects & {sex} <> 0 THEN {sexes.format("is_woman = 0")} END AS sex,
               z.address, z.rt, z.rw, v.code AS village, t.sector,
               CASE WHEN {bits_of("hv", 4, 31)} > 0
                    THEN 81100000000 + (hm & 8589934591) END AS phone,
               {_turnover_cell()} AS annual_turnover, {_letter_cell()} AS business_letter,
               CASE WHEN moment < {NEVER} THEN make_timestamp((moment + {FIRST_DAY}) * 1000000) END AS submitted_at,
               o.proposer
        FROM ({judged}) m
             JOIN first_forms f ON f.id = m.first_form JOIN middle_forms x ON x.id = m.middle_form
             JOIN last_forms l ON l.id = m.last_form JOIN villages_{part} v ON v.id = m.row_village
             JOIN places z ON z.id = {bits_of("m.hv", 9, 2047)} JOIN trades t ON t.id = {bits_of("m.hv", 20, 31)}
             JOIN letters c ON c.id = {bits_of("m.hv", 25, 4095)}
             JOIN proposers_{part} o ON o.id = m.k * 8 + {bits_of("m.hv", 37, 7)}"""


def _kk_cell() -> str:
    """A family card's number: the regency, a district, the day it was made out, a serial; now and then blank."""
    digits = f"""(regency * 1000000000000 + (1 + {bits_of("hk", 0, 7)}) * 10000000000
        + (1 + {bits_of("hk", 3, 15)}) * 100000000 + (1 + {bits_of("hk", 7, 7)}) * 1000000
        + (5 + {bits_of("hk", 10, 15)}) * 10000 + 1 + {bits_of("hk", 16, 8191)})"""
    return f"CASE WHEN {bits_of('hv', 47, 15)} > 0 THEN {digits} END"


def _turnover_cell() -> str:
    """Whole millions: up to the ceiling of 2020, up to that of 2021, above both."""
    draw = bits_of("hv", 9, 65535)
    return f"""CASE WHEN defects & {sum(BIT[one] for one in TURNOVER)} = 0 THEN (1 + {draw} % 300) * 1000000
        WHEN defects & {BIT["turnover_between"]} <> 0 THEN (301 + {draw} % 1700) * 1000000
        WHEN defects & {BIT["turnover_large"]} <> 0 THEN (2001 + {draw} % 7000) * 1000000 END"""


def _letter_cell() -> str:
    """The letter's number, for one in eight a business registration's, or one of the ways to say there is none."""
    nothing = (
        f"[NULL, NULL, '', '-', 'tidak ada', 'belum ada', 'dalam proses', ''][{bits_of('hv', 52, 7)} + 1]"
    )
    return f"""CASE WHEN defects & {BIT["no_letter"]} <> 0 THEN {nothing} WHEN {bits_of("hv", 55, 7)} > 0 THEN c.letter
        ELSE (1200000000000 + hm % 900000000000)::VARCHAR END"""
