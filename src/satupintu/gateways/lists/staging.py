"""Carries the people's rows of all sheets into DuckDB and turns their cells into canonical columns there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.gateways.lists import values
from satupintu.gateways.lists.grids import UNSAVED, Cell, encoded
from satupintu.gateways.lists.layout import Layout
from satupintu.gateways.lists.maps import CANONICAL, PERIODS
from satupintu.gateways.lists.money import money_parts, rupiah_a_year
from satupintu.gateways.lists.problems import Notice
from satupintu.gateways.lists.values import literal

RAW = (
    "nik", "kk", "name", "birth_date", "sex", "address", "rt", "rw", "rt_rw", "village", "district", "regency",
    "sector", "phone", "annual_turnover", "business_letter", "submitted_at", "proposer",
)  # fmt: skip
_FILLED_DOWN = ("village", "district", "regency", "rt", "rw", "rt_rw")
_CONTEXT = "context INTEGER, file VARCHAR, sheet VARCHAR, per_year INTEGER, unit BIGINT, pair VARCHAR, rw_first BOOLEAN, " \
    "epoch DATE, usual_village VARCHAR"  # fmt: skip


class Staging:
    """One round's rows on their way: `add` sheets in order, then `finish` writes the Parquet file."""

    def __init__(self, threads: int | None, memory: str | None) -> None:
        self.con = duckdb.connect()
        if threads:
            self.con.execute(f"SET threads = {int(threads)}")
        if memory:
            self.con.execute(f"SET memory_limit = {literal(memory)}")
        raw = ", ".join(f"{name} VARCHAR" for name in RAW)
        self.con.execute(f"CREATE TABLE raw (seq BIGINT, \"row\" INTEGER, {_CONTEXT}, {raw})")
        self.con.execute("CREATE TABLE formulas (seq BIGINT, field VARCHAR, formula VARCHAR)")
        self.con.execute("CREATE TABLE places (context INTEGER, village VARCHAR, district VARCHAR, regency VARCHAR, code VARCHAR)")
        self.rows = 0
        self.contexts = 0

    def add(self, file: str, layout: Layout) -> int:
        """Adds a sheet's people; gives the number by which its rows are known (`context`)."""
        context, keep, grid = self.contexts, layout.picked.rows, layout.grid
        parameters: list[object] = [[grid.numbers[at] for at in keep]]
        names, parts = [], []
        for name in RAW:
            if name in layout.mapping.fields and layout.mapping.fields[name]:
                parameters.append(column_of(layout, name))
                names.append(name)
                parts.append(f"unnest(${len(parameters)}::VARCHAR[])")
        constants = [
            context, file, grid.name, PERIODS[layout.period] if layout.period else None, layout.unit,
            layout.mapping.pair, layout.mapping.rw_first, "1904-01-01" if grid.date1904 else "1899-12-30",
            layout.village.code if layout.village else None,
        ]  # fmt: skip
        places = ", ".join(f"${len(parameters) + i}" for i in range(1, len(constants) + 1))
        self.con.execute(
            f"INSERT INTO raw (seq, \"row\", {', '.join(part.split()[0] for part in _CONTEXT.split(', '))}"
            f"{''.join(', ' + name for name in names)}) SELECT unnest(range({self.rows + 1}, {self.rows + len(keep) + 1})), "
            f"unnest($1::INTEGER[]), {places}{''.join(', ' + part for part in parts)}",
            [*parameters, *constants],
        )
        self._add_formulas(layout)
        self.rows += len(keep)
        self.contexts += 1
        return context

    def _add_formulas(self, layout: Layout) -> None:
        grid = layout.grid
        if not grid.formulas:
            return
        fields = {one.index: name for name, found in layout.mapping.fields.items() for one in found}
        at_seq = {at: self.rows + 1 + i for i, at in enumerate(layout.picked.rows)}
        found = [
            (at_seq[row], fields[column], formula)
            for (row, column), formula in grid.formulas.items()
            if row in at_seq and column in fields
        ]
        if found:
            columns = [list(column) for column in zip(*found, strict=True)]
            self.con.execute(
                "INSERT INTO formulas SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[])", columns
            )

    def resolve_villages(self, resolve: Callable[[str, str, str], str | None]) -> None:
        """Asks once for each different village that cells name."""
        rows = self.con.execute(
            f"SELECT DISTINCT context, {values.text('village')}, {values.text('district')}, {values.text('regency')} "
            "FROM raw WHERE village IS NOT NULL AND village <> '' ORDER BY ALL"
        ).fetchall()
        found = [
            (context, village, district, regency, resolve(village, district or "", regency or ""))
            for context, village, district, regency in rows
            if village
        ]
        if found:
            self.con.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?)", found)

    def understand(self) -> None:
        """Makes the table `understood`: canonical columns, and beside each the cell's text where it was changed."""
        self.con.execute(_understood())

    def finish(self, out: Path) -> None:
        self.con.execute(
            f"COPY (SELECT * EXCLUDE (context) FROM understood ORDER BY seq) TO {literal(str(out))} (FORMAT parquet)"
        )

    def close(self) -> None:
        self.con.close()


