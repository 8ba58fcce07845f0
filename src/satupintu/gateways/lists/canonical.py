"""Lists that are canonical already: Parquet under our own column names and types, read where it stands.

A nation's lists are not copied to be screened. What a column may still hold that decides wrongly (a letter that is
"belum ada", a village without dots) is put right as it is read; a file whose columns have other names or types goes
the way of every other list instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from filecmp import cmp
from itertools import combinations
from pathlib import Path

import duckdb

from satupintu.engine.facts import NOTED_FACTS, column_of
from satupintu.engine.nik_numbers import LEAST, MOST
from satupintu.gateways.lists.canonical_columns import (
    NOT_ALWAYS,
    TYPES,
    as_read,
    is_number,
    not_below_zero,
    village_unread,
)
from satupintu.gateways.lists.values import literal, path_literal

NEEDED = ("nik", "name")
OF_NIK = ("nik_is_number", "nik_number")


@dataclass(frozen=True)
class CanonicalFile:
    """One list: its name, its place, its rows, the rows of the files before it, and its columns' types; whether some
    turnover in it may be below zero, which is none."""

    name: str
    path: Path
    rows: int
    before: int
    columns: Mapping[str, str]
    is_negative: bool = False


def canonical_files(paths: Sequence[Path]) -> list[CanonicalFile]:
    """The files in the round's order, when every one is canonical Parquet; [] when one is not.

    Only the files' own descriptions are read, so this takes no time whatever their size. A list without rows, and one
    that may be another's copy, is no case for here: every other way of reading names them.
    """
    ordered = sorted(paths, key=lambda path: path.name)
    if not ordered or any(path.suffix.lower() != ".parquet" for path in ordered):
        return []
    with _connect() as connection:
        try:
            described = _described(connection, ordered)
            if not all(map(_is_canonical, described.values())):
                return []
            counted = dict(
                connection.execute(
                    f"SELECT file_name, num_rows FROM parquet_file_metadata([{_listed(ordered)}])"
                ).fetchall()
            )
            negative = _negative(
                connection, [one for one in ordered if "annual_turnover" in described[str(one)]]
            )
        except duckdb.Error:
            return []
    if not all(counted.values()) or _has_copies(ordered, counted):
        return []
    files, before = [], 0
    for path in ordered:
        name, is_negative = str(path), str(path) in negative
        files.append(CanonicalFile(path.name, path, counted[name], before, described[name], is_negative))
        before += counted[str(path)]
    return files


def villages_in_words(files: Sequence[CanonicalFile]) -> set[str]:
    """The names of those files in which some village is told in words, for which there is no code to be had here."""
    told = [one for one in files if "village" in one.columns]
    if not told:
        return set()
    with _connect() as connection:
        # What the files say of themselves, and of whoever says nothing a look at its column.
        found = connection.execute(
            f"""SELECT file_name, max(stats_max_value) FROM parquet_metadata([{_listed([one.path for one in told])}])
            WHERE path_in_schema = 'village' GROUP BY file_name"""
        ).fetchall()
        greatest = {str(file): text for file, text in found}
        for one in told:
            if greatest.get(str(one.path)) is None:
                look = f"SELECT max(village) FROM read_parquet({path_literal(str(one.path))})"
                greatest[str(one.path)] = (connection.execute(look).fetchone() or (None,))[0]
    return {one.name for one in told if (greatest[str(one.path)] or "") > "9" * 14}


def _negative(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> set[str]:
    """The files with a turnover below zero, by what they say of themselves; and those that do not say."""
    if not paths:
        return set()
    found = connection.execute(
        f"""SELECT DISTINCT file_name FROM parquet_metadata([{_listed(paths)}]) WHERE path_in_schema = 'annual_turnover'
        AND num_values > 0 AND coalesce(TRY_CAST(stats_min_value AS BIGINT) < 0,
            stats_null_count IS DISTINCT FROM num_values)"""
    ).fetchall()
    return {name for (name,) in found}


def _has_copies(paths: Sequence[Path], rows: Mapping[str, int]) -> bool:
    """Whether two files are the same, byte for byte."""
    alike: dict[tuple[int, int], list[Path]] = {}
    for path in paths:
        alike.setdefault((path.stat().st_size, rows[str(path)]), []).append(path)
    return any(
        cmp(one, other, shallow=False) for same in alike.values() for one, other in combinations(same, 2)
    )


def _connect() -> duckdb.DuckDBPyConnection:
    """A database that shows no progress of its own: stdout is for the result."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar_print = false")
    return connection


