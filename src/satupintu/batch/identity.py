"""Who each row is: the NIK's shape, its match in the civil registry, and the same person earlier in the round."""

from __future__ import annotations

import duckdb

from satupintu.batch.database import one
from satupintu.engine.names import normal_name_sql, same_name
from satupintu.engine.nik import clean_nik_sql, nik_shape_sql

# What the registry says of a status, in the words registers use; anything else is unknown, never "alive".
STATUSES = {
    "alive": ("alive", "hidup"),
    "deceased": ("deceased", "meninggal", "meninggal dunia", "mati"),
    "moved_abroad": ("moved_abroad", "pindah luar negeri", "pindah ke luar negeri"),
}
REGISTRY_COLUMNS = ("name", "birth_date", "sex", "village", "status", "citizenship")


def key_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """``keyed``: the rows with ``shape`` (a reason or null) and ``key`` (BIGINT, null where nothing may be asked)."""
    connection.execute(
        f"""
        CREATE TEMP TABLE keyed AS
        SELECT *, CASE WHEN shape IS NULL OR (shape = 'nik_precision_lost' AND regexp_full_match(nik, '[0-9]{{16}}'))
                       THEN CAST(nik AS BIGINT) END AS key
        FROM (SELECT * EXCLUDE (clean), {nik_shape_sql("nik", "nik_is_number", "clean")} AS shape,
                     {normal_name_sql("name")} AS normal_name
              FROM (SELECT *, {clean_nik_sql("nik")} AS clean FROM submitted))
        """
    )
    connection.execute("CREATE TEMP TABLE applicants AS SELECT DISTINCT key FROM keyed WHERE key IS NOT NULL")


def match_registry(connection: duckdb.DuckDBPyConnection, view: str | None, columns: tuple[str, ...]) -> None:
    """``matched``: for each row the registry's own words under its NIK, and whether the names are one person's.

    A NIK that the registry holds twice is matched by name first, then by the status that bars most.
    """
    if view is None:
        nothing = ", ".join(f"CAST(NULL AS {kind_of(column)}) AS {column}" for column in REGISTRY_COLUMNS)
        connection.execute(
            f"CREATE TEMP TABLE matched AS SELECT seq, false AS in_registry, true AS is_same, {nothing} FROM keyed"
        )
        return
    connection.execute(
        f"""
        CREATE TEMP TABLE registry AS
        SELECT key, {", ".join(registry_column(column, columns) for column in REGISTRY_COLUMNS)}
        FROM {view} SEMI JOIN applicants USING (key)
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE candidates AS
        SELECT k.seq, k.name AS own_name, r.*,
               k.normal_name <> '' AND CASE WHEN upper(k.name) = upper(r.name) THEN true
                                            ELSE k.normal_name = {normal_name_sql("r.name")} END AS is_equal
        FROM keyed k JOIN registry r USING (key)
        """
    )
    judge_names(connection)
    connection.execute(
        """
        CREATE TEMP TABLE matched AS
        SELECT seq, true AS in_registry, is_same, name, birth_date, sex, village, status, citizenship
        FROM (SELECT c.*, coalesce(c.is_equal, false) OR coalesce(j.is_same, false) AS is_same
              FROM candidates c LEFT JOIN judged j ON c.own_name IS NOT DISTINCT FROM j.own_name
                                                  AND c.name IS NOT DISTINCT FROM j.name)
        QUALIFY row_number() OVER (PARTITION BY seq ORDER BY is_same DESC,
                                   CASE status WHEN 'deceased' THEN 0 WHEN 'moved_abroad' THEN 1
                                               WHEN 'alive' THEN 3 ELSE 2 END,
                                   name, birth_date, village, sex, citizenship) = 1
        """
    )


