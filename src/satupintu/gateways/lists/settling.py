"""Settles what holds for a whole sheet: the period of its turnover, its village; and says what its cells lack."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence

from satupintu.gateways.lists.evidence import Evidence
from satupintu.gateways.lists.grids import UNSAVED, plain
from satupintu.gateways.lists.headers import Heading
from satupintu.gateways.lists.letters import is_letter
from satupintu.gateways.lists.maps import ColumnMap, answer, option
from satupintu.gateways.lists.money import period_in, period_in_title, unit_in, unit_in_title
from satupintu.gateways.lists.problems import Candidate, ListQuestion, ListRefused, Notice, place
from satupintu.gateways.lists.sheets import Layout
from satupintu.gateways.lists.spelling import spelled, understood, words
from satupintu.gateways.lists.villages import Place, VillageFinder, around
from satupintu.gateways.lists.vocabulary import score

_ENOUGH = 500  # rows that are looked at to find where a list's NIKs come from


def settle_turnover(
    layout: Layout, file: str, maps: Sequence[ColumnMap], evidence: dict[int, Evidence]
) -> None:
    """The period: stated by a map, the header, the title, the names of sheet and file, or every cell; else asked."""
    found = layout.mapping.fields.get("annual_turnover")
    if not found:
        return
    column, sheet = found[0], layout.grid.name
    for (at, index), error in layout.grid.errors.items():
        if index == column.index and at < len(layout.grid.rows):
            layout.grid.put(at, index, error)  # it stands for a sum that nobody can read, and is no blank
    layout.unit = unit_in(spelled(column.header))
    layout.unit = unit_in_title(layout.title) if layout.unit == 1 else layout.unit
    stated = [one.period for one in maps if one.period and one.applies(file, sheet)]
    if stated:
        layout.period = stated[-1]
        return
    is_canonical = column.header.strip().lower().replace(" ", "_") == "annual_turnover"
    layout.period = "per_year" if is_canonical else period_in(spelled(column.header))
    for title in (layout.title, sheet, file):
        layout.period = layout.period or period_in_title(title)
    lacking = None if layout.period else _first_without_period(layout, column.index)
    if lacking is None or evidence[column.index].is_blank:
        return
    periods = ("per_day", "per_month", "per_year")
    answers = tuple(answer(file, sheet, "annual_turnover", column.letter, period) for period in periods)
    layout.questions.append(
        ListQuestion(
            file,
            sheet,
            "annual_turnover",
            f"{place(file, sheet, lacking, column.letter)}: kolom “{column.header}” tidak menyebut omzet per hari, per "
            "bulan atau per tahun.",
            answers=answers,
            cure=f"Nyatakan dengan {option(answers[0])} (atau per_month, per_year).",
        )
    )


def refuse_ticked_turnover(layout: Layout, file: str, evidence: dict[int, Evidence]) -> None:
    """Classes of turnover with a tick each ('< 300 jt', '> 2,5 M'): passed over, the largest would count as micro."""
    mapping, sheet = layout.mapping, layout.grid.name
    read = mapping.column("annual_turnover")
    if (
        not layout.header
        or "annual_turnover" in mapping.stated
        or not (read is None or _is_ticked(evidence[read]))
    ):
        return
    # 'Apakah omzet turun? ya' is no class.
    ticked = [
        one
        for one in layout.header.headings
        if _CLASS.search(one.text)
        and not _SALES.isdisjoint(understood(one.text))
        and _is_ticked(evidence.get(one.index))
    ]
    if ticked:
        row = layout.grid.numbers[layout.header.rows[-1]] if layout.header.rows else None
        shown = ", ".join(f"{one.letter} ({one.text})" for one in ticked)
        text = (
            f"{place(file, sheet, row, ticked[0].letter)}: omzet hanya dicentang di kolom {shown}. Tulis jumlahnya, "
            "atau kelasnya (misalnya “< 300 juta”), dalam satu kolom “Omzet per tahun”"
        )
        no_sum = option(answer(file, sheet, "annual_turnover", "-"))
        raise ListRefused(f"{text}.", sheet=sheet, typed=f"{text}, atau nyatakan tidak dibaca: {no_sum}.")


def _is_ticked(evidence: Evidence | None) -> bool:
    """Whether a column's cells are ticks and nothing longer."""
    cells = [plain(cell) for cell in evidence.values] if evidence else []
    return bool(cells) and max(map(len, cells)) <= _TICK and not any(map(str.isdigit, "".join(cells)))


