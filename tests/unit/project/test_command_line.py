"""The command line when something else than the input goes wrong: Ctrl+C, a full disk, an address nobody has."""

import signal
import threading

import duckdb
import pytest

from satupintu.project.cli import INTERRUPTED, main
from satupintu.project.commands import rounds


@pytest.fixture
def does(monkeypatch):
    """``does(function)``: what the next `compare a b` does."""
    return lambda function: monkeypatch.setattr(rounds, "compare", function)


def test_ctrl_c_while_the_database_works_is_said_like_any_other(does, capsys):
    def work(_options):
        with duckdb.connect() as connection:
            connection.execute(
                "CREATE TABLE t AS SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b"
            )

    does(work)
    threading.Timer(0.3, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()
    assert main(["compare", "a", "b"]) == INTERRUPTED
    assert capsys.readouterr().err == "Dihentikan; tidak ada yang ditulis separuh.\n"


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