def registry_column(column: str, columns: tuple[str, ...]) -> str:
    """SQL for one registry column in our words; a column the file lacks is unknown, a citizen's being the default."""
    if column not in columns:
        return (
            f"'WNI' AS {column}"
            if column == "citizenship"
            else f"CAST(NULL AS {kind_of(column)}) AS {column}"
        )
    clean = f"nullif(trim({column}), '')"
    if column == "status":
        cases = " ".join(
            f"WHEN lower({clean}) IN ({', '.join(repr(word) for word in words)}) THEN '{status}'"
            for status, words in STATUSES.items()
        )
        return f"CASE {cases} END AS status"
    if column == "village":
        digits = f"regexp_replace({clean}, '[^0-9]', '', 'g')"
        return (
            f"CASE WHEN length({digits}) = 10 THEN left({digits}, 2) || '.' || substr({digits}, 3, 2) || '.' ||"
            f" substr({digits}, 5, 2) || '.' || right({digits}, 4) END AS village"
        )
    if column == "citizenship":
        return f"upper({clean}) AS citizenship"
    if column == "birth_date":
        return f"TRY_CAST({clean} AS DATE) AS birth_date"
    return f"{clean} AS {column}"


def kind_of(column: str) -> str:
    """The SQL type of a registry column."""
    return "DATE" if column == "birth_date" else "VARCHAR"


def judge_names(connection: duckdb.DuckDBPyConnection) -> None:
    """``judged``: the engine's judgement on each pair of names that are not plainly equal."""
    connection.execute("CREATE TEMP TABLE judged (own_name VARCHAR, name VARCHAR, is_same BOOLEAN)")
    reader = connection.execute(
        "SELECT DISTINCT own_name, name FROM candidates WHERE is_equal IS NOT TRUE"
        " AND own_name IS NOT NULL AND name IS NOT NULL"
    )
    pairs = reader.fetchall()
    same = [(own, other) for own, other in pairs if same_name(own, other)]
    if same:
        connection.execute(
            "INSERT INTO judged SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), true",
            [[own for own, _ in same], [other for _, other in same]],
        )


def identify(connection: duckdb.DuckDBPyConnection, *, registry_asked: bool) -> None:
    """``identified``: each row's identity reason, and the row it repeats.

    What a NIK brings up counts only for the person it belongs to: a row under another's name, or with a NIK that
    cannot be trusted, neither is nor makes a duplicate.
    """
    unmatched = "NOT coalesce(m.in_registry, false)" if registry_asked else "false"
    connection.execute(
        f"""
        CREATE TEMP TABLE identified AS
        SELECT k.*, m.name AS registry_name, m.birth_date AS registry_birth_date, m.sex AS registry_sex,
               m.village AS registry_village, m.status AS registry_status, m.citizenship AS registry_citizenship,
               CASE WHEN k.shape = 'nik_precision_lost'
                    THEN CASE WHEN m.in_registry AND m.is_same THEN NULL ELSE k.shape END
                    WHEN k.shape IS NOT NULL THEN k.shape
                    WHEN {unmatched} THEN 'nik_unmatched'
                    WHEN m.is_same IS FALSE THEN 'name_mismatch' END AS identity
        FROM keyed k LEFT JOIN matched m USING (seq)
        """
    )
    counted = "identity IS NULL OR identity = 'nik_unmatched'"
    connection.execute(
        f"""
        CREATE TEMP TABLE earliest AS
        SELECT key, arg_min(seq, {{'at': coalesce(submitted_at, TIMESTAMP 'infinity'), 'seq': seq}}) AS first_seq
        FROM identified WHERE {counted} GROUP BY key HAVING count(*) > 1
        """
    )
    if one(connection, "SELECT count(*) FROM earliest") == 0:
        connection.execute(
            "CREATE TEMP VIEW decided AS SELECT *, CAST(NULL AS BIGINT) AS first_seq FROM identified"
        )
        return
    connection.execute(
        f"""
        CREATE TEMP VIEW decided AS
        SELECT i.*, CASE WHEN ({counted}) AND e.first_seq <> i.seq THEN e.first_seq END AS first_seq
        FROM identified i LEFT JOIN earliest e USING (key)
        """
    )
