"""Reads a round's lists, file by file, into one Parquet file; a file that cannot be used is refused whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from satupintu.engine.steps import Progress
from satupintu.gateways.areas import Areas
from satupintu.gateways.lists.any_kind import grids_of
from satupintu.gateways.lists.grids import Grid, letter
from satupintu.gateways.lists.layout import understand
from satupintu.gateways.lists.mapping import Mapping
from satupintu.gateways.lists.maps import PERIODS, ColumnMap, check_heeded, check_maps, check_sheets
from satupintu.gateways.lists.opening import SAVE_AS, kind_of
from satupintu.gateways.lists.parquets import Table, understand_table
from satupintu.gateways.lists.picking import BLANK, NUMBERS, ONLY_NUMBER
from satupintu.gateways.lists.problems import (
    Candidate,
    ListProblem,
    ListQuestion,
    ListRefused,
    ListUsageError,
    Notice,
)
from satupintu.gateways.lists.reading import ReadColumn, ReadFile, Reading, ReadSheet
from satupintu.gateways.lists.settling import note_no_village, share_village, usual_district
from satupintu.gateways.lists.sheets import Layout
from satupintu.gateways.lists.staging import Staging
from satupintu.gateways.lists.statement import Context, unread
from satupintu.gateways.lists.villages import VillageFinder

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".parquet")


@dataclass
class _Work:
    """A file while it is read."""

    path: Path
    name: str
    sha256: str = ""
    kind: str = ""
    problem: ListProblem | None = None
    same_as: str | None = None
    layouts: list[Layout] = field(default_factory=list)
    contexts: dict[int, int] = field(default_factory=dict)
    table: Table | None = None

    @property
    def questions(self) -> list[ListQuestion]:
        asked = [question for layout in self.layouts for question in layout.questions]
        return asked + (self.table.questions if self.table else [])


def read_lists(
    paths: Sequence[Path],
    out: Path,
    *,
    maps: Sequence[ColumnMap] = (),
    threads: int | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Reads lists as people send them and writes their rows to `out` (Parquet, one row a person).

    Rows stand in the order files by name, sheets as in the workbook, rows top down. A folder stands for the
    lists in it. Files that cannot be used, or that leave a question open, give no rows and a problem in the
    Reading; the others are read. Raises ListUsageError when two files share a name or a map names no file, and
    duckdb.OutOfMemoryException.
    """
    works = _works(paths)
    check_maps(maps, [work.name for work in works])
    staging = Staging(threads, memory, out.parent)
    finder = VillageFinder(Areas(staging.con))
    try:
        seen: dict[str, str] = {}
        for done, work in enumerate(works):
            if progress:
                progress(work.name, done, len(works))
            _read_one(work, seen, maps, finder, staging)
        if progress:
            progress("", len(works), len(works))
        if not any(work.problem and not work.same_as for work in works):
            check_heeded(maps, {one for mapping in _mappings(works) for one in mapping.heeded})
        _resolve(staging, works, finder)
        staging.write(out)
        notices = unread(staging.con, out)
        return Reading(tuple(_report(work, notices) for work in works), staging.rows)
    finally:
        staging.close()


def _mappings(works: Sequence[_Work]) -> list[Mapping]:
    found = [layout.mapping for work in works for layout in work.layouts]
    return found + [work.table.mapping for work in works if work.table]


def list_files(paths: Sequence[Path]) -> list[Path]:
    """The files that `read_lists` would read, by name: folders opened, nothing read yet. Raises ListUsageError."""
    return [work.path for work in _works(paths)]


def passed_over(paths: Sequence[Path]) -> list[str]:
    """A sentence for each thing in the folders that `read_lists` does not read: other files, folders, pipes."""
    told = []
    for folder in (path for path in paths if path.is_dir()):
        for one in sorted(folder.iterdir()):
            if one.name.startswith((".", "~$")) or (one.is_dir() and (one / "manifest.json").exists()):
                continue
            if one.is_dir():
                told.append(
                    f"{one.name}: folder di dalam {folder.name} ini tidak dibaca; sebutkan sendiri bila berisi daftar."
                )
            elif one.suffix.lower() not in SUFFIXES:
                told.append(f"{one.name}: bukan lembar kerja menurut namanya dan tidak dibaca.")
            elif not _may_be_list(one):
                told.append(
                    f"{one.name}: bukan berkas biasa (misalnya pipa) dan tidak dibaca; salin isinya ke berkas."
                )
    return told


def _may_be_list(path: Path) -> bool:
    """Whether what lies in a folder is read as a list; a link that leads nowhere is one that is missing."""
    is_named_so = path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))
    return is_named_so and (path.is_file() or not path.exists())