_TICK = 2  # characters: 'v', 'ya'
_CLASS = re.compile(r"\d\s*(?:jt|juta|m\b|mil)|\b(?:kecil|sedang|menengah|besar)\W*$", re.IGNORECASE)
_SAYS_MONEY = r"\brp\b|\d\s*(?:jt|juta|rb|ribu|m|mil[iy]ar)\b|^\W*\d{1,3}(?:[.,]\d{3})+"
_AMOUNT = re.compile(rf"{_SAYS_MONEY}|^[1-9](?:\d{{4,9}}|\d{{3,11}}000)(?:\.0+)?$", re.IGNORECASE)
# Where no word says that it is money: accounts, telephones, postcodes and days are seldom whole thousands.
_ROUND = re.compile(rf"{_SAYS_MONEY}|^[1-9]\d{{1,11}}000(?:\.0+)?$", re.IGNORECASE)
_LETTER_NAMES = frozenset({"sku", "nib", "iumk", "siup", "skdu"})
# Beside a letter's name: it is not there, or asked for.
_WISHES = frozenset((
    "tanpa", "non", "belum", "tidak", "kurang", "perlu", "butuh", "kebutuhan", "minta", "permintaan", "rencana", "usul",
    "usulan", "diusulkan", "ajukan", "diajukan", "mengajukan", "pengajuan", "pengurusan", "mengurus", "kendala",
    "hambatan", "biaya", "syarat", "bantuan", "hilang", "habis", "dicabut",
))  # fmt: skip
_SALES = frozenset({"omzet", "omset", "penjualan", "pendapatan", "penghasilan", "hasil"})
_LETTER = re.compile(r"^\W*(?:[a-z]{1,5}\W+){0,2}\d{1,5}\s*/\s*[\w.\- ]+/|\b(?:sku|nib)\W*\d", re.IGNORECASE)
_SAYS_NOTHING = frozenset({"rp", "idr", "rupiah", "kolom", "column"})  # over an amount
# What passed over would decide wrongly: a large business would count as micro, everybody's letter would be missing.
_UNCLAIMED = (
    ("annual_turnover", _AMOUNT, "omzet (penjualan usaha sebelum dikurangi biaya)"),
    ("business_letter", _LETTER, "nomor surat keterangan usaha (SKU) atau NIB"),
)


def ask_unclaimed(layout: Layout, file: str, evidence: dict[int, Evidence]) -> None:
    """Asks about a column whose cells look like turnover or business letters under words that do not say so."""
    mapping, sheet = layout.mapping, layout.grid.name
    used = {one.index for found in mapping.fields.values() for one in found}
    asked = {question.field for question in layout.questions}
    headings = layout.header.headings if layout.header else ()
    for name, looks, what in _UNCLAIMED:
        if name in mapping.stated or mapping.fields.get(name) or name in asked:
            continue
        open_ = (one for one in (*headings, *_unheaded(layout, evidence)) if one.index not in used)
        one = next(
            (h for h in open_ if _may_hold(name, h) and _looks(name, h, evidence.get(h.index), looks)), None
        )
        if one is None:
            continue
        period = period_in(spelled(one.text)) if name == "annual_turnover" else None
        answers = (answer(file, sheet, name, one.letter, period), answer(file, sheet, name, "-"))
        shown = f"“{one.text}”" if one.text else "tanpa judul ini"
        text = f"{place(file, sheet, column=one.letter)}: apakah kolom {shown} berisi {what}?"
        cure = f"Bila ya: {option(answers[0])}; bila bukan: {option(answers[1])}."
        candidates = (Candidate(one.letter, one.text),)
        layout.questions.append(ListQuestion(file, sheet, name, text, candidates, answers, cure))


