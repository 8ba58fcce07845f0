"""Phones that sync after a day offline while the server is killed: nothing lost, nothing doubled, all files there."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.parts.phones import Office, instances, office, send_half, sync  # noqa: E402

from tests import empty_database  # noqa: E402

PHONES, EACH = 10, 4


@pytest.fixture
def place(tmp_path: Path, db: None) -> Iterator[Office]:
    """An office of its own: on SQLite, or in a new database of the PostgreSQL that the tests run on."""
    from django.db import connection

    url = ""
    if connection.vendor == "postgresql":
        import psycopg

        name = f"sync_{os.getpid()}_{time.monotonic_ns()}"
        server = os.environ["DATABASE_URL"]
        with psycopg.connect(server, autocommit=True) as own:
            own.execute(f'CREATE DATABASE "{name}"')
        url = urlsplit(server)._replace(path=f"/{name}").geturl()
    else:
        empty_database.copy_to(tmp_path / "data")
    made = office(tmp_path, url)
    try:
        yield made
    finally:
        made.stop()


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(place: Office) -> None:
    work = instances(place.open(PHONES), EACH)
    place.start()
    said: set[str] = set()
    phones = threading.Thread(target=sync, args=(place.port, work), kwargs={"said": said, "at_once": 6})
    phones.start()
    until = time.monotonic() + 60
    while len(said) < len(work) // 4 and time.monotonic() < until:
        time.sleep(0.01)
    place.kill()
    phones.join()
    assert 0 < len(said) < len(work), "it was killed in the middle"

    place.start()
    send_half(place.port, work[0][0], "uuid:0-99", photo=bytes(50_000))
    again = [threading.Thread(target=sync, args=(place.port, work), kwargs={"at_once": 4, "wait": True})
             for _time in range(2)]  # fmt: skip
    for one in again:
        one.start()
    for one in again:
        one.join()
    found = place.count()
    assert sorted(found["instances"]) == sorted(instance for _key, instance in work)  # type: ignore[call-overload]
    assert found["handovers"] == found["files"] == len(work)
    assert said <= set(found["instances"])  # type: ignore[call-overload]
