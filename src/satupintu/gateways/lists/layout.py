"""Understands one sheet: its header, its columns, its people's rows, its village, its period of turnover."""

from __future__ import annotations

import re
from collections.abc import Sequence

from satupintu.gateways.lists.csvs import is_persons
from satupintu.gateways.lists.evidence import Evidence, fits
from satupintu.gateways.lists.grids import Cell, Grid, index_of, letter, plain
from satupintu.gateways.lists.headers import (
    MOST_COLUMNS,
    Header,
    Heading,
    find_header,
    header_scores,
    is_column_numbers,
)
from satupintu.gateways.lists.mapping import Assigner, Mapping
from satupintu.gateways.lists.maps import MAPPED, ColumnMap, answer, option
from satupintu.gateways.lists.picking import AnotherHeader, pick_rows, signs
from satupintu.gateways.lists.problems import ListRefused, Notice, place
from satupintu.gateways.lists.settling import (
    ask_unclaimed,
    note_cells,
    note_larger,
    note_withdrawn,
    refuse_ticked_turnover,
    settle_turnover,
    settle_village,
)
from satupintu.gateways.lists.sheets import Layout
from satupintu.gateways.lists.spelling import understood
from satupintu.gateways.lists.villages import VillageFinder, title_of
from satupintu.gateways.lists.vocabulary import own_columns

# Sheets that their names say are no list. People in them count all the same: of these up to two are an example's,
_EXAMPLES = re.compile(r"\b(?:petunjuk|contoh|panduan|cara|readme)", re.IGNORECASE)
# of these even one is somebody's, for 'Bantuan RT 05' and 'Template' are what offices call their lists.
_OTHERS = re.compile(r"\b(?:template|referensi|master|kode|keterangan|bantuan)", re.IGNORECASE)
_FEW_ROWS, _EXAMPLE_PEOPLE = 5, 2
_OURS = 4  # last columns among which those that we added are looked for
_COLUMN_OF_NIKS = 3  # without a name beside them
_GOES_ON = 0.5  # of the cells where the list before has its names
_NEARLY = 12  # digits of a NIK that some are missing of
_PERSON = (
    "kk", "birth_date", "sex", "address", "sector", "phone", "annual_turnover", "business_letter",
)  # fmt: skip
_IDENTITY = re.compile(r"^\W*\d(?:[\s.\-'’]?\d){15}\W*$")


def understand(
    grid: Grid, file: str, maps: Sequence[ColumnMap], finder: VillageFinder, before: Layout | None = None
) -> Layout:
    """Raises ListRefused for a list of people without a NIK column or without a header.

    `before` is the last list of the same file: one without a header may go on with its columns.
    """
    layout = Layout(grid, notices=[Notice(text) for text in grid.notices])
    if not any(cell != "" for row in grid.rows for cell in row):
        layout.reason = "lembar kosong"
        return layout
    header = find_header(grid) or _header_by_maps(grid, file, maps)
    if header is None:
        _refuse_if_people(grid, file, before)
        layout.reason = "bukan daftar: tidak ada baris judul kolom nama dan NIK"
        return layout
    layout.header = header
    evidence = _evidence(grid, header)
    _refuse_two_beside(grid, file, header, evidence)
    _refuse_shifted(grid, file, header)
    assigner = Assigner(file, grid.name, header.headings, evidence, maps)
    layout.mapping = assigner.assign()
    if reason := _no_list(grid, layout):
        layout.reason = reason
        return layout
    _check_columns(layout, file, assigner)
    _refuse_boxes(grid, file, header, layout.mapping, evidence)
    try:
        layout.picked = pick_rows(grid, header, layout.mapping)
    except AnotherHeader as other:
        number = grid.numbers[other.at]
        raise ListRefused(
            f"{place(file, grid.name, number)}: di sini mulai daftar lain dengan urutan kolom atau satuan yang "
            "berbeda. Pindahkan daftar itu ke lembar tersendiri, atau samakan judul dan urutan kolomnya.",
            sheet=grid.name,
            row=number,
        ) from other
    if not layout.picked.rows:
        layout.reason = "tidak ada baris orang di bawah judul kolom"
        return layout
    layout.questions += layout.mapping.questions
    layout.title = title_of(grid, max(header.rows, default=0))
    refuse_ticked_turnover(layout, file, evidence)
    settle_turnover(layout, file, maps, evidence)
    ask_unclaimed(layout, file, evidence)
    settle_village(layout, file, maps, finder)
    note_cells(layout)
    _note_unread_columns(layout)
    note_withdrawn(layout)
    note_larger(layout)
    return layout


