"""One DuckDB instance per process for the pages that ask the file of all aid, opened at first use."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb

MEMORY = "1GB"  # jobs have limits of their own; a page should never need this much


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"memory_limit": MEMORY})


@contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own, which nobody else sees anything of."""
    own = _instance().cursor()
    try:
        yield own
    finally:
        own.close()
