"""What the reference lists say of those who were paid: borrowers, employees, the dead, and NIKs nobody has.

What is found by a NIK counts only for the person it belongs to. Where the registry has the NIK under another name, the
lists say nothing about the payment: it is set apart in ``strangers`` for somebody to look at. A payment without a name
names nobody else, and goes by its NIK alone, as all do where the registry has no names.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from satupintu.batch.audit.categories import BITS, LISTED
from satupintu.batch.audit.payments import RECEIVED, name_hash_sql
from satupintu.batch.audit.tables import AuditProblem, Table, reading
from satupintu.batch.database import one, text
from satupintu.batch.matching import STATUSES
from satupintu.engine.names import normal_name_sql, same_name

# The worse a status, the lower: of a NIK that the registry holds twice under one name, the worst counts.
STATUS_ORDER = "CASE status WHEN 'deceased' THEN 0 WHEN 'moved_abroad' THEN 1 WHEN 'alive' THEN 3 ELSE 2 END"


def search_lists(connection: duckdb.DuckDBPyConnection, lists: Mapping[str, Table]) -> None:
    """``listed``: for each sound NIK that received money, the lists it stands in: key, bit, the first row there.

    Raises AuditProblem when a list cannot be read.
    """
    connection.execute("CREATE TEMP TABLE listed (key BIGINT, bit INTEGER, list_row BIGINT)")
    for name, category in LISTED.items():
        if name not in lists:
            continue
        with reading(lists[name].told):
            connection.execute(
                f"""
                INSERT INTO listed
                SELECT key, {BITS[category]}, min(list_row) FROM ({keyed(lists[name])})
                SEMI JOIN (SELECT recipient AS key FROM lines WHERE {RECEIVED}) USING (key) GROUP BY key
                """
            )


def keyed(table: Table, *columns: str) -> str:
    """SQL for a list's rows as key (BIGINT, NULL where not 16 digits), list_row and further ``columns``."""
    return f"SELECT * FROM ({table.niks(f'{table.row} AS list_row', *columns)}) WHERE key > 0"


def search_registry(connection: duckdb.DuckDBPyConnection, registry: Table | None, paid: Table) -> None:
    """``unmatched``: lines whose sound NIK the registry has not; ``strangers``: lines under another's name;
    ``statuses``: the other lines whose NIK the registry has, where its status is not plainly alive.

    All are empty without a registry. Raises AuditProblem when it cannot be read or holds nobody.
    """
    for table, columns in (
        ("unmatched", "line BIGINT"),
        ("strangers", "line BIGINT, list_row BIGINT"),
        ("statuses", "line BIGINT, list_row BIGINT, status VARCHAR"),
    ):
        connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
    if registry is None:
        return
    with reading(registry.told):
        if one(connection, f"SELECT count(nik) FROM {registry.source}") == 0:
            raise AuditProblem(
                f"{registry.told} tidak berisi satu NIK pun; semua penerima akan tampak tidak dikenal."
            )
        find_suspects(connection, registry)
    connection.execute("INSERT INTO unmatched SELECT line FROM suspects WHERE is_missing")
    judge_suspects(connection, registry, paid)


def find_suspects(connection: duckdb.DuckDBPyConnection, registry: Table) -> None:
    """``suspects``: the lines where anything may be wrong, by comparing 8 bytes in each name's stead.

    A registry without names vouches for everybody's. It may hold a nation: it is read past the payments, which stay.
    """
    name = name_hash_sql(registry.text("name")) if "name" in registry.columns else "NULL::UBIGINT"
    is_same = "l.name_hash IS NULL OR r.name_hash = l.name_hash" if "name" in registry.columns else "true"
    connection.execute(
        f"""
        CREATE TEMP TABLE suspects AS
        SELECT DISTINCT l.line, l.recipient, r.key IS NULL AS is_missing
        FROM (SELECT key, name_hash, status FROM ({keyed(registry, f"{name} AS name_hash", status_sql(registry))})) r
        RIGHT JOIN (SELECT line, recipient, name_hash FROM lines WHERE recipient > 0 AND {RECEIVED}) l
          ON r.key = l.recipient
        WHERE r.key IS NULL OR r.status IS DISTINCT FROM 'alive' OR ({is_same}) IS NOT TRUE
        """
    )


def status_sql(registry: Table) -> str:
    """SQL for the registry's status in our words, as screening understands it; NULL for a word it does not know."""
    if "status" not in registry.columns:
        return "'alive' AS status"
    cases = f"WHEN {registry.raw('status')} = 'alive' THEN 'alive' " + " ".join(
        f"WHEN lower({registry.text('status')}) IN ({', '.join(map(text, words))}) THEN '{status}'"
        for status, words in STATUSES.items()
    )
    return f"CASE {cases} END AS status"


def judge_suspects(connection: duckdb.DuckDBPyConnection, registry: Table, paid: Table) -> None:
    """Looks at names and statuses of the few lines where anything may be wrong."""
    has_names = "name" in registry.columns
    name = registry.text("name") if has_names else "NULL::VARCHAR"
    kept = [registry.own(column) for column in ("name", "status") if column in registry.columns]
    connection.execute(
        f"""
        CREATE TEMP TABLE candidates AS
        SELECT s.line, p.name AS own_name, r.name, r.status, r.list_row,
               {
            "CASE WHEN upper(p.name) = upper(r.name) OR coalesce(p.normal, '') = '' THEN true ELSE p.normal = "
            + normal_name_sql("r.name")
            + " END"
            if has_names
            else "true"
        } AS is_same
        FROM suspects s
        JOIN (SELECT *, {normal_name_sql("name")} AS normal
              FROM ({paid.rows_in("suspects", f"{paid.text('name')} AS name")})) p ON p.line = s.line
        JOIN (SELECT key, list_row, {name} AS name, {status_sql(registry)} FROM ({keyed(registry, *kept)})
              SEMI JOIN (SELECT recipient AS key FROM suspects) USING (key)) r ON r.key = s.recipient
        """
    )
    judge_names(connection)
    connection.execute(
        f"""
        CREATE TEMP TABLE resolved AS
        SELECT line, list_row, status, is_same
        FROM (SELECT c.line, c.list_row, c.status, c.is_same IS TRUE OR j.name IS NOT NULL AS is_same
              FROM candidates c LEFT JOIN judged j ON j.own_name = c.own_name AND j.name = c.name)
        QUALIFY row_number() OVER (PARTITION BY line ORDER BY is_same DESC, {STATUS_ORDER}, list_row) = 1
        """
    )
    connection.execute("INSERT INTO strangers SELECT line, list_row FROM resolved WHERE NOT is_same")
    connection.execute(
        "INSERT INTO statuses SELECT line, list_row, status FROM resolved"
        " WHERE is_same AND status IS DISTINCT FROM 'alive'"
    )


def judge_names(connection: duckdb.DuckDBPyConnection) -> None:
    """``judged``: the pairs of names, not plainly equal, that the engine takes for one person's."""
    connection.execute("CREATE TEMP TABLE judged (own_name VARCHAR, name VARCHAR)")
    pairs = connection.execute(
        "SELECT DISTINCT own_name, name FROM candidates WHERE is_same IS NOT TRUE"
        " AND own_name IS NOT NULL AND name IS NOT NULL"
    ).fetchall()
    same = [(own, other) for own, other in pairs if same_name(own, other)]
    connection.execute(
        "INSERT INTO judged SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
        [[own for own, _ in same], [other for _, other in same]],
    )
