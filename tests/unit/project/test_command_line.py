"""The command line when something else than the input goes wrong: Ctrl+C, a full disk, an address nobody has."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from satupintu.project import serve as serving
from satupintu.project.cli import INTERRUPTED, SIGNALLED, UNUSABLE, main
from satupintu.project.commands import rounds


@pytest.fixture
def does(monkeypatch):
    """``does(function)``: what the next `compare a b` does."""
    return lambda function: monkeypatch.setattr(rounds, "compare", function)


# A query of seconds, at the end of which at the latest a signal is heeded; the line before it says that it begins.
_LONG_QUERY = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have them ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from pathlib import Path
import duckdb
from satupintu.batch.folders import whole_or_nothing
from satupintu.project import cli
from satupintu.project.commands import rounds

def compare(_options):
    with whole_or_nothing(Path(sys.argv[1]), "hasil.json") as folder:
        (folder / "rows.parquet").touch()
        print("mulai", flush=True)
        duckdb.connect().execute("CREATE TABLE t AS SELECT sum(hash(range)) FROM range(500_000_000)")

rounds.compare = compare
sys.exit(cli.main(["compare", "a", "b"]))
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_command_that_is_ended_while_the_database_works_leaves_nothing_half_written(tmp_path, number, code):
    # In a process of its own: in this one others may have something else done with Ctrl+C.
    command = [sys.executable, "-c", _LONG_QUERY, str(tmp_path / "hasil")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "mulai\n"
            time.sleep(0.1)
            process.send_signal(number)
            if number == signal.SIGHUP:  # as both the shell and the system say it
                process.send_signal(number)
            _, told = process.communicate(timeout=30)
        finally:
            process.kill()
    assert told == "Dihentikan; tidak ada yang ditulis separuh.\n", told
    assert process.returncode == code
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_is_to_outlive_its_terminal_does(does):
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` leaves it
    try:
        does(lambda _options: os.kill(os.getpid(), signal.SIGHUP) or 0)
        assert main(["compare", "a", "b"]) == 0
    finally:
        signal.signal(signal.SIGHUP, former)


def test_a_query_that_was_called_off_is_no_fault_of_the_data(does):
    def work(_options):
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

    does(work)
    assert main(["compare", "a", "b"]) == INTERRUPTED


def test_what_a_signal_breaks_is_no_fault_of_ours(does, capsys):
    def work(_options):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            raise AttributeError(
                "'NoneType'"
            ) from None  # as a library says it that was interrupted in its imports

    does(work)
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["compare", "a", "b"]) == INTERRUPTED
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, former)
    assert capsys.readouterr().err == "Dihentikan; tidak ada yang ditulis separuh.\n"


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


def test_help_has_no_word_of_argparse_s_own(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert "tampilkan versi" in told and "show" not in told


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("explain a b --json=1", "--json tidak diikuti isi"),
        ("explain a b --jason", "tidak dikenal: --jason). Lihat satupintu explain --help"),
        ("catalogue check --as-of 2021", "tidak dikenal: --as-of"),
        ("bench", "(yang belum disebut: NAMA)"),
        ("synthesize audit --out x --josn", "Lihat satupintu synthesize audit --help"),
    ],
)
def test_a_refused_option_is_told_in_the_users_words_and_with_its_own_help(capsys, written, says):
    with pytest.raises(SystemExit) as ended:
        main(written.split())
    assert ended.value.code == UNUSABLE and says in capsys.readouterr().err


@pytest.mark.parametrize("name", ["--reference", "--lists", "DIR"])
def test_a_name_that_is_not_utf_8_is_refused(capsys, name):
    odd = os.fsdecode(b"acu\xe9n")
    assert main(["replay", odd] if name == "DIR" else ["replay", "hasil", name, odd]) == UNUSABLE
    assert capsys.readouterr().err.startswith("acu?n: memuat tanda yang bukan UTF-8.")


@pytest.mark.parametrize("what", ["check", "schema"])
def test_a_folder_of_programmes_that_is_not_there_is_named(capsys, tmp_path, what):
    assert main(["catalogue", what, str(tmp_path / "kosong")]) == UNUSABLE
    assert capsys.readouterr().err == f"Folder program {tmp_path / 'kosong'} tidak ada. Periksa namanya.\n"


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


def test_help_too_is_read_on_an_old_terminal():
    ended = called("-m", "satupintu.project.cli", "--help", PYTHONIOENCODING="latin-1")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"perintah" in ended.stdout


@pytest.mark.parametrize(
    ("closed", "folder", "code"),
    [(">&-", "", 0), ("2>&-", "/nonexist", UNUSABLE), (">&- 2>&-", "/nonexist", UNUSABLE)],
)
def test_an_output_that_is_closed_changes_no_answer(closed, folder, code):
    check = f'exec "$0" -m satupintu.project.cli catalogue check {folder} {closed}'
    ended = subprocess.run(["sh", "-c", check, sys.executable], capture_output=True, timeout=60)
    assert ended.returncode == code
    assert b"Traceback" not in ended.stderr and b"tidak ada" not in ended.stdout


def test_a_server_that_is_ended_on_its_way_up_does_not_run_although_a_library_swallowed_it(monkeypatch):
    def swallows(_host, _port):
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        return ""

    monkeypatch.setattr(serving, "_not_ready", swallows)
    monkeypatch.setattr(
        serving._Pair, "run", lambda _pair: pytest.fail("it runs, and nobody ends it any more")
    )
    assert main(["serve"]) == SIGNALLED + signal.SIGTERM


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
