"""The one statement that reads every cell of a round: canonical columns, and the cell's text where it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from satupintu.gateways.lists import values
from satupintu.gateways.lists.grids import UNSAVED
from satupintu.gateways.lists.maps import CANONICAL
from satupintu.gateways.lists.money import turnover
from satupintu.gateways.lists.problems import Notice
from satupintu.gateways.lists.steps import SHOWN, Steps
from satupintu.gateways.lists.values import literal

if TYPE_CHECKING:
    from satupintu.gateways.lists.staging import Context

RAW = (
    "nik", "kk", "name", "birth_date", "sex", "address", "rt", "rw", "rt_rw", "village", "district", "regency",
    "sector", "phone", "annual_turnover", "business_letter", "submitted_at", "proposer", "rt_address",
)  # fmt: skip
_CONTEXT = {
    "file": "VARCHAR", "sheet": "VARCHAR", "per_year": "INTEGER", "unit": "BIGINT", "pair": "VARCHAR",
    "rw_first": "BOOLEAN", "epoch": "DATE", "usual_village": "VARCHAR",
}  # fmt: skip
_READERS: dict[str, Callable[[Steps, str], object]] = {
    "nik": values.identity, "kk": values.identity, "name": values.person, "birth_date": values.day, "sex": values.sex,
    "address": values.words, "village": values.text, "district": values.text, "regency": values.text,
    "sector": values.words, "phone": values.phone, "annual_turnover": turnover, "business_letter": values.letter,
    "submitted_at": values.moment, "proposer": values.words,
}  # fmt: skip
_TYPES = {"birth_date": "DATE", "annual_turnover": "BIGINT", "submitted_at": "TIMESTAMP"}
_JOIN_PLACES = """LEFT JOIN places ON places.context = understood.context AND places.village = village_text
    AND places.district IS NOT DISTINCT FROM district_text AND places.regency IS NOT DISTINCT FROM regency_text"""
_JOIN_FORMULAS = (
    "LEFT JOIN (SELECT seq, {columns} FROM formulas GROUP BY seq) AS written ON written.seq = understood.seq"
)


def understood(present: set[str], contexts: Sequence[Context], *, formulas: bool, places: bool) -> str:
    """SELECT of the rows of `raw` in canonical columns. Columns that no sheet has are not looked at."""
    steps = Steps(_source(present, contexts), {*present, *_CONTEXT, "seq", "context", "row"})
    for name in RAW:
        if name in present:
            values.show(steps, name)
            if name in _READERS:
                _READERS[name](steps, name)
    for name in sorted({"nik", "kk"} - present):
        for column in (name, f"{name}_exact", f"{name}_shown", f"{name}_bare", f"{name}_whole"):
            steps.add(SHOWN, column, "NULL::VARCHAR")
        steps.add(SHOWN, f"{name}_odd", "{'tail': NULL::VARCHAR}")
    values.identities(steps)
    values.neighbourhood(steps, present)
    found = {"nik", "kk", "rt", "rw", "village"} | (present & set(CANONICAL))
    village = "usual_village"
    if "village" in present:
        named = "places.code" if places else "NULL"
        village = f"CASE WHEN village_text IS NULL THEN usual_village ELSE {named} END"
    kept = ", ".join(_kept(name, name in found, village) for name in CANONICAL)
    originals = ", ".join(_original(name, present, formulas, village) for name in CANONICAL)
    wanted = f'understood.seq AS seq, file, sheet, understood."row" AS "row", {kept}, {originals}'
    columns = ", ".join(f"max(formula) FILTER (field = '{name}') AS {name}_formula" for name in RAW)
    return (
        f"SELECT {wanted} FROM {steps.sql(wanted + (_JOIN_PLACES if places else ''), ('context', 'seq'))} AS understood "
        f"{_JOIN_PLACES if places else ''} {_JOIN_FORMULAS.format(columns=columns) if formulas else ''}"
    )


def _source(present: set[str], contexts: Sequence[Context]) -> str:
    """The rows of `raw` with what holds for their sheet, looked up by its number."""
    constants = []
    for one in fields(contexts[0]) if contexts else ():
        listed = ", ".join(_sql(getattr(context, one.name)) for context in contexts)
        constants.append(f"CAST([{listed}] AS {_CONTEXT[one.name]}[])[context] AS {one.name}")
    if not contexts:
        constants = [f"NULL::{kind} AS {name}" for name, kind in _CONTEXT.items()]
    blank = ", ".join(
        f"nullif(nullif({name}, ''), {literal(UNSAVED)}) AS {name}" for name in RAW if name in present
    )
    return f'(SELECT seq, context, "row", {", ".join(constants)}{", " + blank if blank else ""} FROM raw)'


def _sql(value: object) -> str:
    return "NULL" if value is None else literal(value) if isinstance(value, str) else str(value)


def _kept(name: str, is_found: bool, village: str) -> str:
    value = f"{name}_value" if is_found else f"NULL::{_TYPES.get(name, 'VARCHAR')}"
    if name == "village":
        value = village
    return f"{value} AS {name}{', nik_is_number' if name == 'nik' else ''}"


def _original(name: str, present: set[str], formulas: bool, village: str) -> str:
    """The cell's text where reading changed it: of a formula its text, otherwise what stood there."""
    sources = [one for one in ((name, "rt_rw") if name in ("rt", "rw") else (name,)) if one in present]
    if not sources:
        return f"NULL::VARCHAR AS {name}_original"
    shown = f"coalesce({', '.join(f'{one}_exact' for one in sources)})"
    value = f"({village})" if name == "village" else f"CAST({name}_value AS VARCHAR)"
    changed = f"CASE WHEN {shown} IS DISTINCT FROM {value} THEN {shown} END"
    written = [f"{one}_formula" for one in sources] if formulas else []
    return f"{_first([*written, changed])} AS {name}_original"