def _works(paths: Sequence[Path]) -> list[_Work]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.iterdir() if _may_be_list(one)]
            if not inside:
                raise ListUsageError(f"{path}: folder ini tidak berisi daftar ({', '.join(SUFFIXES)}).")
            files |= dict.fromkeys(sorted(inside))
        else:
            files[path] = None
    names: dict[str, Path] = {}
    for path in files:
        shown = path.name.encode(errors="replace").decode()
        if shown != path.name:  # Python stands the bytes that are no UTF-8 in for, but nothing can write them
            raise ListUsageError(
                f"{shown}: nama berkas ini memuat tanda yang bukan UTF-8. Ubah namanya dahulu."
            )
        if path.name in names and path.resolve() != names[path.name].resolve():
            raise ListUsageError(
                f"dua berkas bernama sama: {names[path.name]} dan {path}. Ubah nama salah satunya, supaya setiap baris "
                "dapat ditunjuk kembali."
            )
        names.setdefault(path.name, path)
    return [_Work(path, name) for name, path in sorted(names.items())]


def _read_one(
    work: _Work, seen: dict[str, str], maps: Sequence[ColumnMap], finder: VillageFinder, staging: Staging
) -> None:
    try:
        work.kind, data = _opened(work)
        if first := seen.get(work.sha256):
            work.same_as = first
            raise ListRefused(f"{work.name}: isinya persis sama dengan {first}; yang ini dikesampingkan.")
        seen[work.sha256] = work.name
        work.kind = work.kind or kind_of(data, work.name)
        if work.kind == "parquet":
            work.table = understand_table(staging.con, work.path, work.name, maps)
        else:
            grids = grids_of(data, work.name, work.kind)
            check_sheets(maps, work.name, [grid.name for grid in grids])
            layouts: list[Layout] = []
            for grid in grids:
                layouts.append(_understood(grid, work.name, maps, finder, layouts))
            work.layouts = layouts
            share_village(work.layouts, finder)
        _refuse_unsettled(work)
        for layout in work.layouts:
            _tell_left_out(layout)
    except ListRefused as refused:
        work.problem = refused.problem(work.name)
        return
    except duckdb.OutOfMemoryException:  # the machine's, or --memory's: no list of all is left out for it
        raise
    except Exception as error:  # one odd file must not keep the others from being read
        _log(error)
        work.layouts, work.table = [], None
        work.problem = ListProblem(
            work.name,
            f"{work.name}: susunan berkas ini tidak biasa dan tidak dapat dipahami. {SAVE_AS}",
        )
        return
    for index, layout in enumerate(work.layouts):
        if not layout.reason:
            work.contexts[index] = staging.add(work.name, layout)
    if work.table:
        _add_table(work, work.table, maps, staging)


def _log(error: Exception) -> None:
    """Where reading failed and how, without the text of the error, which may quote a cell."""
    import logging
    import traceback

    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(at.filename).name}:{at.lineno}"
    logging.getLogger(__name__).error("a list was not understood: %s at %s", type(error).__name__, place)


def _add_table(work: _Work, table: Table, maps: Sequence[ColumnMap], staging: Staging) -> None:
    village = next((one.village for one in maps if one.village and one.applies(work.name, "")), None)
    per_year = PERIODS[table.period] if table.period else None
    context = Context(
        work.name, "", per_year, table.unit, table.mapping.pair, table.mapping.rw_first, usual_village=village
    )
    staging.add_table(context, table.source, table.rows)


def _opened(work: _Work) -> tuple[str, bytes]:
    """A file's bytes, hashed; of Parquet only the hash, for it is read where it stands."""
    if work.path.exists() and not work.path.is_file():  # a pipe may never end, and can be read only once
        raise ListRefused(
            f"{work.name}: bukan berkas biasa (misalnya pipa) dan tidak dibaca; salin isinya ke berkas."
        )
    try:
        with work.path.open("rb") as file:
            if file.read(4) == b"PAR1":
                file.seek(0)
                work.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                return "parquet", b""
            file.seek(0)
            data = file.read()
    except FileNotFoundError as error:
        raise ListRefused(f"{work.name}: berkas ini tidak ada. Periksa nama dan foldernya.") from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "galat"
        raise ListRefused(
            f"{work.name}: berkas ini tidak dapat dibuka ({reason}). Periksa izin bacanya."
        ) from error
    work.sha256 = hashlib.sha256(data).hexdigest()
    return "", data


def _understood(
    grid: Grid, file: str, maps: Sequence[ColumnMap], finder: VillageFinder, done: Sequence[Layout]
) -> Layout:
    if not grid.hidden:
        before = next((one for one in reversed(done) if not one.reason), None)
        return understand(grid, file, maps, finder, before)
    layout = Layout(grid, reason="lembar tersembunyi")
    if filled := _rows_left_out(layout):
        layout.notices.append(
            Notice(
                f"lembar tersembunyi ini berisi {filled} baris dan tidak dibaca; tampilkan lembarnya bila harus ikut"
            )
        )
    return layout


def _tell_left_out(layout: Layout) -> None:
    """Says of a sheet beside read ones why it is left out, where anything stands in it."""
    if layout.reason and not layout.grid.hidden and (rows := _rows_left_out(layout)):
        layout.notices.append(Notice(f"lembar ini berisi {rows} baris dan tidak dibaca ({layout.reason})"))


