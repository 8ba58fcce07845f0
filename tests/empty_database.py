"""The empty database that the migrations make: made once for all processes of a run, of which each takes a copy.

    begin()            starts making it in a process of its own, while others import what they test
    made() -> Path     waits until it is there, or makes it
    laid_down(name)    a copy of it in SQLite's memory
    copy_to(folder)    a copy of it where a server with this data folder looks for its SQLite

It lives in the run's temporary folder, or in the PostgreSQL started there, and goes with it.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

TEMPLATE = "satupintu_empty"  # its name on PostgreSQL
_MAKE = [sys.executable, "-m", "tests.empty_database"]
_ROOT = Path(__file__).parents[1]


def can_be_copied() -> bool:
    """On SQLite, and on the PostgreSQL that the tests started; in a server of others nothing is left."""
    return "DATABASE_URL" not in os.environ or "SATUPINTU_TEST_OWN_SERVER" in os.environ


def begin() -> subprocess.Popen[bytes]:
    return subprocess.Popen(_MAKE, cwd=_ROOT)


def made() -> Path:
    """SQLite's file; on PostgreSQL only the mark that `TEMPLATE` is there."""
    path = _path()
    if not path.exists():
        subprocess.run(_MAKE, cwd=_ROOT, check=True)
    return path


@contextmanager
def laid_down(name: str) -> Iterator[None]:
    """In the shared memory of this name, for as long as it is asked for."""
    with closing(sqlite3.connect(name, uri=True)) as copy:
        with closing(sqlite3.connect(made())) as source:
            source.backup(copy)
        yield


def copy_to(folder: Path) -> None:
    """On SQLite alone: elsewhere there is no file."""
    folder.mkdir(parents=True)
    shutil.copy(made(), folder / "satupintu.sqlite3")


def _path() -> Path:
    return Path(os.environ["SATUPINTU_TEST_FOLDER"]) / "empty.sqlite3"


def _make(path: Path) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases

    part = path.with_suffix(".part")
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = TEMPLATE
    setup_databases(verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(part)) as kept:
            connection.connection.backup(kept)
    part.touch()
    connection.close()  # PostgreSQL copies no database that somebody is in
    part.replace(path)


def _make_once() -> None:
    """Whoever comes second waits here until it is made."""
    path = _path()
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(path)


if __name__ == "__main__":
    _make_once()
