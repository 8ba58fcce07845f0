"""Makes a paid programme that holds exactly an auditor's counts: decree, paid list, reference lists, and the truth.

    AUDITS                                           "lkpp" and "ihps", the auditor's two tables of BPUM 2020
    synthesize_audit(table=, out=, areas=, ...)      writes one of them and returns its truth

Everybody is a number ``i``; who they are is arithmetic on it, so that twelve million people need no memory of each
other, and each file holds them in an order of its own. Among them stand people of whom nothing must be found: names
written with a title, lines in the decree that nobody drew, money that came back in time, borrowers who were never paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import gcd
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import database, one, text
from satupintu.batch.screen import write_json
from satupintu.batch.synthesize.names import LAST, MEN, WOMEN

RECIPIENTS = 12_000_000
AMOUNT = 2_400_000
DEADLINE = date(2020, 12, 31)
MEMORY = "3GB"
FEWEST = 1_000

# Recipients by finding. LKPP prints rupiah, rounded to ten or a hundred million, for three of its lines. At
# Rp2,400,000 each: 60,502 are Rp145,204,800,000 (printed 145.2 bn); 5,779 are Rp13,869,600,000 (printed 13.87 bn)
# and 9,817 are Rp23,560,800,000 (printed 23.56 bn), in both the whole number nearest to the print.
LKPP_2020 = {
    "state_employee": 42_487,
    "paid_more_than_once": 1_392,
    "not_micro": 19_358,
    "bank_credit": 11_830,
    "nik_unmatched": 280_815,
    "nik_anomalous": 20_422,
    "deceased": 38_278,
    "moved_abroad": 8,
    "not_in_decree": 22,
    "paid_twice": 1,
    "blocked_but_activated": 60_502,
    "after_deadline": 5_779,
    "undelivered_not_returned": 9_817,
}
IHPS_2_2020 = {
    "state_employee": 56,
    "paid_more_than_once": 2_413,
    "not_micro": 29_060,
    "bank_credit": 144_802,
    "kur": 25_912,
    "nik_unmatched": 207_771,
    "deceased": 8_933,
}
AUDITS: Mapping[str, Mapping[str, int]] = {"lkpp": LKPP_2020, "ihps": IHPS_2_2020}
CATEGORIES = (*LKPP_2020, "kur")
# What the auditor's own sum covers; LKPP tells its other findings beside the table.
SUMMED = (*IHPS_2_2020, "nik_anomalous", "moved_abroad")
# People of whom nothing must be found, as shares of the recipients.
INNOCENT = {"decreed_twice": 0.0003, "returned": 0.002, "never_drawn": 0.004, "bystander": 0.1}
UNPAID = ("undelivered_not_returned", "returned", "never_drawn", "bystander")
LISTS = {
    "state_employees": ("state_employee", 3),
    "kur_borrowers": ("kur", 4),
    "bank_credit": ("bank_credit", 8),
    "larger_businesses": ("not_micro", 2),
}
FIRST_BORN = date(1965, 1, 1)
BIRTHDAYS = 30 * 365
STAGES = 31
OPTIONS = "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"


@dataclass(frozen=True)
class Roles:
    """How many people play each part; ``paid`` of them received money, all together are ``people``."""

    counts: Mapping[str, int]
    paid: int

    @property
    def people(self) -> int:
        """Everybody, bystanders included."""
        return self.paid + sum(self.counts.get(role, 0) for role in UNPAID)

    def case(self, column: str) -> str:
        """SQL for the number of a person's role, 0 for an ordinary recipient."""
        top, branches = 0, []
        for number, (_, count) in enumerate(self.counts.items(), 1):
            top += count
            branches.append(f"WHEN {column} < {top} THEN {number}")
        return f"CAST(CASE {' '.join(branches)} ELSE 0 END AS UTINYINT)"

    def numbers(self, *roles: str) -> str:
        """The numbers of roles as an SQL list; roles that nobody plays are left out."""
        names = list(self.counts)
        return "(" + ", ".join(["-1", *(str(names.index(role) + 1) for role in roles if role in names)]) + ")"


