"""The one statement that reads every cell of a round: canonical columns, and the cell's text where it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.gateways.lists import letters, values
from satupintu.gateways.lists.canonical_columns import ASKED_TYPES
from satupintu.gateways.lists.grids import UNSAVED
from satupintu.gateways.lists.maps import CANONICAL
from satupintu.gateways.lists.money import states_sum, turnover
from satupintu.gateways.lists.problems import Notice
from satupintu.gateways.lists.steps import SHOWN, VALUE, Steps
from satupintu.gateways.lists.values import literal

RAW = (
    "nik", "kk", "name", "birth_date", "sex", "address", "rt", "rw", "rt_rw", "village", "district", "regency",
    "sector", "phone", "annual_turnover", "business_letter", "submitted_at", "proposer", "rt_address",
)  # fmt: skip
_CONTEXT = {
    "file": "VARCHAR", "sheet": "VARCHAR", "per_year": "INTEGER", "unit": "BIGINT", "pair": "VARCHAR",
    "rw_first": "BOOLEAN", "epoch": "DATE", "usual_village": "VARCHAR",
}  # fmt: skip
_READERS: dict[str, Callable[[Steps, str], object]] = {
    "nik": values.identity, "kk": values.identity, "name": values.person, "birth_date": values.birth, "sex": values.sex,
    "address": values.words, "village": values.village, "district": values.text, "regency": values.text,
    "sector": values.words, "phone": values.phone, "annual_turnover": turnover, "business_letter": letters.letter,
    "submitted_at": values.moment, "proposer": values.words,
}  # fmt: skip
_TYPES = {"birth_date": "DATE", "annual_turnover": "BIGINT", "submitted_at": "TIMESTAMP"}
_JOIN_PLACES = """LEFT JOIN places ON places.context = understood.context AND places.village = village_text
    AND places.district IS NOT DISTINCT FROM district_text AND places.regency IS NOT DISTINCT FROM regency_text"""
_JOIN_FORMULAS = (
    "LEFT JOIN (SELECT seq, {columns} FROM formulas GROUP BY seq) AS written ON written.seq = understood.seq"
)


# What is said of a cell that repeats, where it is more than its value and what reading changed of it.
_SAID = {"annual_turnover": ("value", "changed", "up_to")}


@dataclass(frozen=True)
class Context:
    """What holds for every row of one sheet."""

    file: str
    sheet: str
    per_year: int | None = None
    unit: int = 1
    pair: str = ""
    rw_first: bool = False
    epoch: str = "1899-12-30"
    usual_village: str | None = None
    district: str = ""
    regency: str = ""


@dataclass(frozen=True)
class Once:
    """Cells that repeat: `table` has what every different set of `cells` says of `fields`, to be joined to the rows."""

    table: str
    cells: tuple[str, ...]
    fields: tuple[str, ...]

    def columns(self) -> list[str]:
        """The names of what is joined."""
        return [f"{name}_{what}" for name in self.fields for what in _SAID.get(name, ("value", "changed"))]

    def join(self) -> str:
        """Joins them to the relation `raw`, in which blank cells are ''."""
        keys = [
            ("context", f"{self.table}_context"),
            *((name, f"{self.table}_{name}") for name in self.cells),
        ]
        return f"LEFT JOIN {self.table} ON " + " AND ".join(f"{key} = raw.{name}" for name, key in keys)


# Cells that are read apart from all others, as far as the sheet itself does not bear on them.
APART: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("rt", "rw", "rt_rw", "rt_address"), ("rt", "rw")),
    *(((name,), (name,)) for name in (
        "birth_date", "sex", "address", "sector", "annual_turnover", "business_letter", "submitted_at", "proposer",
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Rows to be read: a relation with `seq`, `context`, `row` and the cells of the fields in `present`.

    Fields in `ready` are canonical as they stand (a DATE column of a Parquet file) and are only passed on, with what an
    earlier reading noted of them (`nik_is_number`, `turnover_unread`, `turnover_up_to`, `annual_turnover_original`).
    `says_where`: the relation has its own `file` and `sheet`, from an earlier reading. `pairs`: a NIK and a KK
    may stand in one cell. `marked`: the fields with cells that are not text (None: any may have some). `once`:
    what was read of cells that repeat. `asked`: the columns there of what only the applicant can state.
    """

    relation: str
    present: frozenset[str]
    ready: frozenset[str] = frozenset()
    says_where: bool = False
    formulas: bool = False
    places: bool = False
    pairs: bool = True
    marked: frozenset[str] | None = None
    once: tuple[Once, ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """The fields that `once` has the values of."""
        return frozenset(name for one in self.once for name in one.fields)

    @property
    def unread(self) -> frozenset[str]:
        """The fields of which the cells are still to be read."""
        return self.present - {name for one in self.once for name in one.cells}


def understood(source: Source, contexts: Sequence[Context], asked: Sequence[str] = ()) -> str:
    """SELECT of a source's rows in canonical columns. Columns that no sheet has are not looked at.

    `asked`: the columns of what only the applicant can state, NULL where this source does not have them.
    """
    steps = Steps(_with_context(source, contexts))
    _read(steps, source)
    for name in sorted({"nik", "kk"} - source.present):
        for column in (name, f"{name}_exact", f"{name}_shown", f"{name}_bare", f"{name}_whole"):
            steps.add(SHOWN, column, "NULL::VARCHAR")
        steps.add(SHOWN, f"{name}_plain", "NULL::BOOLEAN")
        steps.add(SHOWN, f"{name}_odd", "{'tail': NULL::VARCHAR}")
    values.identities(steps, pairs=source.pairs, says_number="nik_is_number" in source.ready)
    if "rt" not in source.known:
        values.neighbourhood(steps, source.present)
    found = {"nik", "kk", "rt", "rw", "village"} | source.present | source.ready
    village = _village(source)
    kept = ", ".join(_kept(name, name in found, village) for name in CANONICAL)
    originals = ", ".join(_original(name, source, village) for name in CANONICAL)
    stated = "".join(
        f", {one if one in source.asked else f'CAST(NULL AS {ASKED_TYPES[one][0]})'} AS {one}"
        for one in asked
    )
    noted = (
        f"{_turnover_unread(source, village)} AS turnover_unread, {_turnover_up_to(source)} AS turnover_up_to,"
        f" {_village_unread(source, village)} AS village_unread"
    )
    wanted = (
        f'understood.seq AS seq, file, sheet, understood."row" AS "row", {kept}, {originals}, {noted}{stated}'
    )
    columns = ", ".join(f"max(formula) FILTER (field = '{name}') AS {name}_formula" for name in RAW)
    joins = _JOIN_PLACES if source.places else ""
    relation = steps.sql(wanted + joins)
    joins += _JOIN_FORMULAS.format(columns=columns) if source.formulas else ""
    return f"SELECT {wanted} FROM {relation} AS understood {joins}"


def read_once(once: Once, source: Source, contexts: Sequence[Context]) -> str:
    """SELECT for the table of `once`: every different set of its cells in a source, and what it says."""
    cells = ", ".join(once.cells)
    different = f"SELECT DISTINCT context, {cells} FROM {source.relation}"
    relation = f'(SELECT *, NULL::BIGINT AS seq, NULL::INTEGER AS "row" FROM ({different}))'
    alone = Source(relation, frozenset(once.cells), marked=source.marked)
    steps = Steps(_with_context(alone, contexts, [f"{name} AS {once.table}_{name}" for name in once.cells]))
    _read(steps, alone)
    if "rt" in once.fields:
        values.neighbourhood(steps, alone.present)
    said = [f"{name}_value, {_changed(name, alone, '')} AS {name}_changed" for name in once.fields]
    said += [f"{name}_up_to" for name in once.fields if name in _SAID]
    keys = [f"context AS {once.table}_context", *(f"{once.table}_{name}" for name in once.cells)]
    wanted = ", ".join(keys + said)
    return f"SELECT {wanted} FROM {steps.sql(wanted)}"


def _read(steps: Steps, source: Source) -> None:
    """The values of all cells that are read by themselves."""
    for name in RAW:
        if name in source.ready:
            steps.add(VALUE, f"{name}_value", name)
        elif name in source.unread:
            values.show(steps, name, marked=source.marked is None or name in source.marked)
            if name in _READERS:
                _READERS[name](steps, name)


def _with_context(source: Source, contexts: Sequence[Context], more: Sequence[str] = ()) -> str:
    """The source's rows with what holds for their sheet, looked up by its number; blank cells as NULL."""
    columns = [
        "seq",
        "context",
        '"row"',
        *(["file", "sheet"] if source.says_where else []),
        *sorted(source.ready),
        *sorted(source.asked),
        *(column for one in source.once for column in one.columns()),
        *more,
    ]
    for name, kind in _CONTEXT.items():
        if not (source.says_where and name in ("file", "sheet")):
            listed = ", ".join(_sql(getattr(context, name)) for context in contexts)
            columns.append(f"CAST([{listed}] AS {kind}[])[context] AS {name}")
    for name in RAW:
        if name in source.unread:
            plain = f"nullif({name}, '')"
            is_plain = source.marked is not None and name not in source.marked
            columns.append(f"{plain if is_plain else f'nullif({plain}, {literal(UNSAVED)})'} AS {name}")
    joins = " ".join(one.join() for one in source.once)
    return f"(SELECT {', '.join(columns)} FROM {source.relation} AS raw {joins})"


def _sql(value: object) -> str:
    return "NULL" if value is None else literal(value) if isinstance(value, str) else str(value)


def _village(source: Source) -> str:
    """A cell's own village: its code as it stands, its name as it was found; otherwise the whole list's."""
    if "village" not in source.present:
        return "usual_village"
    named = "coalesce(village_code, places.code)" if source.places else "village_code"
    return f"CASE WHEN village_text IS NULL THEN usual_village ELSE {named} END"


def _kept(name: str, is_found: bool, village: str) -> str:
    value = f"{name}_value" if is_found else f"NULL::{_TYPES.get(name, 'VARCHAR')}"
    if name == "village":
        value = village
    return f"{value} AS {name}{', nik_is_number' if name == 'nik' else ''}"


def _original(name: str, source: Source, village: str) -> str:
    """The cell's text where reading changed it: of a formula its text, otherwise what stood there."""
    return f"{_changed_text(name, source, village)} AS {name}_original"


def _changed_text(name: str, source: Source, village: str) -> str:
    sources = _sources(name, source)
    if not sources:
        return f"{name}_original" if f"{name}_original" in source.ready else "NULL::VARCHAR"
    changed = f"{name}_changed" if name in source.known else _changed(name, source, village)
    written = [f"{one}_formula" for one in sources] if source.formulas else []
    before = [f"{name}_original"] if f"{name}_original" in source.ready else []
    return f"coalesce({', '.join([*written, changed, *before, 'NULL'])})"


def _turnover_unread(source: Source, village: str) -> str:
    """Whether a turnover is stated that nobody could read: what is blank, or in words without a sum, states none."""
    said = "coalesce(turnover_unread, false)" if "turnover_unread" in source.ready else "false"
    if "annual_turnover" not in source.present:
        return said
    stated = states_sum(_changed_text("annual_turnover", source, village))
    return f"annual_turnover_value IS NULL AND (coalesce({stated}, false) OR {said})"


def _turnover_up_to(source: Source) -> str:
    """Whether the turnover is no more than the most that it may be: 'maksimal 5 jt', '1-2 juta'."""
    said = "coalesce(turnover_up_to, false)" if "turnover_up_to" in source.ready else "false"
    if "annual_turnover" not in source.present:
        return said
    return f"(annual_turnover_value IS NOT NULL AND annual_turnover_up_to) OR {said}"


def _village_unread(source: Source, village: str) -> str:
    """Whether a village is stated that nobody knows, or that is one of several, in a list of no one village."""
    said = "coalesce(village_unread, false)" if "village_unread" in source.ready else "false"
    if "village" not in source.present:
        return said
    return f"({village}) IS NULL AND (village_text IS NOT NULL AND usual_village IS NULL OR {said})"


def _sources(name: str, source: Source) -> list[str]:
    """The fields whose cells a canonical column comes from."""
    return [one for one in ((name, "rt_rw") if name in ("rt", "rw") else (name,)) if one in source.present]


def _changed(name: str, source: Source, village: str) -> str:
    sources = _sources(name, source)
    if not sources:
        return "NULL::VARCHAR"
    shown = f"coalesce({', '.join(f'{one}_exact' for one in sources)})"
    value = f"({village})" if name == "village" else f"CAST({name}_value AS VARCHAR)"
    return f"CASE WHEN {shown} IS DISTINCT FROM {value} THEN {shown} END"


_UNREAD = {
    "birth_date": "tanggal lahir tidak terbaca dan dikosongkan",
    "annual_turnover": "omzet tidak terbaca dan dikosongkan",
    "business_letter": "isi kolom surat usaha bukan nomor dan bukan “ada”, sehingga tidak dihitung sebagai surat",
    "phone": "nomor telepon tidak terbaca dan dikosongkan",
    "sex": "jenis kelamin tidak terbaca dan dikosongkan",
    "rt": "RT tidak terbaca dan dikosongkan (Excel mungkin mengubahnya menjadi tanggal)",
    "village": "desa/kelurahan tidak dikenali dan dikosongkan",
    "submitted_at": "tanggal usulan tidak terbaca dan dikosongkan",
}


def _says_none(name: str) -> str:
    said = f"{name}_original"
    return letters.says_none(said) if name == "business_letter" else values.is_none(said)


def unread(con: duckdb.DuckDBPyConnection, out: Path) -> dict[tuple[str, str], list[tuple[str, Notice]]]:
    """For each (file, sheet) the fields with cells that say something nobody could read, each with its notice."""
    source = f"read_parquet({values.path_literal(str(out))})"
    counts = ", ".join(
        f"count(*) FILTER ({name} IS NULL AND {name}_original IS NOT NULL)" for name in _UNREAD
    )
    lost = con.execute(f"SELECT {counts} FROM {source}").fetchone() or ()
    found: dict[tuple[str, str], list[tuple[str, Notice]]] = {}
    for name, count in zip(_UNREAD, lost, strict=True):
        if not count:
            continue
        rows = con.execute(
            f'SELECT file, sheet, min("row"), count(*) FROM {source} '
            f"WHERE {name} IS NULL AND {name}_original IS NOT NULL "
            f"AND NOT starts_with({name}_original, '=') AND NOT {_says_none(name)} GROUP BY ALL"
        ).fetchall()
        for file, sheet, row, times in rows:
            found.setdefault((file, sheet), []).append((name, Notice(_UNREAD[name], row, None, times)))
    return found