def _rows_left_out(layout: Layout) -> int:
    """How many rows of a sheet that is not read say something."""
    empty = {BLANK, NUMBERS, ONLY_NUMBER}
    if layout.picked.skipped:
        return sum(count for kind, count in layout.picked.skipped.items() if kind not in empty)
    first = max(layout.header.rows) + 1 if layout.header and layout.header.rows else 0
    return sum(1 for row in layout.grid.rows[first:] if any(cell != "" for cell in row))


def _refuse_unsettled(work: _Work) -> None:
    questions = work.questions
    if questions:
        text = " ".join(question.text for question in questions)
        raise ListRefused(text, sheet=questions[0].sheet, typed=" ".join(map(str, questions)))
    if work.table:
        return
    if all(layout.reason for layout in work.layouts):
        reasons = "; ".join(f"{layout.grid.name or 'isi'}: {layout.reason}" for layout in work.layouts)
        raise ListRefused(
            f"{work.name}: tidak ada satu pun baris daftar di dalamnya ({reasons}). Pastikan ada baris judul kolom "
            "dengan NIK dan nama, dan isinya di bawahnya."
        )


def _resolve(staging: Staging, works: Sequence[_Work], finder: VillageFinder) -> None:
    """Gives every row its village, also that of lists whose village only their name tells, if the NIKs agree."""
    staging.resolve_villages(
        lambda village, district, regency: finder.in_cell(village, district, regency).code
    )
    for work in works:
        blank = [
            i
            for i in work.contexts
            if work.layouts[i].village is None and not work.layouts[i].mapping.fields.get("village")
        ]
        district = usual_district(work.layouts[i] for i in blank)
        found = finder.in_file_name(Path(work.name).stem, district) if district else None
        for i in blank if found else ():
            work.layouts[i].village = found
            staging.set_village(work.contexts[i], found.code if found else None)
        for i in () if found else blank:
            note_no_village(work.layouts[i])


_Unread = dict[tuple[str, str], list[tuple[str, Notice]]]


def _report(work: _Work, notices: _Unread) -> ReadFile:
    sheets = tuple(_sheet(work, i, layout, notices) for i, layout in enumerate(work.layouts))
    if work.table:
        extra = _with_columns(notices.get((work.name, ""), []), work.table.mapping)
        sheets = (_table_sheet(work.table, extra),)
    if work.problem:
        sheets = tuple(replace(sheet, rows=0) for sheet in sheets)
    return ReadFile(
        work.name,
        work.sha256,
        work.kind,
        work.problem,
        tuple(work.questions),
        sheets,
        sum(sheet.rows for sheet in sheets),
        work.same_as,
    )


def _with_columns(unread_cells: Sequence[tuple[str, Notice]], mapping: Mapping) -> list[Notice]:
    """What could not be read, with the column where the field has one of its own."""
    found = {name: columns[0].letter for name, columns in mapping.fields.items() if len(columns) == 1}
    return [replace(notice, column=found.get(name)) for name, notice in unread_cells]


def _table_sheet(table: Table, notices: Sequence[Notice]) -> ReadSheet:
    return ReadSheet(
        "",
        columns=_columns(table.mapping),
        first_row=1,
        last_row=table.rows,
        width=len(table.names),
        rows=table.rows,
        period=table.period,
        unit=table.unit,
        notices=tuple(notices),
        headings=tuple(Candidate(letter(i), name) for i, name in enumerate(table.names)),
    )


def _columns(mapping: Mapping) -> tuple[ReadColumn, ...]:
    columns = [
        ReadColumn(name, one.letter, one.header, round(one.score, 2))
        for name, found in mapping.fields.items()
        for one in found
    ]
    return tuple(sorted(columns, key=lambda one: (len(one.column), one.column, one.field)))


def _sheet(work: _Work, index: int, layout: Layout, notices: _Unread) -> ReadSheet:
    grid, picked = layout.grid, layout.picked
    unread_cells = notices.get((work.name, grid.name), []) if index in work.contexts else []
    extra = _with_columns(unread_cells, layout.mapping)
    doubtful = [
        Notice(f"baris ini dibaca sebagai {kind} dan tidak ikut", grid.numbers[at])
        for at, kind in picked.doubtful
    ]
    return ReadSheet(
        grid.name,
        layout.reason,
        grid.hidden,
        tuple(grid.numbers[row] for row in layout.header.rows) if layout.header else (),
        _columns(layout.mapping),
        grid.numbers[picked.rows[0]] if picked.rows else None,
        grid.numbers[picked.rows[-1]] if picked.rows else None,
        grid.width,
        len(picked.rows),
        dict(sorted(picked.skipped.items())),
        layout.period,
        layout.unit,
        layout.village.code if layout.village else None,
        layout.village.how if layout.village else "",
        (*layout.notices, *doubtful, *extra),
        tuple(Candidate(one.letter, one.text) for one in layout.header.headings) if layout.header else (),
    )
