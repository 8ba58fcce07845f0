"""One DuckDB instance per web process, opened at first use: a page asks Parquet a dozen small questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb

MEMORY = "1GB"  # jobs have limits of their own; what a page asks should never need this much


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"memory_limit": MEMORY})


@contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own: its temporary views are seen by nobody else, also by no other thread."""
    own = _instance().cursor()
    try:
        yield own
    finally:
        own.close()