def column_of(layout: Layout, name: str) -> list[str]:
    """A field's cells for the people's rows, as marked text; of several columns the first that says anything."""
    indexes = [one.index for one in layout.mapping.fields[name]]
    found = [_cells(layout, index, name) for index in indexes]
    result = found[0]
    for other in found[1:]:
        result = [one if _says(one, name) else two or one for one, two in zip(result, other, strict=True)]
    return result


_NOTHING = re.compile(r"[\W_]*(?:(?:belum|blm|tidak|tdk|nihil|kosong|dalam proses|proses|masih|none|null)\b.*)?[\W_]*", re.IGNORECASE)


def _says(cell: str, name: str) -> bool:
    return bool(cell) and (name == "address" or _NOTHING.fullmatch(cell) is None)


def _cells(layout: Layout, index: int, name: str) -> list[str]:
    rows = layout.grid.rows
    cells: list[Cell] = [row[index] if index < len(row) else "" for row in map(rows.__getitem__, layout.picked.rows)]
    if set(map(type, cells)) != {str}:
        cells = [cell if cell.__class__ is str else encoded(cell) for cell in cells]
    if name in _FILLED_DOWN:
        _fill_merged(layout, index, cells)
    return cells  # type: ignore[return-value]


def _fill_merged(layout: Layout, index: int, cells: list[Cell]) -> None:
    """A village, RT or RW merged over many rows stands in each of them. Nothing else is ever filled down."""
    where = None
    for (r1, c1), (r2, c2) in layout.grid.merged:
        if r2 > r1 and c1 <= index <= c2 and r1 < len(layout.grid.rows) and c1 < len(layout.grid.rows[r1]):
            where = where or {at: i for i, at in enumerate(layout.picked.rows)}
            value = encoded(layout.grid.rows[r1][c1])
            for at in range(r1, r2 + 1):
                if at in where and not cells[where[at]]:
                    cells[where[at]] = value