def _described(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> dict[str, dict[str, str]]:
    """Each file's columns, name to type; none of a file in which a column holds others, or two have one name."""
    schema = f"""SELECT file_name, name, coalesce(duckdb_type, type) AS kind, num_children > 0 AS is_nested
        FROM parquet_schema([{_listed(paths)}]) WHERE column_id > 0"""
    columns = "list(name), list(kind), coalesce(bool_or(is_nested), FALSE)"
    found = connection.execute(f"SELECT file_name, {columns} FROM ({schema}) GROUP BY file_name").fetchall()
    return {
        file: {} if is_nested or len(set(names)) < len(names) else dict(zip(names, kinds, strict=True))
        for file, names, kinds, is_nested in found
    }


def _is_canonical(columns: Mapping[str, str]) -> bool:
    """Whether every column is one of ours, under its name and in its type."""
    return set(NEEDED) <= columns.keys() and all(
        name in TYPES and kind in TYPES[name] for name, kind in columns.items()
    )


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(path_literal(str(path)) for path in paths)


def canonical_rows(
    files: Sequence[CanonicalFile],
    only: Collection[str] = TYPES,
    among: str = "",
    rows: range | None = None,
    joined: Callable[[str], str] | None = None,
    besides: Sequence[str] = (),
) -> str:
    """SELECT for DuckDB of all rows: `seq` from 1, `list` (the file's place, from 0), file, sheet '', row from 1,
    our columns and OF_NIK (a whole number of 16 digits, and whether it was one in a spreadsheet), or `only` these. Of
    what only the applicant can state, all is those columns that some file has.

    `among`: a relation with `seq`; other rows are left out before their cells are looked at. `rows`: of each file only
    these, the first being 0. `joined` gives the SELECT of what becomes of the rows, given the SELECT of them with
    `seq`, before their cells are looked at; `besides` are the columns it adds, and `key` is one: the number of a NIK
    that an earlier look found sound.
    """
    listed = _listed([one.path for one in files])
    source = f"read_parquet([{listed}], file_row_number = true, union_by_name = true)"
    # The file's place among those read is the same for many rows on end, so that looking up costs nothing; a join
    # would slow every look at a column after it.
    kept = (
        f" WHERE file_row_number >= {rows.start} AND file_row_number < {rows.stop}"
        if rows is not None
        else ""
    )
    spoken = f"(SELECT *, CAST(file_index AS BIGINT) AS place FROM {source}{kept})"
    if joined:
        spoken = f"({joined(f'SELECT *, {_seq(files)} AS seq FROM {spoken}')})"
    if "nik" in only:
        spoken = _numbered(spoken, _present(files)["nik"], has_key=joined is not None)
    wanted = f" WHERE {_seq(files)} IN (SELECT seq FROM {among})" if among else ""
    return f"SELECT {', '.join([_columns(files, only), *besides])} FROM {spoken}{wanted}"


def _seq(files: Sequence[CanonicalFile]) -> str:
    befores = ", ".join(str(one.before) for one in files)
    return f"file_row_number + 1 + CAST([{befores}][place + 1] AS BIGINT)"


def _present(files: Sequence[CanonicalFile]) -> dict[str, str]:
    """The type of every column that some file has."""
    present = {name: kind for one in files for name, kind in one.columns.items()}
    if any(
        one.columns["nik"] == "VARCHAR" for one in files
    ):  # beside texts DuckDB makes a text of a number too
        present["nik"] = "VARCHAR"
    return present


def _numbered(rows: str, kind: str, *, has_key: bool = False) -> str:
    """The rows with `nik_number`, the NIK of 16 digits as a whole number: so nearly every NIK is looked at once, for
    all that is asked of it."""
    # No hexadecimal number (it begins with 0) and none with an exponent, which DuckDB would read as well.
    whole = "strlen(nik) = 16 AND nik >= '1' AND NOT contains(nik, 'e') AND NOT contains(nik, 'E')"
    if has_key and kind == "VARCHAR":  # any other NIK is rare enough to be looked at by its pattern
        return f"(SELECT *, CASE WHEN key > 0 AND strlen(nik) = 16 THEN key END AS nik_number FROM {rows})"
    digits = (
        f"CASE WHEN {whole} THEN TRY_CAST(nik AS BIGINT) END"
        if kind == "VARCHAR"
        else f"CASE WHEN nik <= {MOST} THEN nik END"
    )
    # 16 bytes that reach the least NIK are 16 digits.
    number = f"CASE WHEN digits >= {LEAST} THEN digits END AS nik_number"
    return f"(SELECT *, {number} FROM (SELECT *, {digits} AS digits FROM {rows}))"


def _columns(files: Sequence[CanonicalFile], only: Collection[str]) -> str:
    present = _present(files)
    names = ", ".join(literal(one.name) for one in files)
    columns = [
        f"{_seq(files)} AS seq",
        "CAST(place AS INTEGER) AS list",
        f"CAST([{names}] AS ENUM ({names})[])[place + 1] AS file",
        "CAST('' AS ENUM ('')) AS sheet",
        'CAST(file_row_number + 1 AS INTEGER) AS "row"',
        *([is_number(present["nik"])] if only is TYPES or "nik_is_number" in only else []),
        *(["nik_number"] if only is TYPES or "nik_number" in only else []),
    ]
    is_negative = any(one.is_negative for one in files)
    if is_negative:  # what is no turnover is one that nobody can read
        present = {"turnover_unread": "BOOLEAN"} | present
    if "village" in present:
        present = {"village_unread": "BOOLEAN"} | present
    for name in only:
        if name in OF_NIK or (only is TYPES and name in NOT_ALWAYS and name not in present):
            continue
        sql = as_read(name, present[name]) if name in present else f"CAST(NULL AS {TYPES[name][0]})"
        if is_negative and name in ("annual_turnover", "turnover_unread"):
            sql = not_below_zero(name, has_unread=any(name in one.columns for one in files))
        if name == "village_unread" and "village" in present:
            sql = village_unread(has_unread=any(name in one.columns for one in files))
        columns.append(f"{sql} AS {name}")
    return ", ".join(columns)


def noted_in(files: Sequence[CanonicalFile]) -> list[str]:
    """The facts of `facts.NOTED_FACTS` that `canonical_rows` has a column for."""
    said = {name for one in files for name in one.columns}
    if any(one.is_negative for one in files):
        said.add("turnover_unread")
    if "village" in said:
        said.add("village_unread")
    return [fact for fact in NOTED_FACTS if column_of(fact) in said]
