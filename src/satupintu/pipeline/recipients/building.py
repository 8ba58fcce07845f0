"""Keeps DATA/aid/aid.parquet true to what agencies reported, what the registry knows and what people said."""

import fcntl
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.db.models import Max

from satupintu.batch.aid import KNOWN, Part, Said, build
from satupintu.batch.database import database, text
from satupintu.foundation.work.services import Progress
from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.registry.models import Judgement, Record

from . import offers
from .models import AidMatchJudgement, AidReport, ReportState, Source
from .storage import aid_folder, keep_json

BUILT = "built.json"
MEMORY = "2GB"
# Of the registry's news the file hears this often at most; of its own it hears at once.
_REGISTRY_PAUSE = 15 * 60  # seconds


def inputs() -> dict[str, str]:
    """What the file is made of: `own` changes with reports and judgements, `registry` with what the registry knows."""
    reports = AidReport.objects.filter(state=ReportState.READ).order_by("pk")
    own = {
        "reports": [list(one) for one in reports.values_list("pk", "agency", "rows_sha256")],
        "said": AidMatchJudgement.objects.aggregate(last=Max("pk"))["last"],
        "forms": sorted(offers.forms_of_aid().items()),
    }
    registry = {
        "records": Record.objects.aggregate(last=Max("pk"))["last"],
        "said": Judgement.objects.aggregate(last=Max("pk"))["last"],
        "sealed": Submission.objects.filter(sealed__isnull=False).count(),
    }
    return {"own": _digest(own), "registry": _digest(registry)}


def is_stale(wanted: dict[str, str]) -> bool:
    """Whether the file was made of something else than is there now."""
    built = _built()
    if built.get("own") != wanted["own"]:
        return True
    is_due = time.time() - built.get("at", 0) > _REGISTRY_PAUSE
    return is_due and built.get("registry") != wanted["registry"]


def rebuild(progress: Progress | None = None) -> int:
    """Makes the file anew where it is not what it should be; returns its rows. Two at once wait for each other."""
    folder = aid_folder()
    with turn(folder):
        wanted = inputs()
        built = _built()
        if {name: built.get(name) for name in wanted} == wanted:
            return int(built.get("rows", 0))
        with TemporaryDirectory(dir=folder, prefix=".building-") as own:
            known = Path(own) / "known.parquet"
            write_known(known)
            judged = AidMatchJudgement.objects.aggregate(last=Max("pk"))["last"] or 0
            parts, said = _parts(), standing()
            done = build(
                parts, known, said, folder, aid=offers.forms_of_aid(), progress=progress, memory=MEMORY
            )
        _keep_counts(done.counts, done.elsewhere)
        keep_json({**wanted, "rows": done.rows, "judged": judged, "at": time.time()}, folder / BUILT)
    return done.rows


def write_known(path: Path) -> None:
    """The registry's records as `batch.aid` wants them, one line each; an erased person's are not among them."""
    rows = Record.objects.unsealed().filter(identity__isnull=False).order_by("pk")
    fields = (
        "pk",
        "identity__person_id",
        "nik",
        "name",
        "facts__birth_date",
        "area__path",
        "identity__business__number",
        "identity__person__nik",
    )
    lines = path.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as file:
        for record, person, nik, name, born, area, *rest in rows.values_list(*fields).iterator(
            chunk_size=5_000
        ):
            values = (record, person, nik, name, str(born or ""), _village(area), *rest)
            file.write(json.dumps(dict(zip(KNOWN, values, strict=True)), ensure_ascii=False) + "\n")
    kinds = ", ".join(f"{name}: '{'VARCHAR' if kind == 'DATE' else kind}'" for name, kind in KNOWN.items())
    source = f"read_json({text(lines)}, format = 'newline_delimited', columns = {{{kinds}}})"
    columns = ", ".join(
        f"TRY_CAST({name} AS DATE) AS {name}" if kind == "DATE" else name for name, kind in KNOWN.items()
    )
    with database(spill=path.parent) as connection:
        connection.execute(f"COPY (SELECT {columns} FROM {source}) TO {text(path)} (FORMAT parquet)")
    lines.unlink()


def standing() -> list[Said]:
    """What counts of what people said: of each recipient and person the latest that nobody took back."""
    undone = AidMatchJudgement.objects.filter(undoes__isnull=False).values("undoes")
    rows = AidMatchJudgement.objects.filter(undoes__isnull=True).exclude(pk__in=undone)
    rows = rows.filter(record__submission__sealed__isnull=True, record__identity__isnull=False)
    found: dict[tuple[str, int], str] = {}
    for recipient, person, verdict in rows.order_by("pk").values_list(
        "recipient", "record__identity__person_id", "verdict"
    ):
        found[recipient, person] = verdict
    return [Said(recipient, person, verdict) for (recipient, person), verdict in sorted(found.items())]


def _parts() -> list[Part]:
    reports = AidReport.objects.filter(state=ReportState.READ).order_by("pk")
    return [Part(one.pk, one.agency, one.rows_file, one.source == Source.PAYMENT) for one in reports]


@transaction.atomic
def _keep_counts(counts: Mapping[int, Mapping[str, int]], elsewhere: Mapping[int, int]) -> None:
    for one in AidReport.objects.select_for_update().filter(pk__in=list(counts)):
        kept = {name: n for name, n in one.counts.items() if name.startswith("without_")}
        wanted = kept | {"matches": dict(counts[one.pk]), "elsewhere": elsewhere.get(one.pk, 0)}
        if one.counts != wanted:
            one.counts = wanted
            one.save(update_fields=["counts"])


def _village(path: str) -> str:
    """The dotted code of the village in an area's path, '' above villages."""
    codes = path.strip("/").split("/")
    return codes[4] if len(codes) > 4 else ""


def last_judged() -> int:
    """The newest word that the file knows of; 0 before there is one."""
    return int(_built().get("judged", 0))


def _built() -> dict[str, Any]:
    path = aid_folder() / BUILT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One at a time in a folder, also across processes; a killed one leaves no lock."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
