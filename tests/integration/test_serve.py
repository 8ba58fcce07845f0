"""The server and its worker, as an office starts them: up, working, and down again cleanly."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

PATIENCE = 40  # seconds, on a machine that is busy with other tests


def wait_for(what, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def office(tmp_path):
    """An environment with a data folder of its own."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEBUG", "SATUPINTU_DATA")}
    return kept | {
        "SATUPINTU_VAR": str(tmp_path),
        "SECRET_KEY": "k" * 50,
        "SATUPINTU_URL": "http://127.0.0.1:8000",
    }


def run(code: str, environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def state_of_job(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT state FROM work_job").fetchone()[0]


def test_the_server_answers_its_worker_works_and_both_stop(office, tmp_path):
    port = free_port()
    serving = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; from satupintu.project.serve import serve; sys.exit(serve(port={port}))",
        ],
        env=office,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert f"http://127.0.0.1:{port}" in wait_for(serving.stdout.readline)
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
        assert "Satu Pintu" in page.read().decode()
        database = Path(office["SATUPINTU_VAR"]) / "data" / "satupintu.sqlite3"
        assert database.is_file()
        assert database.stat().st_mode & 0o077 == 0, "others on the machine read personal data"

        run(
            "import django; django.setup()\n"
            "from satupintu.foundation.work.services import start\n"
            "start('screening.read', by=None, title='x', arguments={'lists': []})",
            office,
        )
        wait_for(lambda: state_of_job(tmp_path / "data" / "satupintu.sqlite3") == "done")
        with closing(sqlite3.connect(database, timeout=10)) as killed, killed:  # as kill -9 leaves its job
            killed.execute("UPDATE work_job SET state = 'running', heartbeat_at = '2021-04-01 00:00:00'")
        wait_for(lambda: state_of_job(database) == "done")
    finally:
        serving.send_signal(signal.SIGTERM)
        code = serving.wait(PATIENCE)
    assert code == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_in_use_is_told_in_a_sentence(office):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import sys; from satupintu.project.serve import serve; sys.exit(serve(port={port}))",
            ],
            env=office,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_office_without_a_secret_key_is_told_what_to_do(office):
    del office["SECRET_KEY"]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; from satupintu.project.serve import serve; sys.exit(serve(port={free_port()}))",
        ],
        env=office,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert "SECRET_KEY belum diisi" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("", "SATUPINTU_URL belum diisi"), ("https://bantuan.example", "Isi SATUPINTU_PROXY=1")],
)
def test_an_office_that_says_not_where_it_is_reached_is_told_what_to_do(office, url, sentence):
    command = f"import sys; from satupintu.project.serve import serve; sys.exit(serve(port={free_port()}))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        env=office | {"SATUPINTU_URL": url},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_what_came_in_stands_in_a_queue_though_nobody_opens_one(monkeypatch, capsys):
    from satupintu.project import serve

    called = []
    monkeypatch.setattr("satupintu.pipeline.verification.services.take_in", lambda: called.append(1))
    serve.hand_on()
    assert called == [1]
    monkeypatch.setattr("satupintu.pipeline.verification.services.take_in", lambda: 1 / 0)
    serve.hand_on()
    assert "ZeroDivisionError" in capsys.readouterr().err
