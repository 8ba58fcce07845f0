"""Reference lists (civil registry, staff, borrowers…): found by name, checked, and opened as NIK keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.database import name as quoted
from satupintu.batch.database import text
from satupintu.batch.troubles import brief
from satupintu.engine.nik import clean_nik_sql

REGISTRY = "civil_registry"
SUFFIXES = (".parquet", ".csv")
DELIMITERS = ";,\t|"
_TEXT = ("VARCHAR", "BLOB", '"NULL"')
_NUMBER = ("BIGINT", "UBIGINT", "HUGEINT", "DOUBLE")
_DAY = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")
# What the registry's columns may be stored as.
REGISTRY_TYPES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("name", "sex", "status", "citizenship"), _TEXT),
    "village": (*_TEXT, *_NUMBER),
    "birth_date": (*_TEXT, *_DAY),
}


class ReferenceProblem(Exception):
    """A reference list that is missing or cannot be used; the text says which and what to do."""


@dataclass(frozen=True)
class ReferenceList:
    """One list, open in the database as the view ``view`` with columns ``key`` (BIGINT) and its own.

    ``stretch``: where the file can be read in part, the SELECT of its rows from {0} up to {1}, the first being 0.
    """

    name: str
    path: Path
    view: str
    columns: tuple[str, ...]
    stretch: str = ""


def find_references(folder: Path) -> dict[str, Path]:
    """Every list in ``folder`` by its name, the file's stem.

    Raises ReferenceProblem when the folder is not there or a list stands in it twice.
    """
    if not folder.is_dir():
        raise ReferenceProblem(f"Folder daftar acuan {folder} tidak ada. Periksa --reference.")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            continue
        if path.stem in found:
            raise ReferenceProblem(
                f"Daftar acuan {path.stem} ada dua kali: {found[path.stem].name} dan {path.name}. Sisakan satu."
            )
        found[path.stem] = path
    return found


def check_needed(
    needed: Mapping[str, Iterable[str]],
    optional: Collection[str],
    found: Collection[str],
    without: Collection[str],
    known: Collection[str],
) -> None:
    """Every list a criterion needs is there, or was left out on purpose.

    ``needed`` maps a list to the ids of its criteria. Raises ReferenceProblem naming list and criterion.
    """
    strange = sorted(set(without) - set(known))
    if strange:
        raise ReferenceProblem(
            f"--without {strange[0]}: program ini tidak mengenal daftar itu. Yang dikenal: {', '.join(sorted(known))}."
        )
    missing = [
        name for name in sorted(needed) if name not in found and name not in without and name not in optional
    ]
    if missing:
        lines = [f"daftar {name} (dibutuhkan syarat {', '.join(sorted(needed[name]))})" for name in missing]
        raise ReferenceProblem(
            "Daftar acuan tidak ditemukan: "
            + "; ".join(lines)
            + f". Letakkan {missing[0]}.csv atau {missing[0]}.parquet di folder acuan, atau pakai"
            + f" --without {missing[0]} sehingga syarat itu belum dapat dinilai bagi semua orang."
        )


def open_list(connection: duckdb.DuckDBPyConnection, list_name: str, path: Path) -> ReferenceList:
    """Open the list as a view; its ``nik`` becomes ``key``, a BIGINT, null where it is not 16 digits.

    Raises ReferenceProblem when the file cannot be read or lacks a usable ``nik`` (of the registry ``name`` too).
    """
    view = f"reference_{list_name}"
    try:
        source = (
            f"read_parquet({text(path)})"
            if path.suffix.lower() == ".parquet"
            else csv_source(evened(connection, path))
        )
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except (duckdb.Error, OSError) as error:
        raise ReferenceProblem(f"Daftar acuan {path.name} tidak dapat dibaca: {brief(error)}") from error
    types = {str(column).strip().lower(): (str(column), str(kind)) for column, kind, *_ in described}
    check_present(list_name, path, types)
    check_types(list_name, path, types)
    nik, kind = types["nik"]
    columns = ", ".join(
        f"CAST({quoted(own)} AS VARCHAR) AS {quoted(lower)}"
        for lower, (own, _) in types.items()
        if lower != "nik"
    )
    spoken = f"SELECT {key_of(nik, kind, path)} AS key{', ' + columns if columns else ''} FROM"
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {spoken} {source}")
    stretch = ""
    if path.suffix.lower() == ".parquet":
        numbered = f"{spoken} read_parquet({text(path)}, file_row_number = true)".replace("{", "{{").replace(
            "}", "}}"
        )
        stretch = f"{numbered} WHERE file_row_number >= {{0}} AND file_row_number < {{1}}"
    return ReferenceList(list_name, path, view, tuple(sorted(types)), stretch)


def check_present(list_name: str, path: Path, columns: Collection[str]) -> None:
    """A list has its NIKs, and the registry the names by which a NIK is known to be the row's own.

    Raises ReferenceProblem naming file and column.
    """
    for column in ("nik", "name") if list_name == REGISTRY else ("nik",):
        if column not in columns:
            raise ReferenceProblem(
                f"Daftar acuan {path.name} tidak punya kolom {column}. Kolom yang ada: {', '.join(sorted(columns))}."
                f" Ganti judul kolom yang memuat {'nama' if column == 'name' else 'NIK'} menjadi {column}, lalu ulangi."
            )


def check_types(list_name: str, path: Path, types: Mapping[str, tuple[str, str]]) -> None:
    """Of the registry every column that is asked holds what can be read; a name that is a number would match nobody.

    Raises ReferenceProblem naming file and column.
    """
    for column, allowed in REGISTRY_TYPES.items() if list_name == REGISTRY else ():
        kind = types.get(column, ("", "VARCHAR"))[1]
        if kind not in allowed and not kind.startswith(
            ("ENUM", "DECIMAL") if column == "village" else "ENUM"
        ):
            raise ReferenceProblem(
                f"Daftar acuan {path.name}, kolom {column}: bertipe {kind[:60]}, padahal harus"
                f" {'tanggal atau teks' if column == 'birth_date' else 'teks'}. Simpan kolom itu sebagai"
                f" {'DATE atau VARCHAR' if column == 'birth_date' else 'VARCHAR'}, lalu ulangi."
            )


def key_of(column: str, kind: str, path: Path) -> str:
    """SQL for the NIK as a BIGINT, from text or whole numbers; fractions have lost their last digit."""
    if kind == "BIGINT":
        return quoted(column)
    if kind in {"UBIGINT", "HUGEINT"}:
        return f"TRY_CAST({quoted(column)} AS BIGINT)"
    if kind != "VARCHAR":
        raise ReferenceProblem(
            f"Daftar acuan {path.name}: kolom nik bertipe {kind}, angka terakhirnya bisa hilang."
            " Simpan NIK sebagai teks."
        )
    return f"TRY_CAST(regexp_extract({clean_nik_sql(quoted(column))}, '^[0-9]{{16}}$') AS BIGINT)"


def evened(connection: duckdb.DuckDBPyConnection, path: Path) -> Path:
    """The CSV itself, or a copy with even line ends where someone's editor mixed them.

    DuckDB reads mixed line ends only in its lenient mode, in which a stray quote swallows rows; strictness stays.
    """
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 22), b"")
        counts = [(piece.count(b"\n"), piece.count(b"\r\n")) for piece in pieces]
    lines, windows = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    if windows in (0, lines):
        return path
    (folder,) = connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    copy = Path(folder) / path.name
    with path.open("rb") as file, copy.open("wb") as out:
        out.writelines(line.rstrip(b"\r\n") + b"\n" for line in file)
    return copy


def csv_source(path: Path) -> str:
    """SQL that reads a CSV as text, its delimiter taken from its first line."""
    with path.open("rb") as file:
        head = file.readline(1 << 20)
        sample = head + file.read(1 << 20)
    if not head.strip():
        raise OSError("berkasnya kosong")
    encoding = (
        "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8" if is_utf8(sample) else "latin-1"
    )
    first = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    delimiter = max(DELIMITERS, key=first.count)
    return (
        f"read_csv({text(path)}, all_varchar = true, header = true, auto_detect = false, delim = {text(delimiter)},"
        f" quote = '\"', escape = '\"', encoding = {text(encoding)}, columns = {columns_of(first, delimiter)})"
    )


def columns_of(first_line: str, delimiter: str) -> str:
    """The header's names as DuckDB's struct of text columns."""
    import csv

    names = [
        cell.strip() or f"kolom_{place}"
        for place, cell in enumerate(next(csv.reader([first_line], delimiter=delimiter)))
    ]
    return "{" + ", ".join(f"{text(cell)}: 'VARCHAR'" for cell in names) + "}"


def is_utf8(sample: bytes) -> bool:
    """Whether the bytes read as UTF-8, a character cut at the end forgiven."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4
    return True