def synthesize_audit(
    *,
    table: str,
    out: Path,
    areas: Path,
    seed: int = 1,
    rows: int = RECIPIENTS,
    memory: str = MEMORY,
    threads: int | None = None,
) -> dict[str, Any]:
    """Write one audit into ``out`` and return its truth.json.

    ``table`` is a key of AUDITS; ``rows`` the recipients who were paid, the findings shrinking in proportion but never
    to none; ``areas`` today's areas with their codes. ``out`` then holds decree.parquet, paid.parquet, reference/,
    truth.json (the findings.json to expect, and the deadline) and truth.parquet (nik, category, amount). The same
    arguments give the same bytes. Raises ValueError for too few or too many rows.
    """
    if rows < FEWEST:
        raise ValueError(
            f"Paling sedikit {FEWEST} penerima, supaya setiap temuan masih ada. Perbesar --rows."
        )
    roles = cast_roles(AUDITS[table], rows)
    (out / "reference").mkdir(parents=True, exist_ok=True)
    with database(spill=out, threads=threads, memory=memory) as connection:
        prepare(connection, areas, roles, seed)
        write_decree(connection, roles, out)
        write_paid(connection, roles, out)
        write_registry(connection, roles, out)
        write_lists(connection, roles, out)
        write_truth(connection, roles, out)
    truth = truth_of(table, roles, seed)
    write_json(out / "truth.json", truth)
    return truth


def cast_roles(findings: Mapping[str, int], rows: int) -> Roles:
    """The parts people play when ``rows`` are paid instead of twelve million."""
    scaled = {name: max(1, round(count * rows / RECIPIENTS)) for name, count in findings.items()}
    innocent = {name: max(1, round(share * rows)) for name, share in INNOCENT.items()}
    return Roles(scaled | innocent, rows)


def prepare(connection: duckdb.DuckDBPyConnection, areas: Path, roles: Roles, seed: int) -> None:
    """``chosen``: one row of lists to pick places and names from; ``counted``: the numbers of all people; macros."""
    men, women = full_names(MEN), full_names(WOMEN)
    connection.execute(
        f"""
        CREATE TEMP TABLE chosen AS
        SELECT list(code ORDER BY code) AS villages,
               list(CAST(replace(left(code, 8), '.', '') AS BIGINT) ORDER BY code) AS districts,
               (SELECT list(day(born) * 10000 + month(born) * 100 + year(born) % 100 ORDER BY born)
                FROM (SELECT DATE '{FIRST_BORN}' + CAST(range AS INTEGER) AS born FROM range({BIRTHDAYS}))) AS days,
               $1::VARCHAR[] AS names
        FROM (SELECT min(code) AS code FROM read_parquet({text(areas)}) WHERE level = 4 GROUP BY left(code, 8))
        """,
        [men + women],
    )
    # DuckDB counts a range on one thread; kept as a table it is read on all of them.
    connection.execute(f"CREATE TEMP TABLE counted AS SELECT range AS n FROM range({roles.people})")
    births = one(connection, "SELECT len(villages) FROM chosen") * BIRTHDAYS
    if roles.people > births:
        raise ValueError(f"Paling banyak {births} orang: sesudah itu NIK akan berulang. Perkecil --rows.")
    define_people(connection, roles, births=births, names=len(men), seed=seed)


def full_names(firsts: Sequence[str]) -> list[str]:
    """Names of two and three words; as many for the men as for the women."""
    return [
        " ".join(filter(None, (first, middle, last)))
        for first in firsts[:32]
        for middle in ("", *LAST[:8])
        for last in LAST[8:]
    ]


