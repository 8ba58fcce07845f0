"""Takes erased persons out of what agencies reported: their rows go on counting, and say of nobody whose they are.

The registry erases; that a submission was sealed is how this stage hears of it. What a list says of somebody else under
the same NIK stays: only who bears a name of the erased person, or none, is taken for them.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from satupintu.batch.database import database, text
from satupintu.batch.manifest import sha256
from satupintu.engine.dialects import DUCKDB
from satupintu.engine.names import same_name
from satupintu.engine.nik import clean_nik, clean_nik_sql
from satupintu.foundation.audit.services import record
from satupintu.foundation.work.services import Progress
from satupintu.gateways.lists import read_lists
from satupintu.pipeline.collection.models import Sealed
from satupintu.pipeline.registry.models import Record

from .models import AidMatchJudgement, AidReport, Reckoning, ReportState, Source, Verdict
from .storage import aid_folder, keep_json, put

logger = logging.getLogger(__name__)
FORGOTTEN = "forgotten.json"
_NOBODY = {
    "nik_text": "VARCHAR", "name": "VARCHAR", "birth_date": "DATE", "recipient": "VARCHAR",
}  # fmt: skip
# The lists of a count that name people, and the column of their NIK as text.
_NAMING = {"overlap/persons.parquet": "printf('%016d', nik)", "needs/unserved.parquet": "nik"}


def last_sealed() -> int:
    """The newest erasure that anybody was told of; 0 before the first."""
    return Sealed.objects.aggregate(last=Max("pk"))["last"] or 0


def last_forgotten() -> int:
    """Up to which erasure the reports have been gone through."""
    path = aid_folder() / FORGOTTEN
    return int(json.loads(path.read_text(encoding="utf-8"))["sealed"]) if path.exists() else 0


def look_again() -> None:
    """Has every report gone through once more: rows were made anew of what still names who was erased."""
    if last_forgotten():
        keep_json({"sealed": 0}, aid_folder() / FORGOTTEN)


def erased_names() -> dict[str, set[str]]:
    """NIK -> the names under which an erased person was recorded; who was recorded anew is not among them."""
    sealed = Record.objects.filter(submission__sealed__isnull=False).exclude(nik="")
    anew: dict[str, set[str]] = {}
    standing = Record.objects.unsealed().filter(nik__in=sealed.values("nik"))
    for nik, name in standing.values_list("nik", "name"):
        anew.setdefault(nik, set()).add(name)
    found: dict[str, set[str]] = {}
    for nik, name in sealed.values_list("nik", "name"):
        if not any(_is_theirs(one, [name]) for one in anew.get(nik, ())):
            found.setdefault(nik, set()).add(name)
    return found


def forget(progress: Progress | None = None) -> int:
    """Goes through every report and count; returns how many reports named somebody. May be run again anytime."""
    upto, erased, count = last_sealed(), erased_names(), 0
    judged = set(
        AidMatchJudgement.objects.filter(
            verdict=Verdict.SAME, undone_by__isnull=True, record__submission__sealed__isnull=False
        ).values_list("recipient", flat=True)
    )
    numbers = list(AidReport.objects.order_by("pk").values_list("pk", flat=True))
    for done, pk in enumerate(numbers):
        if progress:
            progress(done, len(numbers))
        count += _forget_in(AidReport.objects.get(pk=pk), erased, judged)
    for reckoning in Reckoning.objects.filter(done_at__isnull=False):
        _forget_counted(reckoning, erased)
    if not AidReport.objects.filter(
        state=ReportState.WAITING
    ).exists():  # one being read is gone through later
        keep_json({"sealed": upto}, aid_folder() / FORGOTTEN)
    return count


def _forget_in(report: AidReport, erased: Mapping[str, set[str]], judged: set[str]) -> bool:
    if report.rows_sha256 and report.rows_file.exists():
        places = _places(report.rows_file, erased, judged)
        if places:
            _blank(report, places)
        return bool(places)
    if report.state == ReportState.WAITING or report.source == Source.PAYMENT:
        return False
    if not report.path.exists() or not _names(report, erased):
        return False
    _drop(report)
    return True


def _places(path: Path, erased: Mapping[str, set[str]], judged: set[str]) -> list[int]:
    """The rows of a file, counted from 0, that are an erased person's."""
    query = f"""SELECT file_row_number, clean, name, recipient IN (SELECT unnest($2::VARCHAR[])) AS is_judged
        FROM (SELECT *, {clean_nik_sql("nik_text", DUCKDB)} AS clean
            FROM read_parquet({text(path)}, file_row_number = true))
        WHERE clean IN (SELECT unnest($1::VARCHAR[])) OR is_judged ORDER BY 1"""
    with database(spill=path.parent) as connection:
        found = connection.execute(query, [sorted(erased), sorted(judged)]).fetchall()
    return [at for at, nik, name, is_judged in found if is_judged or _is_theirs(name, erased.get(nik, ()))]