def _unheaded(layout: Layout, evidence: dict[int, Evidence]) -> list[Heading]:
    """A heading of no words for each column without one that is filled for at least half of the people."""
    rows = layout.picked.rows
    headed = {one.index for one in layout.header.headings} if layout.header else set()
    bare = [i for i in evidence if i not in headed and not evidence[i].is_blank]
    filled = {i: layout.grid.column(i) for i in bare}
    return [Heading(i, "") for i in bare if sum(filled[i][at] != "" for at in rows) * 2 >= len(rows)]


def _looks(name: str, heading: Heading, evidence: Evidence | None, looks: re.Pattern[str]) -> bool:
    """Whether at least half of a column's cells look like something, ticks under a letter's name too."""
    cells = [plain(cell) for cell in evidence.values] if evidence else []
    said = set(understood(heading.text)) if name == "business_letter" else set()
    if name == "annual_turnover" and not heading.text:
        looks = _ROUND
    if said & _LETTER_NAMES and not said & _WISHES:
        return any(map(is_letter, cells))
    return bool(cells) and sum(looks.search(cell) is not None for cell in cells) * 2 >= len(cells)


def _may_hold(name: str, heading: Heading) -> bool:
    """Whether the words over a column leave open that it holds the field; an amount must be for some period, or of
    sales. No words leave everything open, and so do words that say nothing: 'Rp', 'Kolom3'."""
    if all(word in _SAYS_NOTHING or word.isdigit() for word in understood(heading.text)):
        return True
    said = score(name, understood(heading.leaf), understood(heading.group))
    return (
        said >= -1
        and bool(heading.leaf)
        and (
            name != "annual_turnover"
            or period_in(spelled(heading.text)) is not None
            or not _SALES.isdisjoint(understood(heading.text))
        )
    )


def _first_without_period(layout: Layout, index: int) -> int | None:
    """The first row whose amount does not itself say for how long it is."""
    for at in layout.picked.rows:
        row = layout.grid.rows[at]
        text = plain(row[index]) if index < len(row) else ""
        if any(char.isdigit() and char != "0" for char in text) and not period_in(
            re.sub(r"(\d)", r"\1 ", text)
        ):
            return layout.grid.numbers[at]
    return None


def settle_village(layout: Layout, file: str, maps: Sequence[ColumnMap], finder: VillageFinder) -> None:
    """The village of the whole sheet, and those that headings between its rows name for the rows below them."""
    sheet = layout.grid.name
    layout.district, layout.regency = around(layout.title)
    stated = [one.village for one in maps if one.village and one.applies(file, sheet)]
    if stated:
        area = finder.in_cell(stated[-1])
        if area.code is None:
            raise ListRefused(
                f"{place(file, sheet)}: {area.notice} (--map village={stated[-1]}).", sheet=sheet
            )
        layout.village = Place(area.code, "dinyatakan dengan --map")
        return
    titles = (
        (layout.title, "judul daftar"),
        (sheet, "nama lembar"),
        (file.rpartition(".")[0], "nama berkas"),
    )
    for text, where in titles:
        found = finder.in_text(text if where == "judul daftar" else text.replace("_", " "), where)
        if found and (found.code or where == "judul daftar"):
            layout.village = found
            break
    if layout.village is None:
        niks = usual_district([layout])
        layout.village = finder.in_sheet_name(sheet, layout.district, layout.regency, niks)
    if layout.village and layout.village.notice and "village" not in layout.mapping.fields:
        layout.notices.append(Notice(layout.village.notice))
    _settle_sections(layout, finder)