def _note_unread_columns(layout: Layout) -> None:
    """Without a header only the columns that were pointed at are read: says which are not, and what lies too far."""
    if layout.header and any(
        cell != "" for at in layout.header.rows for cell in layout.grid.rows[at][MOST_COLUMNS:]
    ):
        layout.notices.append(Notice(f"kolom sesudah {letter(MOST_COLUMNS - 1)} tidak dibaca"))
    if layout.header and not layout.header.rows:
        used = {one.index for found in layout.mapping.fields.values() for one in found}
        unread = [one.letter for one in layout.header.headings if one.index not in used]
        if unread:
            text = "lembar ini tanpa judul kolom; yang tidak ditunjuk tidak dibaca: kolom "
            layout.notices.append(Notice(text + ", ".join(unread)))


def _evidence(grid: Grid, header: Header | None) -> dict[int, Evidence]:
    first = max(header.rows, default=-1) + 1 if header else 0
    body = [row for row in grid.rows[first : first + 400] if not is_column_numbers(row)]
    headed = max((one.index for one in header.headings), default=-1) + 1 if header else 0
    width = max(headed, min(MOST_COLUMNS, max(map(len, body), default=0)))
    return {i: Evidence([row[i] for row in body if i < len(row)]) for i in range(width)}


def _header_by_maps(grid: Grid, file: str, maps: Sequence[ColumnMap]) -> Header | None:
    """A list without any header can still be read when --map names the columns by letter.

    The other filled columns have a heading without words, so that one that decides can be asked about.
    """
    stated = [one for one in maps if one.column and one.applies(file, grid.name)]
    letters = {one.field: one.column for one in stated if re.fullmatch(r"[A-Za-z]{1,3}", one.column or "")}
    if not {"nik", "name"} <= letters.keys():
        return None
    indexes = {index_of(column or "") for column in letters.values()}
    indexes |= {i for i, cell in _evidence(grid, None).items() if not cell.is_blank}
    # A list handed back before: our columns are at its end.
    width = max(indexes) + 1
    ours = own_columns([[*map(plain, grid.column(i))] for i in range(max(0, width - _OURS), width)])
    indexes -= {max(0, width - _OURS) + i for i in ours}
    return Header((), tuple(Heading(index, "") for index in sorted(indexes)), 0.0)


def _refuse_if_people(grid: Grid, file: str, before: Layout | None) -> None:
    """A sheet without header but with a column of NIKs, or a NIK beside a name, is a list nobody can read."""
    _refuse_undivided(grid, file)
    for index in range(min(grid.width, MOST_COLUMNS)):
        cells = [row[index] for row in grid.rows[:500] if index < len(row)]
        niks = sum(1 for cell in cells if _IDENTITY.match(plain(cell)))
        is_example = niks < _COLUMN_OF_NIKS and _EXAMPLES.search(grid.name)
        if niks >= _COLUMN_OF_NIKS or (
            niks and not is_example and any(_is_person(row, index) for row in grid.rows[:500])
        ):
            text = (
                f"{place(file, grid.name, column=letter(index))}: ada {niks} nomor 16 angka, tetapi tidak ada baris "
                "judul kolom (misalnya No, Nama, NIK, Alamat). Tambahkan baris judul di atas daftar"
            )
            pointed = " ".join(map(option, _continued(grid, file, index, before)))
            raise ListRefused(
                f"{text}.",
                sheet=grid.name,
                column=letter(index),
                typed=f"{text}, atau tunjuk kolomnya: {pointed}.",
            )


_UNDIVIDED = re.compile(r"[;,|]\W{0,3}\d{16}\b|\b\d{16}\W?[;,|]")


def _is_undivided(cell: str) -> bool:
    return max(map(cell.count, ";,|")) > 1 and _UNDIVIDED.search(cell) is not None


def _refuse_undivided(grid: Grid, file: str) -> None:
    """A CSV opened by a spreadsheet that knew another delimiter: whole rows stand in one cell each."""
    for index in range(min(grid.width, _FEW_ROWS)):
        held = [
            cell for row in grid.rows[:500] if (cell := plain(row[index] if index < len(row) else "")) != ""
        ]
        if sum(map(_is_undivided, held)) * 2 > max(len(held), _EXAMPLE_PEOPLE):
            raise ListRefused(
                f"{place(file, grid.name, column=letter(index))}: setiap baris ada dalam satu sel, belum dibagi ke "
                "kolom. Kirim berkas CSV aslinya, atau di Excel pakai Data, Text to Columns dengan NIK sebagai Text, "
                "lalu kirim lagi.",
                sheet=grid.name,
                column=letter(index),
            )


