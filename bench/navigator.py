"""How quickly one person's page of all programmes answers, beside a bare Django view, in the same call.

    satupintu bench navigator [--people 200000] [--businesses 5000] [--requests 40]

A registry of --businesses in one village, reference lists of --people (civil registry and five lists), and the
catalogue as it stands. An owner who signed in, and the addresses asked in turn through Django's own handler with the
house's middleware:

bare      one indexed query for the owner's business, answered as plain text; the measure of the others
page      every programme for that owner: registry record, reference lists, decisions, words, the whole page
question  which question comes next for them
public    the same page for a stranger who answered nothing

The last line is JSON: best and median milliseconds of each, and how much longer than the bare view they took.
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
from pathlib import Path
from typing import Any

TARGET = 50.0  # milliseconds over the bare view
VILLAGE, NIK = "35.07.11.2008", "3507114107600001"
LISTS = ("state_employees", "kur_borrowers", "bank_credit", "recipients_2020", "paid_2021")


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench navigator", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200_000, help="rows of the civil registry (200000)")
    parser.add_argument("--businesses", type=int, default=5_000, help="businesses in the registry (5000)")
    parser.add_argument("--requests", type=int, default=40, help="times each address is asked (40)")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as folder:
        set_up(folder)
        owner = fill(Path(folder), options.people, options.businesses)
        found = measure(owner, options.requests)
    print(json.dumps(report(found, options), separators=(", ", ": ")))
    return 0


def set_up(folder: str) -> None:
    """Django on a database of its own, as `serve` would run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    os.environ["SATUPINTU_DATA"] = os.environ["SATUPINTU_VAR"] = folder
    Path(folder, "static").mkdir()
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    # The style sheet's hashed name is looked up once a process: without it there is nothing to look up.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", interactive=False, verbosity=0)


def fill(folder: Path, people: int, businesses: int) -> Any:
    """A village's registry, and its country's reference lists; the owner of one of the businesses."""
    from satupintu.foundation.accounts.models import Role, User
    from satupintu.foundation.areas.models import Area
    from satupintu.foundation.areas.services import load_areas

    load_areas([VILLAGE])
    village = Area.objects.get(code=VILLAGE)
    head = User.objects.create_user("petugas", None, name="Petugas", role=Role.VILLAGE_OFFICER, area=village)
    register(village, head, businesses)
    load_references(folder, people)
    return User.objects.create_user(
        "pemilik", None, name="Siti Aminah", role=Role.BUSINESS_OWNER, area=village, nik=NIK
    )