# What sheets of one village's workbook are called, and none is called after a village.
_PART = re.compile(
    r"(?:\W|\d|\b(?:sheet|lembar\w*|hal|halaman|page|data|daftar|usulan|bagian|kelompok|rt|rw|dusun|dsn)\d*\b)*",
    re.IGNORECASE,
)


def share_village(layouts: Sequence[Layout], finder: VillageFinder) -> None:
    """A sheet without a title is about the village of the other sheets of its workbook, when they agree."""
    read = [layout for layout in layouts if not layout.reason]
    known = {layout.village.code for layout in read if layout.village and layout.village.code}
    code = known.pop() if len(known) == 1 else None
    for layout in read if code else ():
        if code is None or layout.village or not finder.lies_in(code, layout.district, layout.regency):
            continue
        layout.village = Place(code, "lembar lain dalam berkas yang sama")
        if "village" not in layout.mapping.fields and not _PART.fullmatch(layout.grid.name.replace("_", " ")):
            layout.notices.append(
                Notice(
                    f"lembar ini tidak menyebut desanya; dihitung sebagai {finder.path(code)} seperti lembar lain di "
                    "berkas ini. Bila keliru, tulis nama desanya di atas judul kolom lembar ini"
                )
            )


def note_no_village(layout: Layout) -> None:
    """Says of a list that no village was found anywhere, also none that is not known."""
    if not layout.sections:
        layout.notices.append(
            Notice(
                "nama desa/kelurahan tidak ditemukan pada judul, kolom, nama lembar atau nama berkas, dan dikosongkan; "
                "tulis di atas judul kolom, misalnya “Desa … Kecamatan … Kabupaten …”"
            )
        )


def _settle_sections(layout: Layout, finder: VillageFinder) -> None:
    """What stands between two rows and names a village, by itself or as the title of a second table: the people below
    are of that village. A name alone is one only where nothing else names the village."""
    is_open = layout.village is None
    places = [layout.district, layout.regency]
    for block in _blocks(layout):
        # As in a title, the district may stand in another line than the village.
        own = around("\n".join(text for _, text in block))
        places = [one or other for one, other in zip(own, places, strict=True)]
        for at, text in block:
            found = finder.in_text(text, "judul bagian", *places)
            found = found or (finder.in_heading(text, *places) if is_open else None)
            if found:
                layout.sections.append((at, found.code or text))


def _blocks(layout: Layout) -> list[list[tuple[int, str]]]:
    """The headings, those together between which nobody stands."""
    people = layout.picked.rows
    found: dict[int, list[tuple[int, str]]] = {}
    for at, text in layout.picked.headings:
        found.setdefault(bisect(people, at), []).append((at, text))
    return list(found.values())


def usual_district(layouts: Iterable[Layout]) -> str:
    """The six digits with which at least half the NIKs of some sheets begin, '' if none do; some rows will tell."""
    found: Counter[str] = Counter()
    for layout in layouts:
        column = layout.mapping.column("nik")
        for at in layout.picked.rows[:_ENOUGH] if column is not None else ():
            cells = layout.grid.rows[at][column : (column or 0) + 1]
            digits = re.sub(r"\D", "", plain(cells[0])) if cells else ""
            found.update([digits[:6]] if len(digits) == 16 else [])
    district, count = found.most_common(1)[0] if found else ("", 0)
    return district if count * 2 >= found.total() else ""


