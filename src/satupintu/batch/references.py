"""Reference lists (civil registry, staff, borrowers…): found by name, checked, and opened as NIK keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from satupintu.batch.csv_source import csv_source
from satupintu.batch.database import name as quoted
from satupintu.batch.database import text
from satupintu.batch.troubles import brief
from satupintu.engine.nik import clean_nik_sql
from satupintu.engine.nik_numbers import MOST, is_doubtful_sql
from satupintu.engine.titles import titles

REGISTRY = "civil_registry"
# The condition that a row's key is a NIK of 16 digits, which alone can be looked up.
USABLE = f"key BETWEEN {MOST // 10 + 1} AND {MOST}"
# The condition that it can be somebody's at all: below zero lie the keys of rows whose NIK is not sound.
SOMEBODYS = "key > 0"
SUFFIXES = (".parquet", ".csv")
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
    ``is_text``: whether its NIKs are texts.
    """

    name: str
    path: Path
    view: str
    columns: tuple[str, ...]
    stretch: str = ""
    is_text: bool = False


def find_references(folder: Path) -> dict[str, Path]:
    """Every list in ``folder`` by its name, the file's stem.

    Raises ReferenceProblem when the folder is not there or a list stands in it twice.
    """
    if not folder.is_dir():
        raise ReferenceProblem(f"Folder daftar acuan {folder} tidak ada. Periksa --reference.")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith(".") or path.is_dir():
            continue
        if path.stem in found:
            raise ReferenceProblem(
                f"Daftar acuan {path.stem} ada dua kali: {found[path.stem].name} dan {path.name}. Sisakan satu."
            )
        found[path.stem] = path
    return found


def check_names(folder: Path, known: Collection[str], found: Collection[str]) -> None:
    """No file in ``folder`` is one of the known lists but for how its name is written.

    Raises ReferenceProblem naming the file: a list that is not read bars nobody.
    """
    for path in sorted(folder.iterdir()):
        name = re.sub(r"[\W_]+", "_", path.name.split(".")[0].casefold()).strip("_")
        if name in known and name not in found and not path.name.startswith((".", "~$")):
            raise ReferenceProblem(
                f"{path.name} di folder acuan tampaknya daftar {name}, tetapi bukan berkas dengan nama dan jenis yang"
                f" dibaca. Simpan sebagai {name}.csv atau {name}.parquet, atau keluarkan dari folder itu."
            )


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
    """Open the list as a view; its ``nik`` becomes ``key``, a BIGINT, null where a text is not 16 digits.

    Whole numbers stay as they are, so that a nation's list is read no slower: ask USABLE which of them is a NIK.
    Raises ReferenceProblem when the file cannot be read or lacks a usable ``nik`` (of the registry ``name`` too).
    """
    view = f"reference_{list_name}"
    try:
        is_parquet = path.suffix.lower() == ".parquet"
        source = f"read_parquet({text(path)})" if is_parquet else csv_source(connection, path)
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except (duckdb.Error, OSError) as error:
        raise ReferenceProblem(f"Daftar acuan {path.name} tidak dapat dibaca: {brief(error)}") from error
    types = {str(column).strip().lower(): (str(column), str(kind)) for column, kind, *_ in described}
    check_present(list_name, path, types)
    check_types(list_name, path, types)
    nik, kind = types["nik"]
    columns = ", ".join(
        f"{said_sql(own, kind)} AS {quoted(lower)}" for lower, (own, kind) in types.items() if lower != "nik"
    )
    spoken = f"SELECT {key_of(nik, kind, path)} AS key{', ' + columns if columns else ''} FROM"
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {spoken} {source}")
    stretch = ""
    if is_parquet and "file_row_number" not in types:  # which is what the database calls a row's place
        numbered = f"{spoken} read_parquet({text(path)}, file_row_number = true)".replace("{", "{{").replace(
            "}", "}}"
        )
        stretch = f"{numbered} WHERE file_row_number >= {{0}} AND file_row_number < {{1}}"
    return ReferenceList(list_name, path, view, tuple(sorted(types)), stretch, kind == "VARCHAR")


def said_sql(column: str, kind: str) -> str:
    """SQL for a column as text; a code that a table keeps as a number with decimals has none."""
    whole = kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL")
    number = (
        f"TRY_CAST({quoted(column)} AS BIGINT)" if whole and column.lower() == "village" else quoted(column)
    )
    return f"CAST({number} AS VARCHAR)"


def check_present(list_name: str, path: Path, columns: Collection[str]) -> None:
    """A list has its NIKs, and the registry the names by which a NIK is known to be the row's own.

    Raises ReferenceProblem naming file and column.
    """
    for column in ("nik", "name") if list_name == REGISTRY else ("nik",):
        if column not in columns:
            stand = titles(sorted(columns), ("nik", *REGISTRY_TYPES))
            raise ReferenceProblem(
                f"Daftar acuan {path.name} tidak punya kolom {column}. {stand}"
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
    said = quoted(column)
    digits = f"regexp_extract({clean_nik_sql(said)}, '^[0-9]{{16}}$')"
    return f"TRY_CAST(coalesce({decimal_nik_sql(said)}, {digits}) AS BIGINT)"


def decimal_nik_sql(text: str) -> str:
    """SQL for the NIK in a text such as 3507116205900001.0, a spreadsheet's number; NULL where that may have lost a
    digit, and for any other text."""
    digits = f"left(trim({text}), 16)"
    is_doubtful = is_doubtful_sql(f"TRY_CAST({digits} AS BIGINT)")
    return f"CASE WHEN regexp_full_match({text}, ' *[0-9]{{16}}[.,]0+ *') AND NOT {is_doubtful} THEN {digits} END"
