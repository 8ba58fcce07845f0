"""Rows of other people's files become submissions: lists of would-be recipients, exports of OpenSID and SIAK."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from satupintu.batch.troubles import log_trouble
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused
from satupintu.foundation.sent_files import fingerprint
from satupintu.foundation.work.models import Job
from satupintu.foundation.work.services import Progress, start
from satupintu.gateways.lists import ReadFile, read_lists
from satupintu.gateways.lists.maps import CANONICAL
from satupintu.gateways.lists.one_row import read_turnover
from satupintu.gateways.population import as_list, has_business, maps_for, occupation_of, sex_of

from .answers import file_name, plain
from .models import Channel, Import
from .services import receive

READ = "collection.import"
READ_AT_ONCE = 64 * 1024  # bytes; larger files are read in the background
LEFT_AFTER = timedelta(minutes=5)  # a small file that nobody has read by then is read by nobody
_VERSION = "1"  # of how rows become answers
_MOST_ERRORS = 500  # told by row; the rest is counted


@dataclass
class _Outcome:
    rows: int = 0
    taken: int = 0
    repeated: int = 0
    left_out: int = 0
    refused: int = 0
    errors: list[dict[str, str]] = field(default_factory=list)
    problem: str = ""


def add_import(*, by: User, file: File, channel: str, area: Area, everyone: bool = False) -> Import:
    """Keeps a file as it was sent and takes its rows in: at once when it is small, else in the background."""
    require(by, "submission.import", area)
    with transaction.atomic():
        made = Import.objects.create(
            name=file_name(file.name or "") or "berkas",
            sha256=fingerprint(file),
            channel=channel,
            area=area,
            by=by,
            everyone=everyone,
        )
        made.path.parent.mkdir(parents=True, exist_ok=True)
        with made.path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        record("import.sent", by=by, on=made, area=area, channel=channel, bytes=file.size)
        if file.size > READ_AT_ONCE:
            _take_in_later(made)
    if file.size <= READ_AT_ONCE:
        take_in_rows(made)
    return made


def read_left_behind() -> int:
    """Queues the files whose reader died before all rows were taken in; returns how many.

    Called by the house every few seconds. Each is queued once; work that failed is not begun again by itself.
    """
    count = 0
    left = Import.objects.filter(is_done=False, at__lt=timezone.now() - LEFT_AFTER)
    for one in left.select_related("by", "area"):
        if not Job.objects.filter(kind=READ, arguments={"pk": one.pk}).exists():
            _take_in_later(one)
            count += 1
    return count


def _take_in_later(one: Import) -> None:
    title = _("Masukkan %(file)s") % {"file": one.name}
    where = reverse("collection:import_result", args=[one.pk])
    start(READ, by=one.by, title=title, arguments={"pk": one.pk}, area=one.area, return_to=where)


def take_in_rows(one: Import, progress: Progress | None = None) -> Import:
    """Reads the file and receives its rows; may be called again at any time, since each row counts once."""
    outcome = _Outcome()
    with tempfile.TemporaryDirectory(prefix="satupintu-import-") as folder:
        rows = Path(folder) / "rows.parquet"
        try:
            outcome.problem = _read(one, Path(folder), rows)
        except Exception as trouble:  # whatever a file does to its reader, the sender gets a sentence
            log_trouble(trouble, f"import {one.pk} not read")
            outcome.problem = _("%(file)s: berkas ini tidak dapat dibaca. Simpan ulang sebagai XLSX.") % {
                "file": one.name
            }
        if not outcome.problem:
            _take(one, rows, outcome, progress)
    return _keep(one, outcome)


def _read(one: Import, folder: Path, rows: Path) -> str:
    """Writes the file's rows in canonical columns; returns what keeps it from being read, '' for nothing."""
    path = as_list(one.path, folder)
    found = read_lists([path], rows).files[0]
    maps = maps_for(one.channel, _headers(found))
    if maps:
        found = read_lists([path], rows, maps=maps).files[0]
    if found.problem is None:
        return ""
    if found.questions:  # nobody is asked on this page: whoever sent the file says it in the file
        return f"{found.problem.text} {_('Perjelas judul kolom itu di berkas, lalu kirim ulang.')}"
    return found.problem.text


def _headers(found: ReadFile) -> list[str]:
    return [heading.header for sheet in found.sheets for heading in sheet.headings]


