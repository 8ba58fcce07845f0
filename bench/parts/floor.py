"""What no screening can go below: reading once, value by value, every column that the round needs.

    python bench/parts/floor.py LISTS REFERENCE THREADS

Prints one line of JSON: the seconds of the scan alone, its process' start and imports not counted; and
`seconds_unhashed`, the same when of a text only its length is asked.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from satupintu.engine.rules import facts_used, lists_used_by
from satupintu.gateways.programmes import load_programme

PROGRAMME = "bpum-2021"
OF_LISTS = (
    "nik", "name", "birth_date", "sex", "village", "phone", "kk", "annual_turnover", "business_letter", "submitted_at",
)  # fmt: skip


def needed(reference: Path) -> dict[str, list[str]]:
    """The columns of each reference list that the programme's rules look at, by the list's name."""
    programme = load_programme(PROGRAMME).programme
    used = sorted(
        one.removeprefix("registry.") for one in facts_used(programme) if one.startswith("registry.")
    )
    registry = {"civil_registry": ["nik", "name", *(one for one in used if one != "name")]}
    others = {name: ["nik"] for name in sorted(lists_used_by(programme)) if name != "civil_registry"}
    return {name: cs for name, cs in (registry | others).items() if (reference / f"{name}.parquet").exists()}


def hashed(column: str, _: str) -> str:
    """Each value is decoded and its bytes are read; none is kept."""
    return f"bit_xor(hash({column}))"


def unhashed(column: str, kind: str) -> str:
    """Each value is decoded; of a text only the length is read."""
    return f"sum(strlen({column}))" if kind == "VARCHAR" else f"max({column})"


def scan(lists: Path, reference: Path, threads: int, ask: Callable[[str, str], str]) -> float:
    """Seconds of asking every needed value once."""
    sources = {f"{lists}/*.parquet": list(OF_LISTS)}
    sources |= {f"{reference}/{name}.parquet": columns for name, columns in needed(reference).items()}
    connection = duckdb.connect(config={"threads": threads})
    # Nothing may be answered from what the files say about themselves.
    connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    queries = []
    for source, columns in sources.items():
        rows = f"read_parquet('{source}')"
        kinds = {one[0]: one[1] for one in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
        told = ", ".join(ask(one, kinds[one]) for one in columns if one in kinds)
        queries.append(f"SELECT count(*), {told} FROM {rows}")
    start = time.perf_counter()
    for query in queries:
        connection.execute(query).fetchall()
    return time.perf_counter() - start


if __name__ == "__main__":
    given = (Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"seconds": scan(*given, hashed), "seconds_unhashed": scan(*given, unhashed)}))
