"""What a nation's round writes: some lists at a time, joined in order; of an earlier round what came out the same."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from satupintu.batch.changes import Earlier
from satupintu.batch.database import side_by_side, text
from satupintu.batch.findings import one_layout
from satupintu.batch.large import ANEW
from satupintu.batch.lists import Lists
from satupintu.batch.parquet_files import Piece, join_files
from satupintu.batch.writing import Stretch
from satupintu.engine.steps import Progress

# Planning a statement takes as long as writing ten thousand rows, so small lists are written together.
STRETCH_ROWS = 200_000
# Of a column with more texts (a NIK, a name) a dictionary is tried in vain, which takes a tenth of the time. In row
# groups of this size no other column has so many, not even the words that name the row which a row repeats.
PARQUET = "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 61440, DICTIONARY_SIZE_LIMIT 5000)"


@dataclass(frozen=True)
class EarlierRound:
    """A finished round of the same rules: its folder, its lists' names in order, its findings.

    ``groups`` tells, for each output, how many row groups each of its stretches has.
    """

    folder: Path
    names: Sequence[str]
    groups: Mapping[str, Sequence[int]]
    findings: Earlier

    def stretches(self, now: Mapping[int, int]) -> dict[tuple[int, ...], int]:
        """Of each stretch whose lists are all the same: their places now, and which stretch it is."""
        cut = enumerate(stretches(self.names, self.findings.rows))
        return {tuple(now[one] for one in places): at for at, places in cut if now.keys() >= set(places)}


class Outputs:
    """The outputs written, some lists at a time; of an earlier round what came out the same is copied."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        lists: Lists,
        folder: Path,
        earlier: EarlierRound | None,
        progress: Progress,
    ) -> None:
        self.connection, self.lists, self.folder, self.progress = connection, lists, folder, progress
        anew = json.loads((folder / ANEW).read_text(encoding="utf-8"))
        self.earlier = earlier if anew is not None else None
        self.stretches = [
            stretch_of(lists, places)
            for places in stretches([one.name for one in lists.parts], [one.rows for one in lists.parts])
        ]
        # Which of the earlier round's stretches each one is, where no row of it came out otherwise.
        self.same: dict[int, int] = {}
        if self.earlier:
            before = self.earlier.stretches(self.earlier.findings.kept)
            self.same = {
                at: before[tuple(one.places)]
                for at, one in enumerate(self.stretches)
                if tuple(one.places) in before and not set(one.places) & set(anew)
            }
        self.groups: dict[str, list[int]] = {}

    def write(self, name: str, what: str, select: Callable[[Stretch], str], out: Path) -> int:
        """One Parquet file of what ``select`` gives, in the rows' order, for each stretch; gives its rows."""
        same = self.same if self.earlier and name in self.earlier.groups else {}
        self.write_parts(name, [at for at in range(len(self.stretches)) if at not in same], what, select)
        rows, self.groups[name] = join_files(
            [
                self.earlier_piece(name, same[at], out.name)
                if at in same
                else Piece(self.part_path(name, at))
                for at in range(len(self.stretches))
            ],
            out,
        )
        return rows

    def earlier_piece(self, name: str, at: int, file_name: str) -> Piece:
        """A stretch of the earlier round's output."""
        assert self.earlier  # noqa: S101 (only a stretch of it can be the same)
        groups = self.earlier.groups[name]
        start = sum(groups[:at])
        return Piece(self.earlier.folder / file_name, range(start, start + groups[at]))

    def write_parts(
        self, name: str, chosen: Sequence[int], what: str, select: Callable[[Stretch], str]
    ) -> None:
        """One file for each of these stretches; those that are there already are kept."""
        (self.folder / name).mkdir(exist_ok=True)
        done, total = [0], sum(self.stretches[at].rows for at in chosen)
        lock = threading.Lock()

        def write(at: int) -> None:
            path = self.part_path(name, at)
            if not path.exists():
                half = path.with_suffix(".half")
                with self.connection.cursor() as own:
                    own.execute(f"COPY ({select(self.stretches[at])}) TO {text(half)} {PARQUET}")
                half.rename(path)
            with lock:
                done[0] += self.stretches[at].rows
                self.progress(what, done[0], total)

        with as_written(self.connection), side_by_side(self.connection, len(chosen)) as pool:
            list(pool.map(write, chosen))

    def part_path(self, name: str, at: int) -> Path:
        """Where a stretch's part of an output lies."""
        return self.folder / name / f"{at:06d}"


def stretches(names: Sequence[str], rows: Sequence[int]) -> list[range]:
    """The places of lists that are written together. Where a stretch ends its last list's name says, so that a list
    that is new, gone or longer leaves the stretches of all others as they are."""
    often = 1
    while often * sum(rows) < STRETCH_ROWS * len(rows):
        often *= 2
    ends = [at for at, name in enumerate(names, 1) if zlib.crc32(name.encode()) % often == 0]
    ends = [*ends, len(names)] if not ends or ends[-1] < len(names) else ends
    return [range(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def stretch_of(lists: Lists, places: range) -> Stretch:
    """The lists at these places as one stretch."""
    parts = [lists.parts[one] for one in places]
    select = partial(lists.select_some, places)
    return Stretch(places, parts[0].first, sum(one.rows for one in parts), select)


@contextmanager
def as_written(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Joins are done as they are written, the lists' rows passing by the others in their order: no need to sort."""
    with one_layout(connection, "join_order", "build_side_probe_side"):
        yield