def _continued(grid: Grid, file: str, nik: int, before: Layout | None) -> list[str]:
    """Maps for a sheet without header: all columns of the list before, where that has its NIKs and names there too."""
    evidence = _evidence(grid, None)
    columns = {name: one[0].index for name, one in before.mapping.fields.items() if one} if before else {}
    named = evidence.get(columns.get("name", -1))
    if not before or columns.get("nik") != nik or not named or named.share("name") < _GOES_ON:
        return [answer(file, grid.name, "nik", letter(nik)), answer(file, grid.name, "name", "HURUF")]
    taken = {
        name: i
        for name, i in columns.items()
        if name in MAPPED and i in evidence and not evidence[i].is_blank
    }
    return [
        answer(file, grid.name, name, letter(i), before.period if name == "annual_turnover" else None)
        for name, i in sorted(taken.items(), key=lambda item: item[1])
    ]


def _is_person(row: Sequence[Cell], index: int) -> bool:
    """Whether a NIK at `index` stands beside a name, in a row that is no form's ('NIK | : | 3507…') or signature."""
    if index >= len(row) or not _IDENTITY.match(plain(row[index])):
        return False
    before, after = (list(map(plain, cells)) for cells in (row[:index], row[index + 1 : MOST_COLUMNS]))
    labelled = (
        text.endswith(":") or signs(text) or {"nik", "name"} & header_scores(text).keys() for text in before
    )
    return not any(labelled) and any("name" in fits(text) for text in (*before, *after))


def _refuse_two_beside(grid: Grid, file: str, header: Header, evidence: dict[int, Evidence]) -> None:
    """Two lists side by side: read as one, the people on the right would be lost, or lend theirs to the left."""
    if both := _steps_beside(header, evidence):
        first = min(one.index for one in header.headings)
        row = grid.numbers[header.rows[0]] if header.rows else None
        raise ListRefused(
            f"{place(file, grid.name, row)}: ada dua daftar berdampingan di lembar ini, mulai kolom {letter(first)} "
            f"dan mulai kolom {letter(first + min(both))}. Pindahkan daftar yang kanan ke bawah yang kiri atau ke "
            "lembar tersendiri, lalu kirim lagi.",
            sheet=grid.name,
            row=row,
            column=letter(first + min(both)),
        )


def _refuse_shifted(grid: Grid, file: str, header: Header) -> None:
    """A line that a delimiter inside a cell divides once too often: the cells after it stand in others' columns."""
    if not grid.divided or not header.rows:
        return
    width = max(len(grid.rows[at]) for at in header.rows)
    for at in range(max(header.rows) + 1, len(grid.rows)):
        row, number = grid.rows[at], grid.numbers[at]
        if len(row) > width and any(map(plain, row[width:])) and is_persons([*map(plain, row)]):
            raise ListRefused(
                f"{place(file, grid.name, number)}: baris ini berisi {len(row)} kolom sedangkan judulnya {width}, "
                "mungkin karena ada tanda pemisah di dalam isi sel, misalnya 2,000,000. Apit isi sel itu dengan tanda "
                "kutip, atau simpan daftar sebagai .xlsx; bila ada kolom tanpa judul, beri judul.",
                row=number,
            )


def _steps_beside(header: Header, evidence: dict[int, Evidence]) -> set[int]:
    """How many columns to the right NIK and name stand again, of another list and not of the same person.

    The same words tell that; others ('NIK', 'No KTP') do with a third column, where the list begins anew.
    """
    first_of: dict[str, int] = {}
    same: dict[str, set[int]] = {"nik": set(), "name": set()}
    columns: dict[str, set[int]] = {}
    for one in header.headings:
        scores = header_scores(one.leaf, one.group)  # 'Suami/Istri' above makes it nobody's list
        best = max(scores, key=scores.__getitem__, default="")
        if not best or evidence[one.index].is_blank:
            continue
        columns.setdefault(best, set()).add(one.index)
        if best in same:
            leaf = " ".join(understood(one.leaf))
            same[best].add(one.index - first_of.setdefault(leaf, one.index))
    filled = {i for i, cells in evidence.items() if not cells.is_blank}
    found = (same["nik"] & same["name"]) - {0}
    for step in range(3, max(filled, default=0) + 1):
        again = {name: {i for i in at if i - step in at} for name, at in columns.items()}
        again = {name: at for name, at in again.items() if at}
        if len(again) >= _AGAIN and {"nik", "name"} <= again.keys():
            begin = min(min(at) for at in again.values())
            found |= {step} if "number" in again or begin - 1 not in filled else set()
    return found


