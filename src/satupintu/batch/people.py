"""Reference lists laid out by NIK, so that one person is found in a moment: not a round, but a single question.

    lay_out(references, path)                        one Parquet of everybody who stands in any of the lists
    look_up(connection, path, nik) -> list[Found]    one person's entries, nearly always one or none

The registry's columns are read as a round reads them (`satupintu.batch.matching`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import database, one, text
from satupintu.batch.matching import REGISTRY_COLUMNS, registry_column_sql
from satupintu.batch.references import REGISTRY, ReferenceList, open_list
from satupintu.engine.dialects import DUCKDB

# Rows whose least and greatest NIK the file states, so that only one such group is read: small groups are quick to
# read, but of a nation's file the statement of them itself would be long.
_GROUP, _LARGE_GROUP, _LARGE = 2_048, 122_880, 2_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One entry under a NIK: the lists that hold it, and what the registry says, None where it does not hold it."""

    lists: tuple[str, ...]
    registered: Mapping[str, Any] | None


def lay_out(references: Mapping[str, Path], path: Path) -> None:
    """Writes `path` from the lists by name. Raises ReferenceProblem or duckdb.Error where one cannot be read."""
    with database(spill=path.parent) as connection:
        opened = {name: open_list(connection, name, file) for name, file in sorted(references.items())}
        connection.execute(f"CREATE TABLE people AS {_people_sql(opened)}")
        rows = one(connection, "SELECT count(*) FROM people")
        group = _GROUP if rows <= _LARGE else _LARGE_GROUP
        connection.execute(
            f"COPY (SELECT * FROM people ORDER BY key) TO {text(path)}"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group})"
        )


def look_up(connection: duckdb.DuckDBPyConnection, path: Path, nik: str) -> list[Found]:
    """The entries under a NIK of 16 digits in a file that `lay_out` wrote."""
    rows = connection.execute(
        f"SELECT * FROM read_parquet({text(path)}) WHERE key = ?", [int(nik)]
    ).fetchall()
    return [
        Found(
            tuple(lists or ()),
            dict(zip(REGISTRY_COLUMNS, registered, strict=True)) if is_registered else None,
        )
        for _key, lists, is_registered, *registered in rows
    ]


def _people_sql(opened: Mapping[str, ReferenceList]) -> str:
    """SELECT of `key`, `lists`, `is_registered` and the registry's columns, a row for each entry of the registry."""
    listed = " UNION ALL ".join(
        f"SELECT key, {text(name)} AS list FROM {used.view} WHERE key IS NOT NULL"
        for name, used in opened.items()
        if name != REGISTRY
    )
    lists = f"SELECT key, list_sort(list(DISTINCT list)) AS lists FROM ({listed}) GROUP BY key"
    nobody = "SELECT NULL::BIGINT AS key, NULL::VARCHAR[] AS lists WHERE false"
    registry = opened.get(REGISTRY)
    return f"""SELECT coalesce(r.key, l.key) AS key, l.lists, r.key IS NOT NULL AS is_registered,
            {", ".join(f"r.{column}" for column in REGISTRY_COLUMNS)}
        FROM ({_registry_sql(registry)}) r FULL JOIN ({lists if listed else nobody}) l ON l.key = r.key"""


def _registry_sql(registry: ReferenceList | None) -> str:
    if registry is None:
        nothing = ", ".join(
            f"NULL::{'DATE' if column == 'birth_date' else 'VARCHAR'} AS {column}"
            for column in REGISTRY_COLUMNS
        )
        return f"SELECT NULL::BIGINT AS key, {nothing} WHERE false"
    columns = ", ".join(registry_column_sql(registry, column, DUCKDB) for column in REGISTRY_COLUMNS)
    return f"SELECT key, {columns} FROM {registry.view} WHERE key IS NOT NULL"
