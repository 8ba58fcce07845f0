"""What no overlap can go below: reading once, value by value, every column of the received aid that it needs.

    python bench/parts/floor_aid.py FILE THREADS

Prints one line of JSON: the seconds of the scan alone, and `seconds_unnamed`, the same without the names.
"""

from __future__ import annotations

import json
import sys
import time

import duckdb

NEEDED = ("nik", "name", "programme", "amount", "received_on", "village", "match", "business")
UNNAMED = tuple(one for one in NEEDED if one not in ("name", "business"))


def scan(file: str, threads: int, columns: tuple[str, ...]) -> float:
    """Seconds of decoding every value of these columns and hashing its bytes."""
    connection = duckdb.connect(config={"threads": threads})
    # Nothing may be answered from what the file says about itself.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    told = ", ".join(f"bit_xor(hash({one}))" for one in columns)
    start = time.perf_counter()
    connection.execute(f"SELECT count(*), {told} FROM read_parquet('{file}')").fetchall()
    return time.perf_counter() - start


if __name__ == "__main__":
    given = (sys.argv[1], int(sys.argv[2]))
    print(json.dumps({"seconds": scan(*given, NEEDED), "seconds_unnamed": scan(*given, UNNAMED)}))
