"""Reads one report: into columns where every row can be used, else into sentences that say what to mend."""

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.batch.aid import RowProblem, Settled, Terms, settle
from satupintu.batch.csv_source import csv_source
from satupintu.batch.database import database, text
from satupintu.batch.manifest import sha256
from satupintu.batch.troubles import log_trouble
from satupintu.foundation.audit.services import record
from satupintu.foundation.work.services import Progress
from satupintu.gateways.aid import read_aid_list
from satupintu.gateways.aid.meaning import SELECTED, understand, understood
from satupintu.gateways.areas import areas_file
from satupintu.gateways.lists.grids import NUMBER

from . import offers
from .models import AidReport, ReportState, Source
from .storage import keep_json, put
from .wording import refusal_text

# From here on a CSV is turned into columns by DuckDB, if its first line is its header; smaller ones are read with care.
BY_COLUMNS = 4 * 1024 * 1024
_TEXT = "VARCHAR"
# What a system may send of one recipient (services.report_aid).
SENT = ("nik", "name", "birth_date", "village", "amount", "received_on", "programme", "what", "quantity")
# What a table of them has besides (`batch.aid.settle`).
_UNSENT = ("state", "returned")


def read_report(report: AidReport, progress: Progress | None = None) -> AidReport:
    """Reads a report and keeps what came of it: read, asking, or refused with sentences. May be run again anytime."""
    tell = progress or (lambda *_figures: None)
    report.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=report.folder, prefix=".reading-") as folder:
        raw, rows = Path(folder) / "raw.parquet", Path(folder) / "rows.parquet"
        tell(0, 2, report.name)
        try:
            reading = _read(report, Path(folder), raw)
        except Exception as trouble:  # whatever a file does to its reader, the sender gets a sentence
            log_trouble(trouble, f"aid report {report.pk} not read")
            reading = {"problem": {"text": _unreadable(report)}, "questions": [], "sheets": []}
        if reading["questions"] or reading["problem"]:
            return _keep_open(report, reading)
        tell(1, 2, report.name)
        try:
            settled = settle(raw, rows, _terms(report))
        except duckdb.Error as trouble:
            log_trouble(trouble, f"aid report {report.pk} not read")
            return _keep_open(report, {**reading, "problem": {"text": _unreadable(report)}})
        return _keep_read(report, reading, settled, rows)


def _unreadable(report: AidReport) -> str:
    sentence = _("%(file)s: berkas ini tidak dapat dibaca. Simpan ulang di Excel, lalu kirim lagi.")
    return sentence % {"file": report.name}


def _read(report: AidReport, folder: Path, raw: Path) -> dict[str, Any]:
    """The file's entry of the reading as plain values; `raw` is written where nothing is open."""
    if report.source == Source.API:
        return _read_sent(report, raw)
    if report.name.lower().endswith((".csv", ".txt")) and report.size >= BY_COLUMNS:
        columns = _as_columns(report.path, folder)
        found = read_aid_list(columns, raw, report.maps, first_row=2) if columns else None
        if found and not found.problem:
            return found.to_json()
    return read_aid_list(report.path, raw, report.maps).to_json()


def _as_columns(path: Path, folder: Path) -> Path | None:
    """A large CSV as Parquet under its own name, all text; None where DuckDB cannot vouch for every line."""
    made = folder / f"{path.stem}.parquet"
    try:
        with database(spill=folder) as connection:
            source = csv_source(connection, path)
            connection.execute(f"COPY (SELECT * FROM {source}) TO {text(made)} (FORMAT parquet)")
    except (duckdb.Error, OSError):
        return None
    return made


def _read_sent(report: AidReport, raw: Path) -> dict[str, Any]:
    """Rows that a system sent, from the JSON kept of them."""
    sent = json.loads(report.path.read_text(encoding="utf-8"))
    lines = raw.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as file:
        for place, row in enumerate(sent, start=1):
            file.write(json.dumps({"row": place, **_plain_row(row)}, ensure_ascii=False) + "\n")
    kinds = ", ".join(f"{name}: '{_TEXT}'" for name in (*SENT, "village_original", *_UNSENT))
    source = (
        f"read_json({text(lines)}, format = 'newline_delimited', columns = {{\"row\": 'INTEGER', {kinds}}})"
    )
    with database(spill=raw.parent) as connection:
        connection.execute(f"CREATE TEMP TABLE sent AS SELECT *, 1::BIGINT AS unit FROM {source}")
        understand(connection, "sent")
        received = ", ".join(f"{sql} AS {name}" for name, sql in SELECTED.items())
        connection.execute(
            f"""COPY (SELECT '' AS sheet, r."row", r.nik, FALSE AS nik_is_number, r.name,
                TRY_CAST(r.birth_date AS DATE) AS birth_date, r.village, NULL::VARCHAR AS nik_original,
                r.village_original, {received}
            FROM {understood("sent")} ORDER BY r."row") TO {text(raw)} (FORMAT parquet)"""
        )
    return {"rows": len(sent), "problem": None, "questions": [], "sheets": []}


