"""A peer: the registers as tables of a Django project with an index on the NIK, asked for each row or for 500 at once.

    python bench/parts/peer_orm.py CASE DATABASE load
    python bench/parts/peer_orm.py CASE DATABASE row|batch ROWS

The second prints one line of JSON. Its clock runs from the rows in memory to their outcomes in memory: imports,
reading the lists and writing anything are given to it for nothing.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.parts.peer_law import LISTS, Person, batches, decide, first_rows, key_of

BATCH = 500
COLUMNS = ("name", "village", "status", "citizenship")


def connect(database: Path) -> None:
    """Django with this SQLite file, and memory enough to keep its pages."""
    options = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-500000; PRAGMA mmap_size=2000000000"
    }
    settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database), "OPTIONS": options}
        },
        INSTALLED_APPS=[],
        DEBUG=False,
    )
    django.setup()


def models() -> tuple[Any, dict[str, Any]]:
    """The model of the civil registry, and those of the lists by their names."""
    from django.db import models as fields

    def model(table: str, columns: dict[str, Any]) -> Any:
        meta = type("Meta", (), {"app_label": "peers", "db_table": table})
        columns = columns | {
            "nik": fields.BigIntegerField(db_index=True),
            "__module__": __name__,
            "Meta": meta,
        }
        return type(table, (fields.Model,), columns)

    texts = {one: fields.CharField(max_length=200, null=True) for one in COLUMNS}
    return model("civil_registry", texts), {one: model(one, {}) for one in LISTS}


def load(case: Path, database: Path) -> None:
    """The tables made and filled; indexes last, as a loader would."""
    import duckdb
    from django.db import connection

    registry, lists = models()
    with connection.schema_editor() as editor:
        for one in (registry, *lists.values()):
            editor.create_model(one)
    connection.close()
    with duckdb.connect() as source, sqlite3.connect(database) as target:
        for name in ("civil_registry", *lists):
            columns = ("nik", *COLUMNS) if name == "civil_registry" else ("nik",)
            source.execute(
                f"SELECT {', '.join(columns)} FROM read_parquet('{case}/reference/{name}.parquet')"
            )
            insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            while some := source.fetchmany(100_000):
                target.executemany(insert, some)
        target.execute("ANALYZE")


def row_by_row(rows: list[Any], registry: Any, lists: dict[str, Any]) -> list[str]:
    """One query to the registry and one to each list for every row with a NIK."""

    def look_up(nik: int) -> tuple[Person | None, Collection[str]]:
        found = registry.objects.filter(nik=nik).first()
        person = found and Person(found.name, found.village, found.status, found.citizenship)
        return person, [name for name, model in lists.items() if model.objects.filter(nik=nik).exists()]

    seen: set[int] = set()
    return [decide(one, look_up, seen) for one in rows]


def in_batches(rows: list[Any], registry: Any, lists: dict[str, Any]) -> list[str]:
    """One query to the registry and one to each list for every 500 rows."""
    seen: set[int] = set()
    outcomes: list[str] = []
    for some in batches(rows, BATCH):
        keys = {key for one in some if (key := key_of(one.nik)[0]) is not None}
        people = registry.objects.filter(nik__in=keys).values_list("nik", *COLUMNS)
        known = {nik: Person(*told) for nik, *told in people}
        listed: dict[int, list[str]] = {}
        for name, model in lists.items():
            for nik in model.objects.filter(nik__in=keys).values_list("nik", flat=True):
                listed.setdefault(nik, []).append(name)
        outcomes += [decide(one, lambda nik: (known.get(nik), listed.get(nik, ())), seen) for one in some]  # noqa: B023
    return outcomes


def main(case: Path, database: Path, way: str, number: int) -> None:
    """Load, or measure and print."""
    connect(database)
    if way == "load":
        load(case, database)
        return
    rows = first_rows(case, number)
    registry, lists = models()
    registry.objects.first()  # the connection is open before the clock runs
    start = time.perf_counter()
    outcomes = (row_by_row if way == "row" else in_batches)(rows, registry, lists)
    seconds = time.perf_counter() - start
    wrong = sum(one.truth != outcome for one, outcome in zip(rows, outcomes, strict=True))
    print(json.dumps({"rows": len(rows), "seconds": seconds, "wrong_rows": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