def note_cells(layout: Layout) -> None:
    """Says of each mapped column where formulas without result, error values and formulas stand."""
    grid = layout.grid
    if not grid.formulas and not grid.errors:
        return
    rows = set(layout.picked.rows)
    for one in (one for found in layout.mapping.fields.values() for one in found):
        formulas = sorted(row for row, column in grid.formulas if column == one.index and row in rows)
        unsaved = [row for row in formulas if grid.rows[row][one.index : one.index + 1] == [UNSAVED]]
        errors = sorted(row for row, column in grid.errors if column == one.index and row in rows)
        for places, text in (
            (unsaved, "sel berisi rumus tanpa hasil; buka dan simpan ulang di Excel"),
            (errors, "sel berisi nilai galat (misalnya #N/A) dan dibaca kosong"),
            (sorted(set(formulas) - set(unsaved)), "sel berisi rumus; hasil yang tersimpan dipakai"),
        ):
            if places:
                layout.notices.append(Notice(text, grid.numbers[places[0]], one.letter, len(places)))


_WITHDRAWN = re.compile(
    r"\b(?:meninggal|wafat|alm|almarhum(?:ah)?|batal|dibatalkan|mundur|mengundurkan|dicoret|coret)\b",
    re.IGNORECASE,
)
# Of somebody else, or not so: 'suami meninggal', 'menggantikan alm. bapaknya', 'tidak batal'.
_OTHERS = re.compile(
    r"\b(?:suami|istri|isteri|ayah|bapak|ibu|anak|orang ?tua|ortu|meng?gantikan|pengganti|tidak|tdk|belum|bukan)",
    re.IGNORECASE,
)
_REMARKS = frozenset({"keterangan", "ket", "catatan", "status"})
_MOST_TOLD = 30  # rows told one by one
_STAYS = "tetapi tetap dibaca; hapus barisnya bila memang"


def note_withdrawn(layout: Layout) -> None:
    """Says of each person whom the sender seems to have withdrawn: struck through, or by a remark. They stay read."""
    grid, rows = layout.grid, layout.picked.rows
    who = [i for name in ("nik", "name") if (i := layout.mapping.column(name)) is not None]
    struck = [at for at in rows if any((at, i) in grid.struck for i in who)] if grid.struck else []
    _tell(layout, struck, f"orang di baris ini dicoret, {_STAYS} ditarik", None)
    used = {one.index for found in layout.mapping.fields.values() for one in found}
    for one in layout.header.headings if layout.header else ():
        if one.index in used or _REMARKS.isdisjoint(understood(one.leaf)):
            continue
        cells = grid.column(one.index)
        said = {
            cell for cell in {*cells} if _WITHDRAWN.search(plain(cell)) and not _OTHERS.search(plain(cell))
        }
        told = [at for at in rows if cells[at] in said] if said else []
        text = f"menurut keterangannya meninggal, mundur atau batal, {_STAYS} ditarik"
        _tell(layout, told, text, one.letter)


_SCALE = frozenset({"skala", "kategori", "klasifikasi", "ukuran", "golongan", "kelas"})
_LARGER = re.compile(r"^\W*(?:usaha\s+)?(?:kecil|menengah|besar)\W*$", re.IGNORECASE)


def note_larger(layout: Layout) -> None:
    """Says of each person whose business the list itself calls more than micro, by a word or a tick. They stay read."""
    used = {one.index for name, found in layout.mapping.fields.items() if name != "sector" for one in found}
    for one in layout.header.headings if layout.header else ():
        if one.index in used or _SCALE.isdisjoint(words(one.text)):
            continue
        is_class = _LARGER.match(one.text.rpartition(" ")[2]) is not None
        cells = [plain(cell).strip("-–_0 ") for cell in layout.grid.column(one.index)]
        told = [at for at in layout.picked.rows if (cells[at] if is_class else _LARGER.match(cells[at]))]
        _tell(
            layout, told, f"menurut kolom “{one.text}” usahanya lebih dari mikro, {_STAYS} begitu", one.letter
        )


def _tell(layout: Layout, rows: Sequence[int], text: str, column: str | None) -> None:
    """A notice for each row; of very many the last one counts the rest."""
    told = rows[:_MOST_TOLD]
    for at in told:
        count = 1 + len(rows) - len(told) if at == told[-1] else 1
        layout.notices.append(Notice(text, layout.grid.numbers[at], column, count))
