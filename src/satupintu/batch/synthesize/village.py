"""Makes a whole village's case from a seed: messy lists, reference lists, the truth, and what the bank did."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from satupintu.batch.synthesize.defects import Workshop, make_entries
from satupintu.batch.synthesize.entries import ELIGIBLE, Entry, Place, mark_duplicates
from satupintu.batch.synthesize.files import write_csv, write_ods, write_records, write_xlsx
from satupintu.batch.synthesize.layouts import Table, make_layout, make_table, title_lines
from satupintu.batch.synthesize.people import Person, Population
from satupintu.batch.synthesize.villages import BY_CODE, VILLAGES, Village

# A style is a habit of an office: what it sends, and how tidily.
STYLES = {
    "rural": ("xlsx", "xlsx", "csv"),
    "paper": ("xlsx", "ods", "csv"),
    "forms": ("csv", "xlsx", "ods"),
}
LISTS = ("state_employees", "kur_borrowers", "bank_credit", "paid_2021", "larger_businesses")


def synthesize_village(
    *,
    seed: int,
    out: Path,
    village: str | None = None,
    rows: int = 600,
    year: int = 2021,
    area: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Write a case of about `rows` rows into `out` and return what its case.json says.

    `village` is a dotted code; `area` its province, regency, district and village names, needed where the code
    is none of `VILLAGES`; `kinds` the files to make (xlsx, ods, csv), at least one of them a workbook. The same
    arguments give the same bytes. Raises ValueError for an unknown village.
    """
    dice = Random(f"satupintu {seed}")  # noqa: S311 (made-up data, nothing secret)
    place = _village(dice, village, area)
    style = dice.choice(sorted(STYLES))
    shop = Workshop(dice, place, Population(dice, place, year))
    entries = make_entries(shop, rows)
    (out / "lists").mkdir(parents=True, exist_ok=True)
    (out / "reference").mkdir(exist_ok=True)
    places = _write_lists(dice, out / "lists", style, kinds or STYLES[style], place, entries, year)
    mark_duplicates(places)
    _add_neighbours(shop, len(entries))
    _write_reference(out / "reference", dice, shop)
    _write_truth(out / "truth.csv", places)
    _write_bank_outcome(out / "bank_outcome.csv", dice, places)
    case = _case(place, style, places, seed)
    (out / "case.json").write_text(json.dumps(case, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return case


def _village(dice: Random, code: str | None, area: Sequence[str] | None) -> Village:
    if code is None:
        return dice.choice(VILLAGES)
    if not re.fullmatch(r"\d\d\.\d\d\.\d\d\.[12]\d\d\d", code):
        raise ValueError(f"Kode desa {code} bukan sepuluh angka bertitik seperti 35.07.11.2008.")
    if area is not None:
        province, regency, district, name = area
        return Village(code, name, district, regency, province)
    if code not in BY_CODE:
        raise ValueError(f"Nama desa {code} tidak diketahui; sebutkan salah satu dari {', '.join(BY_CODE)}.")
    return BY_CODE[code]


def _write_lists(
    dice: Random,
    folder: Path,
    style: str,
    kinds: Sequence[str],
    village: Village,
    entries: Sequence[Entry],
    year: int,
) -> list[Place]:
    """Deal the rows out to files of these kinds and write them; where each row came to stand, in order."""
    slug = re.sub(r"[^a-z0-9]+", "-", village.name.lower()).strip("-")
    first_book = next(number for number, kind in enumerate(kinds) if kind != "csv")
    titled = [kind != "csv" or dice.random() < 0.3 for kind in kinds]
    layouts = [
        make_layout(
            dice,
            style,
            is_csv=kind == "csv",
            is_first=number in (0, first_book),
            has_title=titled[number] or village.is_told_by_name,
        )
        for number, kind in enumerate(kinds)
    ]
    books = [n for n, kind in enumerate(kinds) if kind != "csv" and layouts[n].takes_numbers]
    shares: list[list[Entry]] = [[] for _ in kinds]
    for entry in entries:
        shares[dice.choice(books) if entry.is_number else dice.randrange(len(kinds))].append(entry)
    places: list[Place] = []
    for number, kind in enumerate(kinds):
        layout, share = layouts[number], shares[number]
        name = f"{number + 1:02d}-usulan-{slug}.{kind}"
        if layout.has_timestamps:
            _stamp(dice, share, year)
        tables = []
        for sheet, part in _sheets(dice, kind, share, only=len(kinds) == 1):
            title = title_lines(dice, village, year) if titled[number] else []
            tables.append(make_table(dice, sheet, layout, part, village, title))
        _write(dice, folder / name, kind, tables)
        for table in tables:
            places += [Place(name, table.name, row, entry) for row, entry in table.numbers.items()]
    return places


def _stamp(dice: Random, entries: Iterable[Entry], year: int) -> None:
    """Give each row of a form's answers the moment it was sent, in the order of the rows."""
    moment = datetime(year, 4, 5, 7, 30)  # noqa: DTZ001 (a form's clock states no zone)
    for entry in entries:
        moment += timedelta(seconds=dice.randrange(20, 4000))
        entry.submitted = moment.isoformat(" ", "seconds")


def _sheets(dice: Random, kind: str, entries: list[Entry], *, only: bool) -> list[tuple[str, list[Entry]]]:
    """One sheet, or two by RT, of a workbook; a CSV has one without a name, an only workbook one sheet."""
    if kind == "csv":
        return [("", entries)]
    if only or dice.random() < 0.4:
        return [(dice.choice(("Sheet1", "Usulan", "DATA")), entries)]
    low = [entry for entry in entries if entry.person.rt <= 6]
    return [("RT 01-06", low), ("RT 07-12", [entry for entry in entries if entry.person.rt > 6])]


def _write(dice: Random, path: Path, kind: str, tables: list[Table]) -> None:
    if kind == "csv":
        delimiter, encoding = dice.choice(((";", "cp1252"), (";", "utf-8-sig"), (",", "utf-8")))
        write_csv(path, tables[0], delimiter=delimiter, encoding=encoding)
        return
    if dice.random() < 0.5:
        notes = Table("Petunjuk")
        notes.add(["Isi sesuai KTP. Jangan mengubah format."])
        notes.add([])
        notes.add(["Contoh NIK: 3507110101800001"])
        tables = [notes, *tables]
    (write_xlsx if kind == "xlsx" else write_ods)(path, tables)


def _add_neighbours(shop: Workshop, count: int) -> None:
    """As many people again who are in no list, some of them employed by the state or borrowing."""
    for _ in range(count):
        dice = shop.dice
        shop.person(*(name for name in LISTS if dice.random() < 0.02))


def _write_reference(folder: Path, dice: Random, shop: Workshop) -> None:
    registered = sorted(shop.registered, key=lambda person: person.nik)
    dice.shuffle(registered)
    header = ["nik", "name", "birth_date", "sex", "village", "status"]
    has_citizenship = any(person.citizenship != "WNI" for person in registered)

    def record(person: Person) -> list[object]:
        cells = [person.nik, person.name, person.born, person.sex, person.village, person.status]
        return [*cells, person.citizenship] if has_citizenship else cells

    columns = [*header, "citizenship"] if has_citizenship else header
    write_records(folder / "civil_registry.csv", columns, [record(person) for person in registered])
    for name in LISTS:
        held = [person for person in shop.people if name in person.lists]
        dice.shuffle(held)
        write_records(folder / f"{name}.csv", ["nik", "name"], [(p.nik, p.name) for p in held])
    received = [(p.nik, p.name, 2_400_000) for p in registered if p.received_2020]
    write_records(folder / "recipients_2020.csv", ["nik", "name", "amount"], received)


def _write_truth(path: Path, places: Sequence[Place]) -> None:
    header = (
        "file sheet row nik outcome_2021 reasons_2021 outcome_2020 reasons_2020 received_2020 sex born trade"
    )
    rows = []
    for place in places:
        person = place.entry.person
        told = []
        for year in (2021, 2020):
            outcome, reasons = place.entry.truth(year)
            told += [outcome, ";".join(reasons)]
        about = [int(person.received_2020), person.sex, person.born, person.trade]
        rows.append([place.file, place.sheet, place.row, person.nik, *told, *about])
    write_records(path, header.split(), rows)


def _write_bank_outcome(path: Path, dice: Random, places: Sequence[Place]) -> None:
    """What the bank then did: where it applies a silent rule, those who received in 2020 are dropped."""
    is_silent = dice.random() < 0.6
    rows = []
    for place in places:
        person = place.entry.person
        if place.entry.truth(2021)[0] == ELIGIBLE:
            odds = 0.95 if is_silent and person.received_2020 else 0.02
            rows.append((person.nik, "dropped" if dice.random() < odds else "accepted"))
    write_records(path, ["nik", "outcome"], rows)


def _case(village: Village, style: str, places: Sequence[Place], seed: int) -> dict[str, Any]:
    counts = {year: Counter(place.entry.truth(year)[0] for place in places) for year in (2021, 2020)}
    return {
        "village": village.code,
        "area": [village.province, village.regency, village.district, village.name],
        "rows": len(places),
        "outcomes_2021": dict(sorted(counts[2021].items())),
        "outcomes_2020": dict(sorted(counts[2020].items())),
        "style": style,
        "seed": seed,
    }