def register(village: Any, head: Any, businesses: int) -> None:
    """Businesses with one record each, the owner's in the middle."""
    from datetime import date

    from satupintu.pipeline.collection.models import Submission
    from satupintu.pipeline.registry.models import Business, Identity, Person, Record

    niks = [NIK if n == businesses // 2 else f"350711{n:010d}" for n in range(businesses)]
    facts = [
        {"nik": nik, "name": "Siti Aminah", "business_name": f"Warung {n}", "sector": "food",
         "business_letter": f"470/{n}", "annual_turnover": 24_000_000, "employees": 1, "birth_date": "1960-07-01"}
        for n, nik in enumerate(niks)
    ]  # fmt: skip
    sent = Submission.objects.bulk_create(
        Submission(instance_id=f"uuid:{n}", form="sidt_pendek", version="1", channel="web", area=village, by=head,
                   facts=one, nik=one["nik"], name=one["name"], sha256="0" * 64)
        for n, one in enumerate(facts)
    )  # fmt: skip
    persons = Person.objects.bulk_create(Person(nik=nik, name="Siti Aminah", area=village) for nik in niks)
    made = Business.objects.bulk_create(
        Business(
            number=f"1{n:08d}", owner=owner, name=f"Warung {n}", area=village, is_open=True, facts=facts[n]
        )
        for n, owner in enumerate(persons)
    )
    records = Record.objects.bulk_create(
        Record(
            submission=one,
            area=village,
            nik=one.nik,
            name=one.name,
            said_on=date(2026, 1, 1),
            facts=one.facts,
        )
        for one in sent
    )
    Identity.objects.bulk_create(
        Identity(record=record, person=person, business=business)
        for record, person, business in zip(records, persons, made, strict=True)
    )


def load_references(folder: Path, people: int) -> None:
    """A civil registry of so many people and five lists, handed over as Parquet in no order of NIK."""
    import duckdb
    from django.core.files.base import File

    from satupintu.foundation.accounts.models import Role, User
    from satupintu.foundation.areas.models import Area
    from satupintu.pipeline.screening.services.references import load_reference

    chance = random.Random(2021)  # noqa: S311 - made-up rows
    niks = sorted(
        {3507110000000000 + chance.randrange(10**10) for _ in range(people)}, key=lambda one: one % 9973
    )
    rows = [*map(str, niks), NIK]
    own = duckdb.connect()
    own.execute("CREATE TABLE people AS SELECT unnest($1::VARCHAR[]) AS nik", [rows])
    columns = (
        f"nik, 'SITI AMINAH' AS name, DATE '1960-07-01' AS birth_date, 'P' AS sex, '{VILLAGE}' AS village"
    )
    tables = {"civil_registry": f"SELECT {columns}, 'alive' AS status FROM people"}
    tables |= {name: f"SELECT nik FROM people WHERE hash(nik || '{name}') % 20 = 0" for name in LISTS}
    files = {}
    for name, query in tables.items():
        path = folder / f"{name}.parquet"
        own.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        files[name] = File(path.open("rb"), name=path.name)
    country = Area.objects.get(code="35.07")
    by = User.objects.create_user("dinas", None, name="Dinas", role=Role.DISTRICT_OFFICER, area=country)
    load_reference(by=by, name="acuan", area=country, files=files)


def bare(_request: Any) -> Any:
    """The owner's business by its index, as plain text."""
    from django.http import HttpResponse

    from satupintu.pipeline.registry.models import Business

    found = Business.objects.filter(owner__nik=NIK).values_list("number", "name", "area__name")
    return HttpResponse("\n".join(";".join(one) for one in found), content_type="text/plain")


def measure(owner: Any, requests: int) -> dict[str, list[float]]:
    """Milliseconds of every request to each address, asked in turn."""
    from django.test import Client
    from django.urls import path

    from satupintu.project.urls import urlpatterns

    urlpatterns.append(path("bare/", bare))
    signed_in, stranger = Client(), Client()
    signed_in.force_login(owner)
    asked: dict[str, Callable[[], Any]] = {
        "bare": lambda: signed_in.get("/bare/"),
        "page": lambda: signed_in.get("/dapat-apa/saya/"),
        "question": lambda: signed_in.get("/dapat-apa/saya/tanya/"),
        "public": lambda: stranger.get("/dapat-apa/hasil/"),
    }
    found: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(requests + 5):
        for name, ask in asked.items():
            started = time.perf_counter()
            response = ask()
            taken = 1_000 * (time.perf_counter() - started)
            assert response.status_code == 200, (name, response.status_code)
            if number >= 5:  # templates are read, connections open, rules settled
                found[name].append(taken)
    return found


def report(found: dict[str, list[float]], options: argparse.Namespace) -> dict[str, Any]:
    from satupintu.gateways.catalogue import load_catalogue

    best = {name: min(taken) for name, taken in found.items()}
    over = {name: round(taken - best["bare"], 2) for name, taken in best.items() if name != "bare"}
    return {
        "bench": "navigator",
        "programmes": len(load_catalogue().programmes),
        "people": options.people,
        "businesses": options.businesses,
        "requests": options.requests,
        "bare_ms": round(best["bare"], 2),
        "page_ms": round(best["page"], 2),
        "over_bare_ms": over["page"],
        "over_bare_ms_of": over,
        "medians_ms": {name: round(statistics.median(taken), 2) for name, taken in found.items()},
        "target_over_bare_ms": TARGET,
        "is_met": over["page"] <= TARGET,
    }


if __name__ == "__main__":
    import sys

    sys.exit(run(sys.argv[1:]))