_AGAIN = 3  # columns that a list has in common with another beside it
_BOXES = 12  # columns in a row with one digit each


def _refuse_boxes(
    grid: Grid, file: str, header: Header, mapping: Mapping, evidence: dict[int, Evidence]
) -> None:
    """A NIK written one digit to a column, as in the boxes of a printed form, is no cell anybody can read."""
    first = mapping.column("nik")
    if first is None:
        return
    boxes = (evidence[i] for i in range(first, first + _BOXES) if i in evidence)
    if sum(map(_is_box, boxes)) == _BOXES:
        row = grid.numbers[header.rows[0]] if header.rows else None
        raise ListRefused(
            f"{place(file, grid.name, row, letter(first))}: NIK ditulis satu angka per kolom. Gabungkan keenam belas "
            "angkanya dalam satu kolom berformat teks (di Excel: =CONCAT), lalu kirim lagi.",
            sheet=grid.name,
            row=row,
            column=letter(first),
        )


def _is_box(evidence: Evidence) -> bool:
    """Whether nearly all cells of a column are a single digit."""
    cells = [plain(cell) for cell in evidence.values]
    return bool(cells) and sum(len(cell) == 1 and cell.isdecimal() for cell in cells) >= 0.75 * len(cells)


def _no_list(grid: Grid, layout: Layout) -> str:
    fields = layout.mapping.fields
    has_nik = "nik" in fields or "nik" in layout.mapping.stated
    if not has_nik and ("name" not in fields or not any(name in fields for name in _PERSON)):
        return "bukan daftar: tidak ada kolom nama dan NIK"
    return "" if _holds_people(grid, layout) else "lembar petunjuk atau contoh menurut namanya"


def _holds_people(grid: Grid, layout: Layout) -> bool:
    """Whether a sheet is a list although its name may say that it is none."""
    is_example = _EXAMPLES.search(grid.name)
    if not layout.header or not (is_example or _OTHERS.search(grid.name)):
        return True
    rows = grid.rows[max(layout.header.rows, default=0) + 1 :]
    if len(rows) > _FEW_ROWS:
        return True
    people = _people_in(rows, layout.mapping)
    if is_example and people > _EXAMPLE_PEOPLE:
        text = f"lembar ini dibaca, {people} orang; hapus lembarnya bila isinya hanya petunjuk atau contoh"
        layout.notices.append(Notice(text))
    return people > (_EXAMPLE_PEOPLE if is_example else 0)


def _people_in(rows: Sequence[Sequence[Cell]], mapping: Mapping) -> int:
    """How many rows have a number as long as a NIK, or nearly, where it stands, and a name."""
    nik, name = mapping.column("nik"), mapping.column("name")
    if nik is None or name is None:
        return 0
    return sum(
        sum(map(str.isdigit, plain(row[nik]))) >= _NEARLY and any(map(str.isalpha, plain(row[name])))
        for row in rows
        if len(row) > max(nik, name)
    )


def _check_columns(layout: Layout, file: str, assigner: Assigner) -> None:
    """Refuses a list of people in which nobody's NIK or name has a column."""
    grid, mapping = layout.grid, layout.mapping
    for name, title in (("nik", "NIK"), ("name", "nama")):
        if name in mapping.fields or name in mapping.stated:
            continue
        rows = [grid.numbers[row] for row in (layout.header.rows if layout.header else ())]
        likely = assigner.looks_like(name) if name == "nik" else None
        hint = f"Kolom {likely} tampak berisi NIK. " if likely else ""
        text = (
            f"{place(file, grid.name, rows[0] if rows else None)}: daftar ini tidak mempunyai kolom {title}. Judul "
            f"kolom yang terbaca: {assigner.shown()}. {hint}Tambahkan kolom {title}"
        )
        pointed = option(answer(file, grid.name, name, likely or "HURUF"))
        no_list = "Bila lembar ini bukan daftar usulan, sembunyikan atau hapus lembarnya."
        raise ListRefused(
            f"{text}. {no_list}",
            sheet=grid.name,
            row=rows[0] if rows else None,
            typed=f"{text}, atau tunjuk kolomnya: {pointed}. {no_list}",
        )
