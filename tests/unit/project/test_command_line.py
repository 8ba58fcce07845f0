"""The command line when something else than the input goes wrong: Ctrl+C, a full disk, an address nobody has."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from satupintu.project.cli import INTERRUPTED, UNUSABLE, main
from satupintu.project.commands import rounds


@pytest.fixture
def does(monkeypatch):
    """``does(function)``: what the next `compare a b` does."""
    return lambda function: monkeypatch.setattr(rounds, "compare", function)


# A query of seconds, at the end of which at the latest Ctrl+C is heeded; the line before it says that it begins.
_LONG_QUERY = """
import sys
import duckdb
from satupintu.project import cli
from satupintu.project.commands import rounds

def compare(_options):
    print("mulai", flush=True)
    duckdb.connect().execute("CREATE TABLE t AS SELECT sum(hash(range)) FROM range(700_000_000)")

rounds.compare = compare
sys.exit(cli.main(["compare", "a", "b"]))
"""


def test_ctrl_c_while_the_database_works_is_said_like_any_other():
    # In a process of its own: in this one others may have something else done with Ctrl+C.
    command = [sys.executable, "-c", _LONG_QUERY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "mulai\n"
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, told) == (INTERRUPTED, "Dihentikan; tidak ada yang ditulis separuh.\n")


def test_a_query_that_was_called_off_is_no_fault_of_the_data(does):
    def work(_options):
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

    does(work)
    assert main(["compare", "a", "b"]) == INTERRUPTED


def test_an_error_of_our_own_is_not_taken_for_ctrl_c(does):
    def work(_options):
        raise RuntimeError("lain")

    does(work)
    with pytest.raises(RuntimeError, match="lain"):
        main(["compare", "a", "b"])


def called(*arguments, stdout=subprocess.PIPE, **environment):
    """Python in a process of its own, as a terminal calls it, without settings of this one."""
    kept = {
        name: one
        for name, one in os.environ.items()
        if not name.startswith(("SATUPINTU", "DJANGO", "SECRET"))
    }
    return subprocess.run(
        [sys.executable, *arguments], env=kept | environment, stdout=stdout, stderr=subprocess.PIPE, timeout=60
    )  # fmt: skip


@pytest.mark.parametrize("below", ["file.csv/z", "file.csv"])
def test_a_folder_that_cannot_be_made_is_said(tmp_path, capsys, below):
    (tmp_path / "file.csv").write_text("a")
    assert main(["synthesize", "village", "--out", str(tmp_path / below)]) == UNUSABLE
    said = capsys.readouterr().err
    assert "file.csv" in said and "Traceback" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_takes_nothing_more_is_said():
    with Path("/dev/full").open("w") as full:
        ended = called("-m", "satupintu.project.cli", "catalogue", "check", stdout=full)
    assert ended.returncode == UNUSABLE
    assert (
        ended.stderr.startswith(b"Perintah terhenti. Memori atau cakram")
        and len(ended.stderr.splitlines()) == 1
    )


def test_a_sign_that_the_terminal_lacks_stops_nothing():
    shows = (
        "import sys; from satupintu.project.cli import main; from satupintu.project.commands import rounds;"
        "rounds.compare = lambda _: print('\\u2713 ya') or 0; sys.exit(main(['compare', 'a', 'b']))"
    )
    ended = called("-c", shows, PYTHONIOENCODING="cp1252")
    assert (ended.returncode, ended.stdout.strip()) == (0, b"? ya")


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("port", ["99999999", "0", "-1", "satu"])
def test_a_port_that_cannot_be_is_refused(capsys, command, port):
    with pytest.raises(SystemExit) as ended:
        main([command, f"--port={port}"])
    assert ended.value.code == UNUSABLE
    assert f"--port: tulis bilangan 1 sampai 65535, bukan {port}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_address_of_another_computer_is_not_called_a_port_in_use(capsys, command):
    for host in ("tidak-ada.invalid", "192.0.2.1"):
        assert main([command, "--host", host]) == UNUSABLE
        assert f"--host {host} bukan alamat komputer ini" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([command, "--port", str(port)]) == UNUSABLE
        assert f"Port {port} di 127.0.0.1 sedang dipakai" in capsys.readouterr().err


def test_managing_without_a_secret_key_says_what_is_missing():
    ended = called("-m", "satupintu.project.cli", "manage", "nope")
    assert ended.returncode == UNUSABLE
    assert ended.stderr.startswith(b"SECRET_KEY belum diisi.")
