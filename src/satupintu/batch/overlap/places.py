"""Where people are counted: villages, or the districts they lie in, by number in the order of their codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from satupintu.batch.database import text

NATION, UNKNOWN = "ID", "unknown"
LEVELS = {"village": 4, "district": 3, "regency": 2, "province": 1}
LENGTHS = {"village": 13, "district": 8}
_LENGTHS = {4: 13, 3: 8, 2: 5, 1: 2}
_BITS = 20


@dataclass(frozen=True)
class Places:
    """`codes` of the places where is counted, and `villages`; the last of each is UNKNOWN. A village's hash leads
    to its number, and `part_of` from there to the place it lies in."""

    codes: tuple[str, ...]
    villages: tuple[str, ...]
    part_of: NDArray[np.int64]
    hashes: NDArray[np.uint64]  # of villages, in order
    numbers: NDArray[np.int64]  # the village of each
    table: NDArray[np.int32]  # by the first bits of a hash: one of those that begin so
    finest: str

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, areas: Path, *, finest: str = "district") -> Places:
        """The villages of a Parquet of areas (code, level), counted as such or by the district they lie in."""
        found = connection.execute(
            f"SELECT code, hash(code) AS h FROM read_parquet({text(areas)}) WHERE level = 4 ORDER BY code"
        ).fetchnumpy()
        villages = found["code"].tolist()
        parts = [one[: LENGTHS[finest]] for one in villages]
        codes = list(dict.fromkeys(parts))
        number = {code: place for place, code in enumerate(codes)}
        part_of = np.array([*(number[one] for one in parts), len(codes)], np.int64)
        numbers = np.argsort(found["h"])
        hashes = found["h"][numbers]
        table = np.zeros(1 << _BITS, np.int32)
        table[(hashes >> np.uint64(64 - _BITS)).astype(np.int64)] = np.arange(len(parts))
        return cls((*codes, UNKNOWN), (*villages, UNKNOWN), part_of, hashes, numbers, table, finest)

    def __len__(self) -> int:
        return len(self.codes)

    def areas(self, level: int) -> tuple[list[str], NDArray[np.int64]]:
        """The codes of a level's areas in order, 0 the nation, and in which of them each place lies."""
        named = [self._area(code, level) for code in self.codes]
        codes = list(dict.fromkeys(named))
        number = {code: area for area, code in enumerate(codes)}
        return codes, np.array([number[one] for one in named], np.int64)

    def _area(self, code: str, level: int) -> str:
        if level == 0:
            return NATION
        return code if code == UNKNOWN else code[: _LENGTHS[level]]

    def of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The numbers of these villages; UNKNOWN's for those that are no village of today."""
        near = self.table[(hashes >> np.uint64(64 - _BITS)).astype(np.int64)]
        found = self.numbers[near]
        missed = np.flatnonzero(self.hashes[near] != hashes)
        if len(missed):
            at = np.searchsorted(self.hashes, hashes[missed]).clip(max=len(self.hashes) - 1)
            is_there = self.hashes[at] == hashes[missed]
            found[missed] = np.where(is_there, self.numbers[at], len(self.villages) - 1)
        return found
