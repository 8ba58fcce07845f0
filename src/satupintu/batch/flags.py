"""Flags: what a person should look at. They change no outcome."""

from __future__ import annotations

import duckdb

from satupintu.engine.nik import nik_birth_parts_sql, nik_district_sql, nik_sex_sql

DAY, MONTH, YEAR = nik_birth_parts_sql("nik")
STATED = '"row.birth_date"'
BORN = f"(day({STATED}) = {DAY} AND month({STATED}) = {MONTH} AND year({STATED}) % 100 = {YEAR})"
AREA = nik_district_sql("nik")
# Only a sound NIK says where and when; under another's name it is still a NIK to look at.
SOUND = "(identity IS NULL OR identity IN ('nik_unmatched', 'name_mismatch'))"

# Sorted by id, so that the list of flags is sorted by construction.
CONDITIONS = {
    "district_unknown": f"{SOUND} AND ({AREA}) NOT IN (SELECT code FROM district_codes)",
    "household_repeat": "household.among IS NOT NULL",
    "nik_area_differs": f'{SOUND} AND left("row.village", 8) <> {AREA}',
    "nik_birth_date_differs": f"{SOUND} AND NOT {BORN}",
    "nik_sex_differs": f'{SOUND} AND "row.sex" <> {nik_sex_sql("nik")}',
    "possible_duplicate": "twin.among IS NOT NULL",
    "shared_phone": "phone.among IS NOT NULL",
}


def raise_flags(connection: duckdb.DuckDBPyConnection, districts: str | None) -> None:
    """``flagged``: per row the sorted list of flag ids.

    ``districts`` is the Parquet file of today's areas (code, level); without it no district is called unknown.
    """
    if districts:
        escaped = districts.replace("'", "''")
        connection.execute(
            f"CREATE TEMP TABLE district_codes AS SELECT code FROM read_parquet('{escaped}') WHERE length(code) = 8"
        )
    shared = {
        "phone": '"row.phone"',
        "household": '"row.kk"',
        "twin": "normal_name || '|' || strftime(\"row.birth_date\", '%Y%m%d') || '|' || coalesce(\"row.village\", '')",
    }
    for table, expression in shared.items():
        connection.execute(
            f"""
            CREATE TEMP TABLE {table}_shared AS
            SELECT {expression} AS among FROM facts WHERE ({expression}) IS NOT NULL AND nik IS NOT NULL
            GROUP BY ALL HAVING count(DISTINCT nik) > 1
            """
        )
    conditions = {one: sql for one, sql in CONDITIONS.items() if districts or one != "district_unknown"}
    listed = ", ".join(f"CASE WHEN {sql} THEN '{one}' END" for one, sql in conditions.items())
    joins = " ".join(
        f"LEFT JOIN {table}_shared AS {table} ON {table}.among = {expression} AND nik IS NOT NULL"
        for table, expression in shared.items()
    )
    connection.execute(
        f"CREATE TEMP TABLE flagged AS SELECT seq, list_filter([{listed}], lambda one: one IS NOT NULL) AS flags"
        f" FROM facts {joins}"
    )