def define_people(
    connection: duckdb.DuckDBPyConnection, roles: Roles, *, births: int, names: int, seed: int
) -> None:
    """Macros that turn a person's number into a role, a NIK, a name, a village, and dice that always fall alike.

    Numbers are spread by multiplication modulo a number prime to the factor, which meets each exactly once: a role has
    exactly its count, and no two people share district and birth date, hence no NIK. Lists are indexed, not joined:
    that keeps the order of the rows, and is twice as fast while they are short; so there is one village a district.
    """
    people = roles.people
    spread, order = prime_to(people, 0.618), prime_to(people, 0.414)
    start = seed % people
    impossible = roles.numbers("nik_anomalous")
    for signature, meaning in {
        "role_of(i)": roles.case(f"((i * {spread} + {start}) % {people})"),
        "other_place(n)": f"(n * {order} + {start}) % {people}",
        "dice(i, throw, sides)": f"CAST(hash(i, throw, {seed}) % sides AS INTEGER)",
        "birth_of(i)": f"(i * {prime_to(births, 0.618)} + {seed % births}) % {births}",
        "born_of(i)": f"DATE '{FIRST_BORN}' + CAST(birth_of(i) % {BIRTHDAYS} AS INTEGER)",
        "place_of(i)": f"birth_of(i) // {BIRTHDAYS} + 1",
        "village_of(i)": "list_extract((SELECT villages FROM chosen), place_of(i))",
        "district_of(i)": "list_extract((SELECT districts FROM chosen), place_of(i))",
        "sex_of(i)": "dice(i, 1, 2)",
        "name_of(i)": f"list_extract((SELECT names FROM chosen), sex_of(i) * {names} + dice(i, 2, {names}) + 1)",
        "day_of(i)": f"list_extract((SELECT days FROM chosen), birth_of(i) % {BIRTHDAYS} + 1)",
        # An impossible province or month, where the auditor calls a NIK anomalous.
        "spoilt(i, role, district)": f"CASE WHEN role NOT IN {impossible} THEN 0 WHEN i % 3 = 0"
        " THEN (99 - district // 10000) * 100000000000000 ELSE 12000000 END",
        "nik_of(i, role, district, day)": "CAST(district * 10000000000 + (day + 400000 * sex_of(i)) * 10000"
        " + dice(i, 3, 99) + 1 + spoilt(i, role, district) AS VARCHAR)",
        "distributor_of(i)": "CASE dice(i, 4, 10) WHEN 0 THEN 'BNI' WHEN 1 THEN 'Bank Syariah Mandiri' ELSE 'BRI' END",
        "stage_of(i)": f"1 + dice(i, 5, {STAGES})",
        "stage_day(stage)": f"CASE stage WHEN {STAGES} THEN DATE '{DEADLINE}' ELSE DATE '2020-08-24' + stage * 4 END",
        # Ways of writing that a reader forgives.
        "written_nik(i, nik)": "CASE dice(i, 10, 500) WHEN 0 THEN concat_ws(' ', left(nik, 6), substr(nik, 7, 6),"
        " right(nik, 4)) WHEN 1 THEN chr(39) || nik ELSE nik END",
        "written_name(i, name)": "CASE dice(i, 11, 200) WHEN 0 THEN lower(name) WHEN 1 THEN 'H. ' || name"
        " WHEN 2 THEN name || ', S.Pd' WHEN 3 THEN name || ' ' ELSE name END",
    }.items():
        connection.execute(f"CREATE TEMP MACRO {signature} AS {meaning}")
    connection.execute(
        """
        CREATE TEMP MACRO persons(numbers) AS TABLE
        SELECT i, again, role, nik_of(i, role, district, day) AS nik, name_of(i) AS name, village_of(i) AS village,
               sex_of(i) AS sex, born_of(i) AS born
        FROM (SELECT n AS i, again, role_of(n) AS role, district_of(n) AS district, day_of(n) AS day
              FROM query_table(numbers))
        """
    )


def prime_to(size: int, share: float) -> int:
    """A number near ``share`` of ``size`` that has no factor in common with it."""
    factor = max(1, int(size * share))
    while gcd(factor, size) != 1:
        factor += 1
    return factor


def write(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: str,
    *,
    where: str,
    again: str = "false",
    order: str = "n",
) -> None:
    """One file: a line for everybody ``where`` says, in ``order``, then a second line for those ``again`` says.

    The numbers are laid out as a table first: rows that were filtered on the way to a file would be cut into groups
    as the threads happened to run, and the bytes would differ from machine to machine.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lines AS
        SELECT n, again FROM (SELECT n, role_of(n) AS role FROM counted), (VALUES (false), (true)) t(again)
        WHERE CASE WHEN again THEN {again} ELSE {where} END ORDER BY again, {order}
        """
    )
    connection.execute(f"COPY (SELECT {columns} FROM persons('lines')) TO {text(path)} {OPTIONS}")


def write_decree(connection: duckdb.DuckDBPyConnection, roles: Roles, out: Path) -> None:
    """decree.parquet: everybody who was to be paid; the second lines of those who stand in it twice come last."""
    write(
        connection,
        out / "decree.parquet",
        f"nik, name, village, CAST({AMOUNT} AS BIGINT) AS amount,"
        " distributor_of(CASE WHEN again THEN i + 1 ELSE i END) AS distributor",
        where=f"role NOT IN {roles.numbers('not_in_decree', 'bystander')}",
        again=f"role IN {roles.numbers('paid_more_than_once', 'decreed_twice')}",
    )