def _first(values_: Sequence[str]) -> str:
    return values_[0] if len(values_) == 1 else f"coalesce({', '.join(values_)})"


_UNREAD = {
    "birth_date": "tanggal lahir tidak terbaca dan dikosongkan",
    "annual_turnover": "omzet tidak terbaca dan dikosongkan",
    "phone": "nomor telepon tidak terbaca dan dikosongkan",
    "sex": "jenis kelamin tidak terbaca dan dikosongkan",
    "rt": "RT tidak terbaca dan dikosongkan (Excel mungkin mengubahnya menjadi tanggal)",
    "village": "desa/kelurahan tidak dikenali dan dikosongkan",
    "submitted_at": "tanggal usulan tidak terbaca dan dikosongkan",
}


def unread(con: duckdb.DuckDBPyConnection, out: Path) -> dict[tuple[str, str], list[Notice]]:
    """For each (file, sheet) the fields with cells that say something nobody could read."""
    source = f"read_parquet({literal(str(out))})"
    counts = ", ".join(
        f"count(*) FILTER ({name} IS NULL AND {name}_original IS NOT NULL)" for name in _UNREAD
    )
    lost = con.execute(f"SELECT {counts} FROM {source}").fetchone() or ()
    found: dict[tuple[str, str], list[Notice]] = {}
    for name, count in zip(_UNREAD, lost, strict=True):
        if not count:
            continue
        rows = con.execute(
            f'SELECT file, sheet, min("row"), count(*) FROM {source} WHERE {name} IS NULL AND {name}_original IS NOT NULL '
            f"AND NOT starts_with({name}_original, '=') AND NOT {values.is_none(f'{name}_original')} GROUP BY ALL"
        ).fetchall()
        for file, sheet, row, times in rows:
            found.setdefault((file, sheet), []).append(Notice(_UNREAD[name], row, None, times))
    return found