def _understood() -> str:
    """The one statement that reads all cells of all sheets."""
    cells = ", ".join(f"nullif(nullif({name}, ''), {literal(UNSAVED)}) AS {name}" for name in RAW)
    tidy = ", ".join(
        f"{values.text(name)} AS {name}_text"
        for name in ("name", "address", "sector", "proposer", "business_letter", "village", "district", "regency")
    )
    seen = {
        "nik": "nik_text",
        "kk": "coalesce(own_kk, other_kk)",
        "name": "regexp_replace(name_text, '^\\d{1,3}[.)]\\s+', '')",
        "birth_date": values.day("birth_date", "epoch"),
        "sex": values.sex("sex"),
        "address": "address_text",
        "rt": f"coalesce({values.single_number('rt')}, CASE WHEN rw_first THEN {values.neighbourhood('rt_rw', 'rt', 2)} "
        f"ELSE {values.neighbourhood('rt_rw', 'rt', 1)} END, {values.in_address('address', 'rt')})",
        "rw": f"coalesce({values.single_number('rw')}, CASE WHEN rw_first THEN {values.neighbourhood('rt_rw', 'rw', 1)} "
        f"ELSE {values.neighbourhood('rt_rw', 'rw', 2)} END, {values.in_address('address', 'rw')})",
        "village": "CASE WHEN village_text IS NULL THEN usual_village ELSE places.code END",
        "sector": "sector_text",
        "phone": values.phone("phone"),
        "annual_turnover": rupiah_a_year("annual_turnover", "amount", "per_year", "unit"),
        "business_letter": values.letter_text("business_letter_text", "business_letter"),
        "submitted_at": values.moment("submitted_at", values.day("submitted_at", "epoch")),
        "proposer": "proposer_text",
    }
    canonical = ", ".join(f"{seen[name]} AS {name}_value" for name in CANONICAL)
    originals = ", ".join(_original(name) for name in CANONICAL)
    kept = ", ".join(f"{name}_value AS {name}{', nik_is_number' if name == 'nik' else ''}" for name in CANONICAL)
    return f"""
        CREATE TABLE understood AS
        WITH cells AS (SELECT * REPLACE ({cells}) FROM raw),
        tidied AS (
            SELECT *, {tidy}, {money_parts('annual_turnover')} AS amount,
                {values.digits_of_identity('nik')} AS whole_nik, {values.digits_of_identity('kk')} AS own_kk,
                {_PAIRS}
            FROM cells
        ),
        parted AS (SELECT *, {_ONE_OF_PAIR} FROM tidied),
        valued AS (
            SELECT parted.*,
                coalesce(starts_with(nik, {literal(chr(1))}) OR {values.has_decimal_tail('nik')}, false) AS nik_is_number,
                {canonical}
            FROM parted LEFT JOIN places ON places.context = parted.context AND places.village = village_text
                AND places.district IS NOT DISTINCT FROM district_text
                AND places.regency IS NOT DISTINCT FROM regency_text
        ),
        written AS (
            SELECT seq, {', '.join(f"max(formula) FILTER (field = '{name}') AS {name}" for name in RAW)}
            FROM formulas GROUP BY seq
        )
        SELECT valued.context, valued.seq, file, sheet, valued."row", {kept}, {originals}
        FROM valued LEFT JOIN written ON written.seq = valued.seq
    """


# Two numbers of about sixteen digits in one cell: a NIK and a KK.
_RUN = r"\d(?:[ .\-''\x{00A0}\x{200B}\x{2019}]{0,2}\d){13,16}"


def _labelled(label: str) -> str:
    """The number after a label inside the cell: 'NIK: 3507…'."""
    found = f"regexp_extract(nik, '(?i)(?:^|[^a-z])(?:{label})[^0-9a-z]{{0,6}}({_RUN})', 1)"
    return f"nullif(regexp_replace({found}, '\\D', '', 'g'), '')"


_PAIRS = f"""
    CASE WHEN length(regexp_replace(nik, '\\D', '', 'g')) >= 28 THEN
        CASE WHEN regexp_full_match(regexp_replace(nik, '\\D', '', 'g'), '\\d{{32}}')
            THEN [regexp_replace(nik, '\\D', '', 'g')[1:16], regexp_replace(nik, '\\D', '', 'g')[17:32]]
            ELSE list_transform(regexp_extract_all(nik, '{_RUN}'), lambda run: regexp_replace(run, '\\D', '', 'g')) END
    END AS runs,
    {_labelled("nik|ktp")} AS said_nik, {_labelled("kk|keluarga")} AS said_kk"""
