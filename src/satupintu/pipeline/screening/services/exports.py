"""Hands out rows as a file for other work, and keeps who took how many."""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.audit.services import record
from satupintu.gateways.csv_cells import inert

from ..models import ListFile, Run
from ..selectors.decisions import Decisions, Filters
from ..selectors.wording import remedy_of, title_of

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_LONG_NUMBER = 9  # digits
_IN_MEMORY = 4 * 1024 * 1024


def export_rows(
    *, by: User, run: Run, decisions: Decisions, filters: Filters, kind: str
) -> tuple[IO[bytes], str]:
    """All rows that fit, as XLSX or CSV: the open file and its name. `decisions` are what the person may see."""
    require(by, "person.read")
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    rows = _lines(run, decisions, filters)
    count = _write_xlsx(file, rows) if kind == "xlsx" else _write_csv(file, rows)
    file.seek(0)
    with transaction.atomic():
        record(
            "rows.export",
            by=by,
            on=run.round,
            area=run.round.area,
            run=run.number,
            rows=count,
            kind=kind,
            outcome=filters.outcome,
            reason=filters.reason,
            flag=filters.flag,
        )
    return file, f"putaran-{run.round_id}-hasil-{run.number}.{kind}"


@transaction.atomic
def note_person(*, by: User, run: Run, number: int, kind: str = "page") -> None:
    """Keeps that a person's `page` or `letter` was opened, by the row's number: the trail names nobody."""
    require(by, "person.read")
    record("person.open", by=by, on=run.round, area=run.round.area, run=run.number, row=number, kind=kind)


@transaction.atomic
def note_pair(*, by: User, run: Run, left: int, right: int) -> None:
    """Keeps that two people's rows were opened side by side."""
    require(by, "person.read")
    record("pair.open", by=by, on=run.round, area=run.round.area, run=run.number, row=left, second=right)


@transaction.atomic
def note_letter(*, by: User, run: Run, number: int) -> None:
    """Keeps that a letter was taken, by the row's number: the trail names nobody."""
    require(by, "person.read")
    record("letter.print", by=by, on=run.round, area=run.round.area, run=run.number, row=number)


@transaction.atomic
def note_corrections(*, by: User, run: Run, lists: list[int]) -> None:
    """Keeps that marked workbooks were taken: they hold everybody on the list."""
    require(by, "corrections.read")
    record("corrections.download", by=by, on=run.round, area=run.round.area, run=run.number, lists=lists)


@transaction.atomic
def note_original(*, by: User, list_file: ListFile) -> None:
    """Keeps that a list was taken as it was sent."""
    require(by, "person.read", list_file.area)
    record("list.download", by=by, on=list_file, area=list_file.area)


def _headings() -> list[str]:
    return [
        _("Berkas"),
        _("Lembar"),
        _("Baris"),
        "NIK",
        _("Nama"),
        _("Kode desa"),
        _("Hasil"),
        _("Alasan"),
        _("Yang perlu dibawa atau diubah"),
        _("Tanda"),
        _("Sama dengan baris"),
    ]


def _lines(run: Run, decisions: Decisions, filters: Filters) -> Iterator[list[Any]]:
    outcomes = {
        "eligible": _("Memenuhi syarat"),
        "ineligible": _("Tidak memenuhi syarat"),
        "undetermined": _("Belum dapat diputuskan"),
    }
    beyond = _("Memenuhi syarat, di luar kuota")
    words: dict[tuple[str, str], str] = {}

    def spelled(ids: list[str], kind: str) -> str:
        for one in ids:
            if (one, kind) not in words:
                words[one, kind] = title_of(one, run) if kind == "title" else remedy_of(one, run)
        return "; ".join(words[one, kind] for one in ids)

    for row in decisions.every(filters):
        yield [
            row["file"],
            row["sheet"],
            row["row"],
            row["nik"] or "",
            row["name"] or "",
            row["village"] or "",
            beyond if row["within_quota"] is False else outcomes[row["outcome"]],
            spelled(row["reasons"], "title"),
            spelled(row["reasons"], "remedy"),
            spelled(row["flags"], "title"),
            _of_the_same_list(row, decisions),
        ]


def _of_the_same_list(row: dict[str, Any], decisions: Decisions) -> str:
    """Where the earlier row stands, unless that is in a list this person may not see."""
    earlier = row["duplicate_of"] or ""
    if not earlier or decisions.files is None or earlier.split("!", 1)[0] in decisions.files:
        return earlier
    return _("daftar lain")


def _write_xlsx(file: IO[bytes], rows: Iterator[list[Any]]) -> int:
    import xlsxwriter  # only where a workbook is made

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet(_("Hasil"))
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, (heading, width) in enumerate(
        zip(_headings(), (28, 14, 7, 19, 30, 15, 20, 44, 60, 34, 30), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(count, column, value)
            else:
                sheet.write_string(count, column, value)
    sheet.autofilter(0, 0, max(count, 1), len(_headings()) - 1)
    book.close()
    return count


def _write_csv(file: IO[bytes], rows: Iterator[list[Any]]) -> int:
    """With semicolons and a byte-order mark, as Indonesian spreadsheets open it."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_headings())
    count = 0
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
        count += 1
    text.detach()
    return count


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, or cut short as a number, is kept text by an apostrophe.

    Excel keeps 15 digits of a NIK or KK, and drops a telephone's first zero.
    """
    if not isinstance(value, str) or not value:
        return value
    is_number = value.isdecimal() and len(value) >= _LONG_NUMBER
    return f"'{value}" if is_number else inert(value)
