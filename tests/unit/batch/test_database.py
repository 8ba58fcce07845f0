"""A database of one job: its threads are its own again, whatever happened beside."""

import pytest

from satupintu.batch.database import database, one, side_by_side


def threads_of(connection):
    return one(connection, "SELECT current_setting('threads')")


def test_many_statements_have_a_thread_each_and_give_the_others_back():
    with database(threads=2) as connection:
        with side_by_side(connection, 100) as pool:
            assert threads_of(connection) == 1
            assert list(pool.map(lambda at: at * at, range(3))) == [0, 1, 4]
        assert threads_of(connection) == 2
        with side_by_side(connection, 2):
            assert threads_of(connection) == 2


def test_threads_come_back_after_an_error_and_in_whatever_order_pools_end():
    with database(threads=2) as connection:
        with pytest.raises(ValueError, match="salah"), side_by_side(connection, 100):
            raise ValueError("salah")
        assert threads_of(connection) == 2
        first, second = side_by_side(connection, 100), side_by_side(connection, 100)
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        second.__exit__(None, None, None)
        assert threads_of(connection) == 2