def _plain_row(row: dict[str, Any]) -> dict[str, str | None]:
    values = {name: None if row.get(name) in (None, "") else str(row[name]).strip() for name in SENT}
    if isinstance(row.get("quantity"), float):
        values["quantity"] = f"{NUMBER}{values['quantity']}"  # its point groups no thousands
    village = values["village"]
    digits = re.sub(r"[.\s]", "", village or "")
    is_code = bool(re.fullmatch("[0-9]{10}", digits))
    values["village"] = ".".join((digits[:2], digits[2:4], digits[4:6], digits[6:])) if is_code else None
    return {**values, "village_original": None if is_code else village}


def _terms(report: AidReport) -> Terms:
    return Terms(
        programmes=offers.reported_by(report.agency),
        areas=areas_file(),
        today=timezone.localdate(),
        programme=report.programme,
        received_on=report.received_on,
        area=report.area.prefix,
        starts=offers.starts(),
        money=[name for name, aid in offers.forms_of_aid().items() if aid in ("cash", "credit")],
    )


def _keep_open(report: AidReport, reading: dict[str, Any]) -> AidReport:
    """Keeps that the list asks, or why it cannot be used at all."""
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        kept.reading, kept.rows, kept.refused = reading, None, 0
        kept.problem = ""
        state = ReportState.NEEDS_ANSWER
        if not reading["questions"]:
            state, kept.problem = ReportState.REFUSED, reading["problem"]["text"]
        if kept.state != ReportState.WITHDRAWN:
            kept.state = state
        kept.save()
    return kept


def _keep_read(report: AidReport, reading: dict[str, Any], settled: Settled, rows: Path) -> AidReport:
    """Keeps the rows, or the reasons row by row: nothing of a list counts while one row of it does not."""
    if settled.refused:
        keep_json(_refusals(report, reading, settled.problems), report.refusals_file)
        digest = ""
    else:
        digest = sha256(rows)
        with put(report.folder / f"rows-{digest[:16]}.parquet") as part:
            rows.rename(part)
    with transaction.atomic():
        # All of the agency's: two readers at once must not both find that the other's list does not count yet.
        list(AidReport.objects.select_for_update().filter(agency=report.agency).values_list("pk"))
        kept = AidReport.objects.get(pk=report.pk)
        kept.reading, kept.rows, kept.refused = reading, settled.rows, settled.refused
        kept.rows_sha256 = digest
        kept.counts = dict(settled.counts)
        kept.problem = _several(report, settled) if settled.refused else _said_before(kept)
        if kept.state != ReportState.WITHDRAWN:
            kept.state = ReportState.REFUSED if kept.problem else ReportState.READ
        kept.save()
        if kept.state == ReportState.READ:
            record("aid.read", by=kept.sent_by, on=kept, area=kept.area, rows=kept.rows, sha256=digest)
            _replace(kept)
    return kept


def _said_before(report: AidReport) -> str:
    """Why a list does not count whose every row stands in another that does: one list saved twice; else ''."""
    same = AidReport.objects.filter(
        agency=report.agency, state=ReportState.READ, rows_sha256=report.rows_sha256
    )
    other = same.exclude(pk__in=[one for one in (report.pk, report.replaces_id) if one]).first()
    if other is None:
        return ""
    return _(
        "%(file)s: isinya sama persis dengan laporan “%(other)s” (%(day)s), jadi tidak dihitung dua kali. Bila ini "
        "penyaluran lain, isi tanggal diterimanya, lalu kirim lagi."
    ) % {"file": report.name, "other": other.name, "day": f"{other.sent_at:%d-%m-%Y}"}


def _replace(report: AidReport) -> None:
    """Withdraws what this report takes the place of, now that it is known to be good."""
    replaced = report.replaces_id
    while replaced:
        earlier = AidReport.objects.select_for_update().get(pk=replaced)
        replaced = earlier.replaces_id
        if earlier.state != ReportState.WITHDRAWN:
            earlier.state = ReportState.WITHDRAWN
            earlier.save(update_fields=["state"])
            record("aid.withdraw", by=report.sent_by, on=earlier, area=earlier.area, replaced_by=report.pk)


def _refusals(
    report: AidReport, reading: dict[str, Any], problems: Sequence[RowProblem]
) -> list[dict[str, Any]]:
    """Each row with its place and a sentence."""
    letters = {
        sheet["name"]: {one["field"]: one["column"] for one in sheet["columns"]}
        for sheet in reading["sheets"]
    }
    found = []
    for one in problems:
        column = letters.get(one.sheet, {}).get(one.field, "")
        place = {"sheet": one.sheet, "row": one.row, "column": column, "field": one.field}
        found.append(place | {"text": refusal_text(report, one, column)})
    return found


def _several(report: AidReport, settled: Settled) -> str:
    return _(
        "%(file)s: %(n)s dari %(rows)s baris perlu diperbaiki, jadi tidak satu baris pun dipakai. Perbaiki "
        "baris-baris itu, lalu kirim lagi seluruh daftarnya."
    ) % {"file": report.name, "n": settled.refused, "rows": settled.rows}