def write_paid(connection: duckdb.DuckDBPyConnection, roles: Roles, out: Path) -> None:
    """paid.parquet: every line of the distributors, in an order of its own; second payments come last."""
    undelivered = f"role IN {roles.numbers('undelivered_not_returned', 'returned')}"
    new_order = f"again AND role NOT IN {roles.numbers('paid_twice')}"
    write(
        connection,
        out / "paid.parquet",
        f"""
        written_nik(i, nik) AS nik, written_name(i, name) AS name, CAST({AMOUNT} AS BIGINT) AS amount,
        CASE WHEN {undelivered} THEN NULL
             WHEN role IN {roles.numbers("after_deadline")} THEN DATE '{DEADLINE}' + 1 + dice(i, 6, 20)
             WHEN again THEN DATE '{DEADLINE}' ELSE stage_day(stage_of(i)) END AS paid_on,
        'BPUM-' || (CAST(1000000000 AS BIGINT) * CASE WHEN {new_order} THEN {STAGES + 1} ELSE stage_of(i) END + i)
          AS reference,
        distributor_of(CASE WHEN {new_order} THEN i + 1 ELSE i END) AS distributor,
        CASE WHEN {undelivered} THEN 'undelivered'
             WHEN role IN {roles.numbers("blocked_but_activated")} THEN 'activated_while_blocked'
             ELSE 'paid' END AS state,
        CASE WHEN role IN {roles.numbers("returned")} THEN DATE '{DEADLINE}' - dice(i, 7, 10) END AS returned_on""",
        where=f"role NOT IN {roles.numbers('never_drawn', 'bystander')}",
        again=f"role IN {roles.numbers('paid_more_than_once', 'paid_twice')}",
        order="other_place(n)",
    )


def write_registry(connection: duckdb.DuckDBPyConnection, roles: Roles, out: Path) -> None:
    """reference/civil_registry.parquet: everybody whom it knows, bystanders included, in yet another order."""
    bystander = roles.numbers("bystander")
    write(
        connection,
        out / "reference" / "civil_registry.parquet",
        f"""
        nik, name, born AS birth_date, CASE sex WHEN 0 THEN 'L' ELSE 'P' END AS sex, village,
        CASE WHEN role IN {roles.numbers("deceased")} OR role IN {bystander} AND dice(i, 8, 20) = 0 THEN 'deceased'
             WHEN role IN {roles.numbers("moved_abroad")} OR role IN {bystander} AND dice(i, 8, 500) = 1
             THEN 'moved_abroad' ELSE 'alive' END AS status""",
        where=f"role NOT IN {roles.numbers('nik_unmatched', 'nik_anomalous')}",
        order="birth_of(n)",
    )


def write_lists(connection: duckdb.DuckDBPyConnection, roles: Roles, out: Path) -> None:
    """The other reference lists: who should not have been paid, and many who never were; some stand there twice."""
    unpaid = roles.numbers("bystander", "never_drawn")
    for name, (role, share) in LISTS.items():
        listed = f"(role IN {roles.numbers(role)} OR role IN {unpaid} AND dice(n, {10 + share}, {share}) = 0)"
        write(
            connection,
            out / "reference" / f"{name}.parquet",
            "nik, name",
            where=listed,
            again=f"{listed} AND dice(n, 9, 50) = 0",
            order="other_place(n)",
        )


def write_truth(connection: duckdb.DuckDBPyConnection, roles: Roles, out: Path) -> None:
    """truth.parquet: who must be found, for what and with how many rupiah."""
    names = ", ".join(text(name) for name in roles.counts)
    write(
        connection,
        out / "truth.parquet",
        f"nik, [{names}][role] AS category, CAST({AMOUNT} AS BIGINT) AS amount",
        where=f"role > 0 AND role NOT IN {roles.numbers(*INNOCENT)}",
    )


def truth_of(table: str, roles: Roles, seed: int) -> dict[str, Any]:
    """What the audit must say: everybody is found for one thing, at Rp2,400,000 each."""
    counts = {name: roles.counts.get(name, 0) for name in CATEGORIES}
    found = sum(counts.values())
    return {
        "table": table,
        "seed": seed,
        "paid_recipients": roles.paid,
        "deadline": DEADLINE.isoformat(),
        "auditors_sum": sum(counts[name] for name in SUMMED),
        "findings": {
            "recipients": found,
            "amount": found * AMOUNT,
            "categories": {
                name: {"recipients": count, "amount": count * AMOUNT} for name, count in counts.items()
            },
        },
    }
