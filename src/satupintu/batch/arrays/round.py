"""Every row's pattern, flags and repeats worked out in memory, and written as the round's state."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import numpy as np

from satupintu.batch.arrays import BYTES_A_ROW
from satupintu.batch.arrays.found import Found, ask_lists, find
from satupintu.batch.arrays.near import Near, shared
from satupintu.batch.arrays.reading import Columns, Meter, Numbers, fetched, once
from satupintu.batch.backends.duckdb import DuckDBBackend
from satupintu.batch.coding import COUNTED, MISMATCH, NAMED, SHARED, UNMATCHED, first_twins, name_near
from satupintu.batch.database import leaving, one
from satupintu.batch.findings import write_state
from satupintu.batch.keyed import FLAG, PRECISION_LOST
from satupintu.batch.lists import Lists
from satupintu.batch.matching import NOT_ASKED, SAME, UNSURE, compare_told, tell_unsure
from satupintu.batch.work import Work
from satupintu.engine.patterns import DUPLICATE_BIT

# The columns of the state in which 0 says that there is nothing.
_MAY_LACK = ("key", "first_seq", *SHARED)
# What is left of BYTES_A_ROW once the registry has passed by.
_BYTES_AFTER = 40
# What is read once more, of some rows only.
BESIDES = ("name", "submitted_at")


def work_out(
    work: Work, backend: DuckDBBackend, lists: Lists, path: Path, tell: Callable[[int, int], None]
) -> None:
    """Writes the round's state to `path`; `tell` is told how many rows of how many are done."""
    connection = backend.connection
    entries = sum(one(connection, f"SELECT count(*) FROM {used.view}") for used in work.lists.values())
    meter = Meter(lists.rows, 2 * lists.rows + entries, tell)
    with leaving(connection, lists.rows * BYTES_A_ROW):
        found = find(backend, work, lists, meter)
    with leaving(connection, lists.rows * _BYTES_AFTER), ThreadPoolExecutor(1) as beside:
        own = replace(work, rows="own_rows")
        read_besides(backend, lists, found)
        meter.add(lists.rows // 4)  # what follows the readings takes about as long as one of them
        if work.registry is not None:
            unsure = found.unsure
            backend.keep("unsure", {"seq": unsure + 1, "key": found.rows["key"][unsure]})
            tell_unsure(own, "other_names")
            backend.drop("other_names")
        meter.add(lists.rows // 4)
        # Names are compared on one thread, in Python; meanwhile the database has something to do.
        listing = beside.submit(ask_lists, backend.beside(), work, found.niks, meter)
        naming = beside.submit(name_those_near, backend.beside(), own)
        is_same = look_at_names(backend, own, lists.rows)
        meter.add(lists.rows // 4)
        found.near[NAMED], held = naming.result(), listing.result()
        found.niks = found.niks[:0].copy()  # looked up for the last time, and 8 bytes a row
    with leaving(connection, lists.rows * BYTES_A_ROW):
        state = code(backend, work, lists, found, is_same, held)
        del found, is_same, held
        meter.add(lists.rows // 4)
        write_state(connection, path, lists.rows, partial(some_of, state))


def some_of(state: Columns, connection: duckdb.DuckDBPyConnection, rows: range) -> str:
    """SELECT of some rows of the state by their `seq`, of which the first is 1."""
    these = {name: column[rows.start - 1 : rows.stop - 1] for name, column in state.items()}
    connection.register("these_rows", {"seq": np.arange(rows.start, rows.stop)} | these)
    none = ", ".join(f"nullif({one}, 0) AS {one}" for one in _MAY_LACK)
    return f"SELECT * REPLACE ({none}) FROM these_rows"


def read_besides(backend: DuckDBBackend, lists: Lists, found: Found) -> None:
    """``own_rows`` (seq, name, submitted_at): in one reading the rows whose names are asked for, the unsure ones and
    those born on one day in one village (``near_possible_duplicate``), and those that may repeat another."""
    named = found.near[NAMED]
    wanted = np.concatenate((named.rows, found.unsure, found.alike))
    backend.keep("wanted", {"seq": once(np.sort(wanted)) + 1})
    backend.keep(f"near_{NAMED}", {"seq": named.rows + 1, "value": named.values})
    every = lists.select_some(range(len(lists.parts)), BESIDES, among="wanted")
    backend.table("own_rows", f"SELECT seq, {', '.join(BESIDES)} FROM ({every})")
    backend.drop("wanted")


def look_at_names(backend: DuckDBBackend, work: Work, rows: int) -> Numbers:
    """For each row whether its name, unlike the registry's as written, is one person's all the same."""
    is_same = np.zeros(rows, np.bool_)
    if work.registry is not None:
        compare_told(work)
        is_same[fetched(backend, "SELECT seq FROM same")["seq"] - 1] = True
        backend.drop("same")
    return is_same


def name_those_near(backend: DuckDBBackend, work: Work) -> Near:
    """Those born on one day in one village, with their normal names."""
    name_near(replace(work, backend=backend))
    said = fetched(backend, f"SELECT seq, value, among FROM near_{NAMED} WHERE among IS NOT NULL")
    backend.drop(f"near_{NAMED}")
    return Near(said["seq"] - 1, said["value"], said["among"])


def code(
    backend: DuckDBBackend,
    work: Work,
    lists: Lists,
    found: Found,
    is_same: Numbers,
    held: Numbers,
) -> Columns:
    """The state's columns but `seq`; see `satupintu.batch.coding`, which means the same."""
    rows, key = found.rows, found.rows["key"]
    with ThreadPoolExecutor(1) as beside:
        sharing = beside.submit(lambda: {flag: shared(found.near.pop(flag), key) for flag in SHARED})
        identity = identities(rows.pop("shape"), rows.pop("found"), is_same)
        flags = np.where(np.isin(identity, (0, UNMATCHED, MISMATCH)), rows["flags"], 0).astype(np.int16)
        pattern = rows.pop("answers").astype(np.int64)
        if len(held):
            lists_of = np.where(found.place >= 0, held[found.place], 0).astype(np.int64)
            pattern += lists_of * work.patterns.list_factor
        pattern += identity
        first = find_repeats(backend, work, found, identity)
        backend.drop("own_rows")
        pattern[first != 0] += DUPLICATE_BIT
        together = sharing.result()
    state: Columns = {}
    for flag in SHARED:
        flags[together[flag].rows] |= FLAG[flag]
        state[flag] = np.zeros(lists.rows, np.int64)
        state[flag][together[flag].rows] = together[flag].values
    counts = [part.rows for part in lists.parts]
    told: Columns = {
        "list": np.repeat(np.arange(len(counts), dtype=np.int32), counts),
        "key": key,
        "province": rows["province"],
        "pattern": pattern,
        "flags": flags,
        "first_seq": first,
    }
    return told | state


def identities(shape: Numbers, found: Numbers, is_same: Numbers) -> Numbers:
    """See `satupintu.batch.coding.identity_sql`."""
    is_same = is_same | (found == SAME)
    asked = np.where(is_same | (found == NOT_ASKED), 0, np.where(found == UNSURE, MISMATCH, UNMATCHED))
    identity = np.where(shape == 0, asked, np.where(is_same & (shape == PRECISION_LOST), 0, shape))
    return identity.astype(np.int8)


def find_repeats(backend: DuckDBBackend, work: Work, found: Found, identity: Numbers) -> Numbers:
    """For each row the `seq` of the row it repeats, 0 for none."""
    twins = found.alike[np.isin(identity[found.alike], COUNTED)]
    backend.keep("twins", {"seq": twins + 1, "key": found.rows["key"][twins]})
    first_twins(replace(work, rows="own_rows"))
    said = fetched(backend, "SELECT seq, first_seq FROM repeats")
    backend.drop("repeats")
    first = np.zeros(len(identity), np.int64)
    first[said["seq"] - 1] = said["first_seq"]
    return first