def _is_theirs(name: str | None, names: Iterable[str]) -> bool:
    return not name or any(same_name(one, name) for one in names)


def _blank(report: AidReport, places: list[int]) -> None:
    """Writes the rows anew, those at the places without a person; the list as it was sent goes."""
    blanks = ", ".join(
        f"CASE WHEN h.at IS NULL THEN r.{name} ELSE CAST({text('') if name == 'recipient' else 'NULL'} AS {kind}) END"
        f" AS {name}"
        for name, kind in _NOBODY.items()
    )
    with TemporaryDirectory(dir=report.folder, prefix=".forgetting-") as folder:
        made = Path(folder) / "rows.parquet"
        with database(spill=Path(folder)) as connection:
            connection.execute(
                f"""COPY (SELECT r.* EXCLUDE (file_row_number) REPLACE ({blanks})
                FROM read_parquet({text(report.rows_file)}, file_row_number = true) r
                LEFT JOIN (SELECT unnest($1::BIGINT[]) AS at) h ON h.at = r.file_row_number
                ORDER BY r.file_row_number) TO {text(made)} (FORMAT parquet, COMPRESSION zstd)""",
                [places],
            )
        digest = sha256(made)
        with put(report.folder / f"rows-{digest[:16]}.parquet") as part:
            made.rename(part)
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        if kept.rows_sha256 != report.rows_sha256:  # read anew meanwhile: the next look finds that one
            return
        kept.rows_sha256 = digest
        kept.save(update_fields=["rows_sha256"])
        record("aid.forget", by=None, on=kept, area=kept.area, rows=len(places))
    _remove_others(kept)


def _remove_others(report: AidReport) -> None:
    """Files of the report that still name who was erased: the list as it was sent, and earlier readings of it."""
    for path in report.folder.glob("rows-*.parquet"):
        if path != report.rows_file:
            path.unlink(missing_ok=True)
    if report.source != Source.PAYMENT:
        report.path.unlink(missing_ok=True)


def _names(report: AidReport, erased: Mapping[str, set[str]]) -> bool:
    """Whether a list that counts for nothing names an erased person, as far as it can be read."""
    try:
        return any(nik in erased and _is_theirs(name, erased[nik]) for nik, name in _people_in(report))
    except Exception as trouble:  # whatever a file does to its reader: what cannot be read names nobody to us
        logger.warning("aid report %s: not looked through (%s)", report.pk, type(trouble).__name__)
        return False


def _people_in(report: AidReport) -> list[tuple[str, str | None]]:
    if report.source == Source.API:
        sent: list[dict[str, Any]] = json.loads(report.path.read_text(encoding="utf-8"))
        return [(clean_nik(str(one.get("nik") or "")), one.get("name")) for one in sent]
    with TemporaryDirectory(dir=report.folder, prefix=".forgetting-") as folder:
        out = Path(folder) / "people.parquet"
        read_lists([report.path], out)
        if not out.exists():
            return []
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT nik, name FROM read_parquet({text(out)})").fetchall()
    return [(clean_nik(nik or ""), name) for nik, name in found]


def _drop(report: AidReport) -> None:
    report.path.unlink(missing_ok=True)
    with transaction.atomic():
        kept = AidReport.objects.select_for_update().get(pk=report.pk)
        if kept.state != ReportState.WITHDRAWN:
            kept.state, kept.problem, kept.refused = ReportState.REFUSED, _gone(kept), 0
            kept.save(update_fields=["state", "problem", "refused"])
        record("aid.forget", by=None, on=kept, area=kept.area, rows=0)


def _gone(report: AidReport) -> str:
    return _(
        "%(file)s: berkasnya tidak disimpan lagi karena memuat orang yang datanya dihapus atas permintaannya. Kirim "
        "lagi daftarnya tanpa orang itu."
    ) % {"file": report.name}


def _forget_counted(reckoning: Reckoning, erased: Mapping[str, set[str]]) -> None:
    """Takes the erased off the lists of names of a count; its figures stay."""
    for name, nik in _NAMING.items():
        path = reckoning.folder / name
        if not path.is_file():
            continue
        with database(spill=path.parent) as connection:
            gone = f"coalesce({nik}, '') IN (SELECT unnest($1::VARCHAR[]))"
            source, niks = f"read_parquet({text(path)})", [sorted(erased)]
            if connection.execute(f"SELECT 1 FROM {source} WHERE {gone} LIMIT 1", niks).fetchall():
                with put(path) as part:
                    connection.execute(
                        f"COPY (SELECT * FROM {source} WHERE NOT {gone}) TO {text(part)} (FORMAT parquet)",
                        niks,
                    )
