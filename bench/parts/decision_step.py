"""The decision step of a nation's round alone: what a round does once every row's answers are known.

    python bench/parts/decision_step.py LISTS REFERENCE ROUND THREADS MEMORY

The rules are asked of every different set of answers, decisions.parquet and summary.json are written. Matching, reading
reference lists, hashing and handing back are not part of it. The last line is JSON: {"seconds"}.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path


def run(lists: Path, reference: Path, folder: Path, threads: int, memory: str) -> float:
    """Seconds from answers that lie on the disk to decisions that do."""
    from satupintu.batch.database import database
    from satupintu.batch.findings import STATE
    from satupintu.batch.large import ANEW, large_work
    from satupintu.batch.outputs import Outputs
    from satupintu.batch.screen import Inputs, write_json
    from satupintu.batch.writing import decisions_sql, stretch_rows, summarise, within
    from satupintu.gateways.areas import areas_file
    from satupintu.gateways.lists import list_files
    from satupintu.gateways.lists.canonical import canonical_files
    from satupintu.pipeline.screening.finished import pinned_programme, read_manifest
    from satupintu.pipeline.screening.large_rounds import as_lists
    from satupintu.pipeline.screening.rounds import open_references

    told, loaded = read_manifest(folder), pinned_programme(folder)
    programme = loaded.programme.at(date.fromisoformat(told["as_of"]))
    references = open_references(loaded, reference, told["without"])
    inputs = Inputs(None, programme, references, frozenset(told["without"]), areas_file())
    files = as_lists(canonical_files(list_files([lists])))
    with tempfile.TemporaryDirectory(prefix="decision-", dir=folder.parent) as name:
        work_folder = Path(name)
        shutil.copyfile(folder / STATE, work_folder / STATE)
        (work_folder / ANEW).write_text("null", encoding="utf-8")
        with database(spill=work_folder, threads=threads, memory=memory) as connection:
            start = time.perf_counter()
            with large_work(connection, inputs, files, work_folder, lambda *_: None) as (work, _):
                Outputs(connection, files, work_folder, None, lambda *_: None).write(
                    "decisions",
                    "menulis keputusan",
                    lambda one: decisions_sql(work, stretch_rows(one), within("repeated", one)),
                    work_folder / "decisions.parquet",
                )
                write_json(work_folder / "summary.json", summarise(work))
            return time.perf_counter() - start


if __name__ == "__main__":
    lists, reference, folder = map(Path, sys.argv[1:4])
    print(json.dumps({"seconds": run(lists, reference, folder, int(sys.argv[4]), sys.argv[5])}))
