"""A peer: the same lists and reference lists merged by pandas, whole columns at a time.

    python bench/parts/peer_pandas.py CASE

Prints one line of JSON. Its clock runs from the files to the outcomes in memory; imports and writing are given to it
for nothing. All nine criteria, the NIK, the name and the second proposal are decided; no reasons, flags or files.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.dataset  # noqa: F401

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.parts.peer_law import LISTS, MICRO_SALES_CEILING, NO_LETTER, key_of

from satupintu.engine.names import same_name
from satupintu.engine.nik import PLACEHOLDERS, SOUND_PATTERN

COLUMNS = ["nik", "name", "village", "annual_turnover", "business_letter", "submitted_at"]
REGISTRY = ["nik", "name", "village", "status", "citizenship"]


def outcomes(case: Path) -> np.ndarray:
    """The outcome of every row, in the order of files and rows."""
    rows = pd.read_parquet(case / "lists", columns=COLUMNS, dtype_backend="pyarrow")
    add_keys(rows)
    registry = pd.read_parquet(
        case / "reference" / "civil_registry.parquet", columns=REGISTRY, dtype_backend="pyarrow"
    ).rename(columns={"nik": "key", "name": "registered", "village": "home"})
    registry["key"] = registry["key"].astype("int64")
    rows = rows.merge(registry, on="key", how="left")
    found = rows["registered"].notna().to_numpy()
    same = found & is_same(rows, found)
    counts = (rows["key"] >= 0).to_numpy() & (same | ~found) & ~(rows["doubtful"].to_numpy() & ~same)
    failed = barred(rows, case, counts, same) | repeated(rows, counts)
    unknown = ~same | no_letter(rows)
    return np.select([failed, unknown], ["ineligible", "undetermined"], "eligible")


def add_keys(rows: pd.DataFrame) -> None:
    """`key`, the NIK as a number or -1; `doubtful`. What is plainly a sound NIK is told by one pattern."""
    plain = rows["nik"].str.fullmatch(SOUND_PATTERN).fillna(False).to_numpy(dtype=bool)
    plain &= ~rows["nik"].isin(PLACEHOLDERS).to_numpy(dtype=bool)
    key, doubtful = np.full(len(rows), -1, dtype="int64"), np.zeros(len(rows), dtype=bool)
    key[plain] = rows["nik"][plain].astype("int64[pyarrow]").to_numpy()
    odd = [key_of(one) for one in rows["nik"][~plain].to_numpy(dtype=object, na_value=None)]
    key[~plain] = [-1 if one is None else one for one, _ in odd]
    doubtful[~plain] = [one for _, one in odd]
    rows["key"], rows["doubtful"] = key, doubtful


def is_same(rows: pd.DataFrame, found: np.ndarray) -> np.ndarray:
    """Whether the registry's name is the row's; names that are not equal are looked at one by one."""
    same = (rows["name"].str.upper() == rows["registered"].str.upper()).fillna(False).to_numpy(dtype=bool)
    unsure = found & ~same
    pairs = rows.loc[unsure, ["name", "registered"]].to_numpy(dtype=object, na_value=None)
    same[unsure] = [same_name(one, other) for one, other in pairs]
    return same


def barred(rows: pd.DataFrame, case: Path, counts: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Rows that a list, the registry or the turnover bars."""
    failed = (rows["annual_turnover"] > MICRO_SALES_CEILING).fillna(False).to_numpy(dtype=bool)
    for name in LISTS:
        niks = pd.read_parquet(case / "reference" / f"{name}.parquet", columns=["nik"])["nik"]
        failed |= counts & rows["key"].isin(niks).to_numpy()
    gone = rows["status"].isin(["deceased", "moved_abroad"]) | (rows["citizenship"] != "WNI")
    return failed | (same & gone.fillna(False).to_numpy(dtype=bool))


def repeated(rows: pd.DataFrame, counts: np.ndarray) -> np.ndarray:
    """Rows of a person who was proposed before."""
    ordered = rows.loc[counts, ["key", "submitted_at"]].sort_values(
        "submitted_at", kind="stable", na_position="last"
    )
    again = ordered["key"].duplicated()
    told = np.zeros(len(rows), dtype=bool)
    told[again.index[again]] = True
    return told


def no_letter(rows: pd.DataFrame) -> np.ndarray:
    """Rows that name no business letter; what they say of their village then adds nothing."""
    said = rows["business_letter"].fillna("").str.strip().str.lower()
    return said.isin(NO_LETTER).to_numpy(dtype=bool)


def main(case: Path) -> None:
    """Measure and print."""
    start = time.perf_counter()
    found = outcomes(case)
    seconds = time.perf_counter() - start
    # The truth of a large case is written as its districts are made, not in the order of the files.
    truth = pd.read_parquet(case / "truth.parquet", columns=["file", "row", "outcome_2021"])
    truth = truth.sort_values(["file", "row"])["outcome_2021"].to_numpy()
    print(json.dumps({"rows": len(found), "seconds": seconds, "wrong_rows": int((found != truth).sum())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
