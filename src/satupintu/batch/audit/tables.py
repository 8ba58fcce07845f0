"""Opens a decree, a paid list or a reference list, whichever of CSV and Parquet it is, with the number of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.csv_source import csv_source
from satupintu.batch.database import name as quoted
from satupintu.batch.database import text
from satupintu.batch.references import REGISTRY_TYPES, decimal_nik_sql
from satupintu.batch.troubles import brief, is_out_of_room
from satupintu.engine.nik import clean_nik_sql
from satupintu.engine.titles import titles

WHOLE_NUMBERS = frozenset({"BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT", "INTEGER", "UINTEGER"})
TEXT_FILES = (".csv", ".txt")
SHOWN_ROWS = 5
# What stands before the sum of a list.
SUM = r"^(?:sub|grand)?[ -]*(?:jumlah|total|jml)\b.{0,40}$"


# A NIK as a BIGINT: itself where it is 16 digits without separators, otherwise a negative hash; NULL where blank.
KEY = (
    "CASE WHEN is_plain OR regexp_full_match(clean, '[0-9]{16}') THEN CAST(clean AS BIGINT)"
    " WHEN clean <> '' THEN -1 - CAST(hash(clean) >> 1 AS BIGINT) END"
)


class AuditProblem(Exception):
    """An input that cannot be audited; the text (Indonesian) names file, row and column, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A workbook's sheet: its name, the CSV that holds its rows, and the number of the first row of data on it."""

    name: str
    csv: Path
    first_row: int


@dataclass(frozen=True)
class Table:
    """One file: what it is (``label``), where the user has it, and the Parquet that DuckDB reads in its stead.

    ``columns`` maps a lower-case name to the file's own name and its type. ``first_row`` is the number a person sees
    at the first row of data: 2 in a CSV, whose header is line 1, and 1 in a Parquet file. ``needed``: the columns that
    the job reads. ``sheet``: of a workbook the name of the sheet.
    """

    label: str
    path: Path
    parquet: Path
    columns: Mapping[str, tuple[str, str]]
    first_row: int
    needed: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def told(self) -> str:
        """How messages call it: 'Daftar bayar paid.csv', 'SK sk.xlsx, lembar 2021'."""
        return f"{self.label} {self.path.name}{f', lembar {self.sheet}' if self.sheet else ''}"

    @property
    def source(self) -> str:
        """SQL to read from."""
        return f"read_parquet({text(self.parquet)}, file_row_number = true)"

    @property
    def row(self) -> str:
        """SQL for the number of a row of `source`."""
        return f"(file_row_number + {self.first_row})"

    def kind(self, column: str) -> str:
        """The type of a column."""
        return self.columns[column][1]

    def own(self, column: str) -> str:
        """The column as an SQL name."""
        return quoted(self.columns[column][0])

    def raw(self, column: str) -> str:
        """SQL for a column as text, as it stands."""
        return self.own(column) if self.kind(column) == "VARCHAR" else f"CAST({self.own(column)} AS VARCHAR)"

    def text(self, column: str) -> str:
        """SQL for a column as text, NULL where it says nothing."""
        return f"nullif(trim({self.raw(column)}), '')"

    @property
    def tells_of_nobody(self) -> str:
        """SQL: nothing stands in the row, as below many a spreadsheet saved as CSV, or only the sum of those above."""
        who = ", ".join(self.text(column) for column in ("nik", "name", "nama") if column in self.columns)
        amount = self.text("amount") if "amount" in self.columns else "NULL"
        rest = ", ".join(self.text(one) for one in self.needed if one not in ("nik", "name", "amount"))
        is_blank = f"concat({who}, {amount}) = ''" if self.first_row > 1 else "false"
        is_sum = f"regexp_matches(concat({who}), {text(SUM)}, 'i')"
        return (
            f"CASE WHEN length({self.raw('nik')}) >= 16 THEN false"
            f" ELSE concat({rest}) = '' AND ({is_blank} OR {is_sum}) END"
        )

    def niks(self, *columns: str) -> str:
        """SQL for every row as `nik` (text), `clean` (without separators), `key` (see KEY) and ``columns``.

        Nearly every NIK is 16 digits and nothing else: one pattern says so, and what costs more is spared.
        """
        rows = ", ".join((f"{self.raw('nik')} AS nik", *columns))
        plain = f"SELECT *, regexp_full_match(nik, '[0-9]{{16}}') AS is_plain FROM (SELECT {rows} FROM {self.source})"
        other = f"coalesce({decimal_nik_sql('nik')}, {clean_nik_sql('nik')})"
        clean = f"CASE WHEN is_plain THEN nik ELSE {other} END AS clean"
        return f"SELECT *, {KEY} AS key FROM (SELECT *, {clean} FROM ({plain}))"

    def rows_in(self, table: str, *columns: str) -> str:
        """SQL for `line` and ``columns`` of the rows whose number stands in ``table``, worked out for those only."""
        numbered = f"SELECT *, {self.row} AS satupintu_line FROM {self.source}"
        return (
            f"SELECT {', '.join(('satupintu_line AS line', *columns))} FROM ({numbered})"
            f" SEMI JOIN (SELECT line AS satupintu_line FROM {table}) USING (satupintu_line)"
        )


