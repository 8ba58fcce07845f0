"""Writes the tables as files once a day, all at one moment; what is published stays until the next is whole."""

import csv
import hashlib
import json
import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from satupintu.gateways.csv_cells import inert

from .tables import TABLES, Row, Table, all_rows

EVERY = timedelta(days=1)
_POINTER = "current.json"


def folder() -> Path:
    return Path(settings.DATA) / "open"


def publish() -> dict[str, Any]:
    """Counts and writes everything, then points at it; gives what the page shows of it."""
    own = folder() / uuid.uuid4().hex
    own.mkdir(parents=True)
    files = {table.name: _write(own / f"{table.name}.csv", table, rows) for table, rows in all_rows()}
    told = {"folder": own.name, "at": timezone.localtime().isoformat(timespec="seconds"), "files": files}
    pointer = folder() / _POINTER
    before = current()
    temporary = pointer.with_suffix(f".{own.name}")
    temporary.write_text(json.dumps(told), encoding="utf-8")
    temporary.replace(pointer)
    _sweep({own.name, before["folder"] if before else own.name})
    return told


def _write(path: Path, table: Table, rows: list[Row]) -> dict[str, Any]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([inert(str(row[name])) for name in table.columns] for row in rows)
    content = path.read_bytes()
    return {"rows": len(rows), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _sweep(kept: set[str]) -> None:
    """Removes earlier ones but the last, which somebody may be reading."""
    for one in folder().iterdir():
        if one.is_dir() and one.name not in kept:
            shutil.rmtree(one, ignore_errors=True)


def current() -> dict[str, Any] | None:
    """What is published: folder, moment, files by name; None before the first time."""
    try:
        found: dict[str, Any] = json.loads((folder() / _POINTER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def file_of(name: str) -> Path | None:
    """The file of a table that is published."""
    found = current()
    if found is None or name not in {one.name for one in TABLES} or name not in found["files"]:
        return None
    path = folder() / found["folder"] / f"{name}.csv"
    return path if path.is_file() else None


def is_due() -> bool:
    found = current()
    return found is None or timezone.now() - datetime.fromisoformat(found["at"]) > EVERY