_TWO = "len(runs) = 2"
_ONE_OF_PAIR = f"""
    CASE WHEN said_nik IS NOT NULL AND (said_kk IS NOT NULL OR len(runs) = 2) THEN said_nik
        WHEN {_TWO} AND said_kk IS NOT NULL THEN CASE WHEN runs[1] = said_kk THEN runs[2] ELSE runs[1] END
        WHEN said_kk IS NOT NULL AND coalesce(len(runs), 0) < 2 THEN NULL
        WHEN {_TWO} AND runs[1] = runs[2] THEN runs[1]
        WHEN {_TWO} AND pair = 'nik kk' THEN runs[1]
        WHEN {_TWO} AND pair = 'kk nik' THEN runs[2]
        WHEN {_TWO} AND runs[1] = own_kk THEN runs[2]
        WHEN {_TWO} AND runs[2] = own_kk THEN runs[1]
        ELSE whole_nik END AS nik_text,
    CASE WHEN said_kk IS NOT NULL THEN said_kk
        WHEN {_TWO} AND said_nik IS NOT NULL THEN CASE WHEN runs[1] = said_nik THEN runs[2] ELSE runs[1] END
        WHEN {_TWO} AND pair = 'nik kk' THEN runs[2]
        WHEN {_TWO} AND pair = 'kk nik' THEN runs[1] END AS other_kk"""


def _original(name: str) -> str:
    cell = {"rt": "coalesce(rt, rt_rw)", "rw": "coalesce(rw, rt_rw)"}.get(name, name)
    formula = f"written.{name}"
    if name in ("rt", "rw"):
        formula = f"coalesce(written.{name}, written.rt_rw)"
    source = f"valued.{name}" if name not in ("rt", "rw") else f"coalesce(valued.{name}, valued.rt_rw)"
    text = values.shown(source)
    value = f"CAST({name}_value AS VARCHAR)"
    if name == "submitted_at":
        value = f"strftime({name}_value, '%Y-%m-%d %H:%M:%S')"
    del cell
    return f"coalesce({formula}, CASE WHEN {text} IS DISTINCT FROM {value} THEN {text} END) AS {name}_original"


_UNREAD = {
    "birth_date": "tanggal lahir tidak terbaca dan dikosongkan",
    "annual_turnover": "omzet tidak terbaca dan dikosongkan",
    "phone": "nomor telepon tidak terbaca dan dikosongkan",
    "sex": "jenis kelamin tidak terbaca dan dikosongkan",
    "rt": "RT tidak terbaca dan dikosongkan (Excel mungkin mengubahnya menjadi tanggal)",
    "submitted_at": "tanggal usulan tidak terbaca dan dikosongkan",
}


def unread(con: duckdb.DuckDBPyConnection) -> dict[int, list[Notice]]:
    """For each sheet the columns with cells that say something nobody could read."""
    parts = []
    for name in _UNREAD:
        said = f"{name} IS NULL AND {name}_original IS NOT NULL AND regexp_matches({name}_original, '[\\p{{L}}\\p{{N}}]') "
        said += f"AND NOT starts_with({name}_original, '=') AND NOT {values.is_none(f'{name}_original')}"
        parts.append(f"count(*) FILTER ({said}), min(\"row\") FILTER ({said})")
    found: dict[int, list[Notice]] = {}
    for context, *rest in con.execute(f"SELECT context, {', '.join(parts)} FROM understood GROUP BY context").fetchall():
        for i, text in enumerate(_UNREAD.values()):
            count, row = rest[2 * i], rest[2 * i + 1]
            if count:
                found.setdefault(context, []).append(Notice(text, row, None, count))
    return found


def usual_districts(con: duckdb.DuckDBPyConnection, contexts: Sequence[int]) -> list[str]:
    """The six-digit district with which at least half the sixteen-digit NIKs of some sheets begin."""
    listed = ", ".join(map(str, contexts))
    row = con.execute(
        f"SELECT d, n, sum(n) OVER () AS whole FROM (SELECT left(nik, 6) AS d, count(*) AS n FROM understood "
        f"WHERE context IN ({listed}) AND regexp_full_match(nik, '\\d{{16}}') GROUP BY d) ORDER BY n DESC, d LIMIT 1"
    ).fetchone()
    return [row[0]] if row and row[1] * 2 >= row[2] else []
