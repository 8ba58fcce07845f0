"""How quickly a village's work queue answers, beside a bare Django view with one indexed query, in the same call.

    satupintu bench queues [--rows 10000] [--requests 60]

A village with --rows submissions waiting in 24 RTs, in SQLite as an office has it, or in the database that
DATABASE_URL names (which must be empty). Both addresses are asked alternately through Django's own handler, with
the house's middleware and a signed-in village officer:

bare      one indexed query for the same page of the queue, answered as plain text; the measure of all others
queue     the page itself: how many wait, its first page, filters, navigation; to be under 5 times the bare view
last      its last page
problem   the queue filtered to what has something to look at
search    the queue searched for a name

The last line is JSON: best and median milliseconds of each, and both as a ratio to the bare view's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

TARGET = 5.0
VILLAGE = "35.07.11.2008"
NAMES = ("Siti", "Slamet", "Sri", "Wahyu", "Yanti", "Budi", "Marni", "Karto", "Dewi", "Agus")


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench queues", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000, help="submissions that wait (10000)")
    parser.add_argument("--requests", type=int, default=60, help="times each address is asked (60)")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as folder:
        _set_up(folder)
        officer = fill(options.rows)
        found = measure(officer, options.rows, options.requests)
    print(json.dumps(report(found, options.rows, options.requests), separators=(", ", ": ")))
    return 0


def _set_up(folder: str) -> None:
    """Django on a database of its own, as `serve` would run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    os.environ["SATUPINTU_DATA"] = os.environ["SATUPINTU_VAR"] = folder
    Path(folder, "static").mkdir()
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ["SATUPINTU_MFA"] = "optional"  # nobody is there to read a code from a phone
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    # The style sheet's hashed name is looked up once a process: without it there is nothing to look up.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", interactive=False, verbosity=0)


def fill(rows: int) -> Any:
    """A village of 24 RTs where `rows` submissions wait for its officer, who is returned."""
    from django.utils import timezone

    from satupintu.foundation.accounts.models import Role, User
    from satupintu.foundation.areas.models import Area, Level
    from satupintu.foundation.areas.services import load_areas
    from satupintu.pipeline.collection.models import Submission
    from satupintu.pipeline.verification.models import Purpose, Waiting

    load_areas([VILLAGE])
    village = Area.objects.get(code=VILLAGE)
    rts = [
        Area.objects.create(
            code=f"{VILLAGE}.T{n:03d}",
            name=f"RT {n:03d}",
            level=Level.RT,
            parent=village,
            path=f"{village.path}{VILLAGE}.T{n:03d}/",
        )
        for n in range(1, 25)
    ]
    officer = User.objects.create_user(
        "petugas.desa", None, name="Petugas", role=Role.VILLAGE_OFFICER, area=village
    )
    chance, now = random.Random(2021), timezone.now()  # noqa: S311 - made-up rows
    sent = Submission.objects.bulk_create(
        (
            Submission(
                instance_id=f"uuid:{n}", form="sidt_pendek", version="1", channel="web", by=officer,
                area=chance.choice(rts), name=f"{chance.choice(NAMES)} {chance.choice(NAMES)} {n}",
                business_name=f"Warung {n}", nik=f"350711{n:010d}", sha256="0" * 64,
                problems=["nik_missing"] if n % 20 == 0 else [],
            )
            for n in range(rows)
        ),
        batch_size=1_000,
    )  # fmt: skip
    made = Waiting.objects.bulk_create(
        (
            Waiting(submission=one, purpose=Purpose.VERIFY, area=village, level=Level.VILLAGE,
                    has_problems=bool(one.problems))
            for one in sent
        ),
        batch_size=1_000,
    )  # fmt: skip
    for one in made:
        one.since = now - timedelta(hours=chance.randrange(24 * 30))
    Waiting.objects.bulk_update(made, ["since"], batch_size=500)
    return officer


def bare(_request: Any) -> Any:
    """The first page of the village's queue, by its index, as plain text."""
    from django.http import HttpResponse

    from satupintu.pipeline.verification.models import Purpose, Waiting
    from satupintu.pipeline.verification.views.queues import PER_PAGE

    rows = Waiting.objects.filter(area=VILLAGE, purpose=Purpose.VERIFY, level=4).order_by("since", "pk")[
        :PER_PAGE
    ]
    found = rows.values_list(
        "submission__name", "submission__business_name", "submission__area__name", "since"
    )
    return HttpResponse("\n".join(f"{a};{b};{c};{d}" for a, b, c, d in found), content_type="text/plain")


def measure(officer: Any, rows: int, requests: int) -> dict[str, list[float]]:
    """Milliseconds of every request to each address, asked in turn."""
    from django.test import Client
    from django.urls import path

    from satupintu.pipeline.verification.views.queues import PER_PAGE
    from satupintu.project.urls import urlpatterns

    urlpatterns.append(path("bare/", bare))
    client = Client()
    client.force_login(officer)
    asked: dict[str, Callable[[], Any]] = {
        "bare": lambda: client.get("/bare/"),
        "queue": lambda: client.get("/antrean/"),
        "last": lambda: client.get(f"/antrean/?halaman={-(-rows // PER_PAGE)}"),
        "problem": lambda: client.get("/antrean/?masalah=ya"),
        "search": lambda: client.post("/antrean/cari/", {"cari": "wahyu"}),
    }
    found: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(requests + 5):
        for name, ask in asked.items():
            started = time.perf_counter()
            response = ask()
            taken = 1_000 * (time.perf_counter() - started)
            assert response.status_code == 200, (name, response.status_code)
            if number >= 5:  # templates are read, connections open
                found[name].append(taken)
    return found


def report(found: dict[str, list[float]], rows: int, requests: int) -> dict[str, Any]:
    def ratio(of: Callable[[list[float]], float]) -> dict[str, float]:
        return {
            name: round(of(taken) / of(found["bare"]), 2) for name, taken in found.items() if name != "bare"
        }

    best = ratio(min)
    return {
        "bench": "queues",
        "rows": rows,
        "requests": requests,
        "ms": {
            name: {"best": round(min(taken), 2), "median": round(statistics.median(taken), 2)}
            for name, taken in found.items()
        },
        "ratio_of_best": best,
        "ratio_of_medians": ratio(statistics.median),
        "target": TARGET,
        "is_met": best["queue"] < TARGET,
    }


if __name__ == "__main__":
    import sys

    sys.exit(run(sys.argv[1:]))