def open_table(
    connection: duckdb.DuckDBPyConnection,
    label: str,
    path: Path,
    needed: Collection[str],
    sheet: Sheet | None = None,
) -> Table:
    """The file as a Table that has the columns ``needed``; of a workbook its ``sheet``.

    A CSV is turned into Parquet once, beside what else does not fit in memory. Raises AuditProblem when the file cannot
    be read or lacks a column.
    """
    is_text = sheet is not None or path.suffix.lower() in TEXT_FILES
    if not path.is_file():
        raise AuditProblem(f"{label} {path} tidak ada. Periksa letak dan nama berkasnya.")
    if not is_text and path.suffix.lower() != ".parquet":
        raise AuditProblem(f"{label} {path.name}: simpan sebagai XLSX, CSV atau Parquet, lalu jalankan lagi.")
    with reading(f"{label} {path.name}"):
        parquet = as_parquet(connection, sheet.csv if sheet else path) if is_text else path
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({text(parquet)})").fetchall()
    columns = {
        str(column).strip().lower(): (str(column), str(kind)) for column, kind, *_ in reversed(described)
    }
    first_row = sheet.first_row if sheet else 2 if is_text else 1
    name = sheet.name if sheet else ""
    table = Table(label, path, parquet, columns, first_row, tuple(needed), name)
    missing = [column for column in needed if column not in columns]
    if missing:
        stand = titles(sorted(columns), (*needed, *REGISTRY_TYPES))
        raise AuditProblem(
            f"{table.told} tidak punya kolom {', '.join(missing)}. {stand}"
            f" Kolom yang diperlukan: {', '.join(needed)}."
        )
    if table.kind("nik") not in WHOLE_NUMBERS | {"VARCHAR"}:
        raise AuditProblem(
            f"{table.told}: kolom nik bertipe {table.kind('nik')}, angka terakhirnya bisa hilang."
            " Simpan NIK sebagai teks."
        )
    return table


def check_niks(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Some row of a table that has any holds a NIK of 16 digits. Raises AuditProblem: nothing is found by others."""
    with reading(table.told):
        has_nik, has_rows = (
            connection.execute(f"SELECT 1 FROM ({table.niks()}) WHERE {which} LIMIT 1").fetchone()
            for which in ("key > 0", "true")
        )
        if has_rows and not has_nik:
            raise AuditProblem(
                f"{table.told}: tidak satu pun barisnya memuat NIK 16 angka. Periksa bahwa kolom nik disimpan sebagai"
                " teks, bukan angka."
            )


def refuse(connection: duckdb.DuckDBPyConnection, table: Table, column: str, wrong: str, why: str) -> None:
    """Raises AuditProblem for the first rows where ``wrong`` holds, saying ``why``; what a cell holds is not said, for
    in columns that have shifted it is a name or a NIK."""
    found = connection.execute(
        f"""
        SELECT {table.row} AS line, {table.text(column)} IS NULL, count(*) OVER () FROM {table.source}
        WHERE ({wrong}) AND NOT ({table.tells_of_nobody}) ORDER BY line LIMIT {SHOWN_ROWS}
        """
    ).fetchall()
    if not found:
        return
    (line, is_blank, count), *others = found
    more = [f"baris {', '.join(str(row) for row, *_ in others)}"] if others else []
    more += [f"{count - len(found)} baris lain"] if count > len(found) else []
    also = f" (juga {' dan '.join(more)})" if more else ""
    shown = "kosong," if is_blank else "isinya"
    raise AuditProblem(
        f"{table.told}, baris {line}, kolom {column}: {shown} {why}{also}. Perbaiki, lalu jalankan lagi."
    )


def as_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Path:
    """A CSV's rows, as text and in their order, in a Parquet file of this job's own."""
    (folder,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    copy = Path(folder) / f"{len(list(Path(folder).glob('*.parquet')))}-{path.stem}.parquet"
    source = csv_source(connection, path)
    connection.execute(f"COPY (SELECT * FROM {source}) TO {text(copy)} (FORMAT parquet)")
    return copy


@contextmanager
def reading(told: str) -> Iterator[None]:
    """Whatever goes wrong inside is laid at the door of one file, unless the computer itself ran out of room."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if is_out_of_room(error):
            raise
        raise AuditProblem(f"{told} tidak dapat dibaca: {brief(error)}") from error