def _take(one: Import, rows: Path, outcome: _Outcome, progress: Progress | None) -> None:
    villages = {area.pk: area for area in Area.objects.within(one.by.area).filter(level=4)}
    total = _count(rows)
    for row in _rows(rows):
        outcome.rows += 1
        if progress and outcome.rows % 50 == 1:
            progress(outcome.rows, total)
        answers = _answers(row, one.channel)
        if (
            one.channel != Channel.LIST
            and not one.everyone
            and not has_business(answers.get("occupation", ""))
        ):
            outcome.left_out += 1
            continue
        try:
            is_new = _receive(one, row, answers, villages)
        except Refused as refusal:
            outcome.refused += 1
            if len(outcome.errors) < _MOST_ERRORS:
                outcome.errors.append({"where": _place(row), "text": str(refusal)})
        else:
            outcome.taken += is_new
            outcome.repeated += not is_new


def _receive(one: Import, row: dict[str, Any], answers: dict[str, Any], villages: dict[str, Area]) -> bool:
    raw = json.dumps({"file": one.name, "sha256": one.sha256, **row}, ensure_ascii=False, default=str)
    return receive(
        by=one.by,
        form=one.channel,
        version=_VERSION,
        channel=one.channel,
        instance_id=_instance(one, row),
        answers=answers,
        raw=raw.encode(),
        raw_name="submission.json",
        area=_area(one, row, villages),
    ).is_new


def _area(one: Import, row: dict[str, Any], villages: dict[str, Area]) -> Area:
    """The village that a row names, else the one stated for the file. Raises Refused; nothing is guessed."""
    code, said = row["village"], str(row["village_original"] or "").strip()
    if code in villages:
        return villages[code]
    if code is not None:
        raise Refused(_("Desa %(code)s bukan wilayah Anda.") % {"code": code})
    if one.channel == Channel.LIST and said and said.casefold() != one.area.name.casefold():
        raise Refused(
            _("Desa “%(name)s” tidak dikenali, atau ada beberapa yang bernama itu. Tulis kode desanya.")
            % {"name": plain(said)[:60]}
        )
    return one.area


def _instance(one: Import, row: dict[str, Any]) -> str:
    """A row's name: from the file's hash and the row's place, so that sending the file again counts once."""
    sheet = hashlib.sha256((row["sheet"] or "").encode()).hexdigest()[:8]
    return f"{one.channel}:{one.sha256[:40]}:{sheet}:{row['row']}"


def _answers(row: dict[str, Any], channel: str) -> dict[str, Any]:
    """What a row says under our names; what a number's cell could not hold is left as it was written."""
    found = {name: row[name] for name in CANONICAL if row[name] is not None}
    for name in ("nik", "phone"):
        if name not in found and row.get(f"{name}_original"):
            found[name] = row[f"{name}_original"]
    if row["turnover_unread"]:
        found["annual_turnover"] = _unread(row["annual_turnover_original"])
    elif row["turnover_up_to"]:
        found["annual_turnover"] = f"≤ {row['annual_turnover']}"
    for name in ("birth_date", "submitted_at"):
        if name in found:
            found[name] = str(found[name])[:10]
    if channel == Channel.LIST:
        return found
    found["sex"] = found.get("sex") or sex_of(row.get("sex_original")) or ""
    found["occupation"] = occupation_of(found.pop("sector", None))
    return found


def _unread(written: str) -> str:
    """A turnover that nobody could read as it was written: a bare '300' must not be read as rupiah a year later on."""
    return written if read_turnover(written).is_unread else f"{written} (tidak terbaca)"


def _place(row: dict[str, Any]) -> str:
    where = _("baris %(row)s") % {"row": row["row"]}
    return f"{row['sheet']}, {where}" if row["sheet"] else where


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet($1) ORDER BY seq", [str(path)])
        names = [column[0] for column in found.description or ()]
        while batch := found.fetchmany(500):
            for values in batch:
                yield dict(zip(names, values, strict=True))


def _count(path: Path) -> int:
    with duckdb.connect() as connection:
        (rows,) = connection.execute("SELECT count(*) FROM read_parquet($1)", [str(path)]).fetchone() or (0,)
    return int(rows)


@transaction.atomic
def _keep(one: Import, outcome: _Outcome) -> Import:
    for name in ("rows", "taken", "repeated", "left_out", "refused", "errors", "problem"):
        setattr(one, name, getattr(outcome, name))
    one.is_done = True
    one.save()
    counts = {"rows": one.rows, "taken": one.taken, "repeated": one.repeated, "refused": one.refused}
    record("import.read", by=one.by, on=one, area=one.area, **counts)
    return one
