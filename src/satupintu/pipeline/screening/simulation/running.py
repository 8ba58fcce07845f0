"""One simulation: a finished round's folder and a change in, a folder with who comes in and who falls out, out."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from satupintu import __version__
from satupintu.batch import manifest
from satupintu.batch.database import database
from satupintu.batch.manifest import MANIFEST
from satupintu.batch.references import REGISTRY
from satupintu.batch.screen import write_json
from satupintu.batch.simulation import (
    Moves,
    Past,
    compare_rounds,
    decide_anew,
    is_quick,
    open_copied,
    open_large,
)
from satupintu.batch.simulation_report import (
    CHANGES,
    count_changes,
    outcomes_of,
    write_changes,
    wrongly_taken,
)
from satupintu.batch.troubles import is_out_of_room, log_trouble
from satupintu.engine.patterns import Patterns
from satupintu.engine.rules import ProgrammeAt
from satupintu.engine.steps import Progress
from satupintu.gateways.lists import ColumnMap
from satupintu.gateways.lists.canonical import canonical_files, canonical_rows, noted_in
from satupintu.gateways.programmes import LoadedProgramme
from satupintu.pipeline.screening.finished import (
    RoundProblem,
    find_input,
    most_copied_of,
    pinned_programme,
    read_json,
    read_manifest,
)
from satupintu.pipeline.screening.rounds import run_round, stopped, whole_or_nothing
from satupintu.pipeline.screening.simulation.rules import differences, pin_tried, rules_on, tried
from satupintu.pipeline.screening.simulation.wrong import Wrong, wrong_by_findings, wrong_by_truth
from satupintu.pipeline.screening.standings import has_quota, taken

REPORT = "simulation.json"
STEPS = ("menerapkan perubahan", "memutuskan ulang", "mencocokkan orang demi orang", "menghitung", "selesai")
LISTS_CHANGED = "Daftar usulan putaran ini berubah sejak diputuskan; simulasi memerlukan daftar yang sama."


@dataclass(frozen=True)
class Given:
    """A simulation's inputs besides the change: where a round's inputs lie now, and who must not be paid."""

    lists: Path | None = None
    reference: Path | None = None
    truth: Path | None = None
    findings: Path | None = None
    threads: int | None = None
    memory: str | None = None


def simulate(
    folder: Path,
    change: Any,
    out: Path,
    *,
    as_of: date | None = None,
    given: Given | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Try the change on the round in ``folder``; writes ``out`` whole or not at all, and gives its simulation.json.

    ``change``: see `satupintu.engine.rule_changes`, or a whole programme's data. ``as_of`` tries another day's law.
    Raises RoundProblem.
    """
    given = given or Given()
    tell = progress or (lambda *_: None)
    before_told = read_manifest(folder)
    before = pinned_programme(folder).programme.at(date.fromisoformat(before_told["as_of"]))
    day = as_of or before.as_of
    data = tried(folder, change, day)
    read = [one for one in (folder, given.lists, given.reference, given.truth, given.findings) if one]
    with whole_or_nothing(out, REPORT, read) as made:
        loaded = pin_tried(folder, data, change, made)
        after = rules_on(loaded.programme, day)
        tell(STEPS[0], 0, len(STEPS))
        try:
            with database(spill=made, threads=given.threads, memory=given.memory) as connection:
                past = open_past(connection, folder, before_told, before, given)
                wrong = wrong_lists(past, given)
                way, moves = move(past, before_told, loaded, after, made, given, tell)
                tell(STEPS[2], 2, len(STEPS))
                write_changes(connection, past.people, made / CHANGES)
                tell(STEPS[3], 3, len(STEPS))
                report = report_of(past, after, moves, made / CHANGES, change, wrong) | {"way": way}
        except duckdb.Error as error:
            if not is_out_of_room(error):
                log_trouble(error)
            raise RoundProblem(stopped(error)) from None
        write_json(made / REPORT, report)
        pin(folder, made, out, before_told, loaded, day)
    tell(STEPS[4], 1, 1)
    return report


def open_past(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    told: dict[str, Any],
    before: ProgrammeAt,
    given: Given,
) -> Past:
    """The round as the simulation reads it. Raises RoundProblem when it is not whole, or its lists are gone."""
    lists = tuple(sorted(name for name in told["references"] if name != REGISTRY))
    plan = Patterns(before, frozenset(told["without"]), lists)
    seed, quota = told.get("tie_break_seed", 0), has_quota(folder)
    if (folder / "evidence.parquet").is_file():
        return open_copied(connection, folder, plan, seed=seed, has_quota=quota)
    if not (folder / "state.parquet").is_file():
        raise RoundProblem(
            f"{folder} bukan folder putaran yang utuh: evidence.parquet dan state.parquet tidak ada."
        )
    sources = read_json(folder, "sources.json")["lists"]
    files = canonical_files([find_input(folder, one, given.lists) for one in sources])
    known = {one["name"]: one["rows"] for one in read_json(folder, "reading.json")["files"]}
    if {one.name: one.rows for one in files} != known:
        raise RoundProblem(LISTS_CHANGED)
    rows = partial(canonical_rows, files)
    befores = {one.name: one.before for one in files}
    noted = frozenset(noted_in(files))
    return open_large(connection, folder, plan, rows, befores, seed=seed, has_quota=quota, noted=noted)


def move(
    past: Past,
    told: dict[str, Any],
    loaded: LoadedProgramme,
    after: ProgrammeAt,
    made: Path,
    given: Given,
    tell: Progress,
) -> tuple[str, Moves]:
    """Table ``changed`` and the moves: from what the round keeps where that is enough, else by a whole round."""
    tell(STEPS[1], 1, len(STEPS))
    if is_quick(past, after):
        return "kept", decide_anew(past, after)
    sources = read_json(past.folder, "sources.json")
    were_there = {name for name, sha256 in told["lists"].items() if sha256}
    with tempfile.TemporaryDirectory(prefix=".putaran-", dir=made) as space:
        again = Path(space) / "round"
        run_round(
            programme=loaded,
            lists=[find_input(past.folder, one, given.lists, were_there) for one in sources["lists"]],
            reference=given.reference or find_input(past.folder, sources["reference"], None),
            out=again,
            as_of=after.as_of,
            without=told["without"],
            maps=[ColumnMap.parse(one) for one in told["maps"]],
            threads=given.threads,
            memory=given.memory,
            most_copied=most_copied_of(past.folder),
            handed_back=False,
            seed=past.seed,
            progress=tell,
        )
        if read_manifest(again)["lists"] != told["lists"]:
            raise RoundProblem(LISTS_CHANGED)
        return "whole", compare_rounds(past, again)


def report_of(
    past: Past, after: ProgrammeAt, moves: Moves, changes: Path, change: Any, wrong: dict[str, Wrong]
) -> dict[str, Any]:
    """What simulation.json says; no times in it."""
    counted = count_changes(past.connection, changes)
    summary = read_json(past.folder, "summary.json")
    was = summary["quota"]["within"] if past.has_quota else summary["outcomes"]["eligible"]
    now = was + counted["came"] - counted["fell"]
    before = past.before
    return {
        "simulation": True,
        "programme": before.programme.id,
        "as_of": {"before": before.as_of.isoformat(), "after": after.as_of.isoformat()},
        "rows": summary["rows"],
        "change": json.loads(json.dumps(change, default=str)),
        "differences": differences(before, after).to_json(),
        "before": side(before, was, outcomes_of(moves, 0)),
        "after": side(after, now, outcomes_of(moves, 1)),
        "moves": [list(one) for one in moves],
        **counted,
        "budget": budgets(before, was, after, now),
        "wrongly_paid": wrongly_paid(past, changes, wrong),
    }


def side(rules: ProgrammeAt, people: int, outcomes: dict[str, int]) -> dict[str, Any]:
    """One of the two: whom it takes and what they cost; None where the programme has no fixed amount."""
    amount = amount_of(rules)
    return {
        "outcomes": outcomes,
        "taken": people,
        "amount": amount,
        "cost": None if amount is None else amount * people,
    }


def amount_of(rules: ProgrammeAt) -> int | None:
    """Whole rupiah for one recipient; None for a programme that pays nothing fixed."""
    return rules.amount if rules.programme.amount else None


def budgets(before: ProgrammeAt, was: int, after: ProgrammeAt, now: int) -> list[dict[str, Any]]:
    """The cost of both against each budget that the programme's listing states; empty where none is stated."""
    listing = getattr(before.programme, "listing", None)
    stated = getattr(listing, "budget", None) or ()
    costs = [amount_of(before), amount_of(after)]
    if costs[0] is None or costs[1] is None:
        return []
    return [
        {
            "amount": one.amount,
            "year": one.year,
            "left_before": one.amount - costs[0] * was,
            "left_after": one.amount - costs[1] * now,
        }
        for one in (stated if isinstance(stated, tuple | list) else (stated,))
    ]


def wrong_lists(past: Past, given: Given) -> dict[str, Wrong]:
    """Whom the truth or an auditor names; {} where neither is given. Raises RoundProblem."""
    own, decided, found = past.connection, past.decided(past.folder), {}
    if given.truth:
        found["truth"] = wrong_by_truth(own, given.truth, past.before.as_of, decided)
    if given.findings:
        found["findings"] = wrong_by_findings(own, given.findings, decided)
    return found


def wrongly_paid(past: Past, changes: Path, wrong: dict[str, Wrong]) -> dict[str, Any]:
    """Those among the recipients who must not be paid, before and after, by each of the lists that name them."""
    taken_before = (
        f'SELECT seq, file, sheet, "row", nik FROM {past.decided(past.folder)} WHERE {taken(past.folder)}'
    )
    return {
        name: wrongly_taken(past.connection, taken_before, changes, one.select, one.by)
        | {"rows": one.rows, "matched": one.matched}
        for name, one in wrong.items()
    }


def pin(
    folder: Path, made: Path, out: Path, told: dict[str, Any], loaded: LoadedProgramme, day: date
) -> None:
    """What the simulation was made from; a manifest that says it is one."""
    write_json(
        made / MANIFEST,
        {
            "simulation": True,
            "satupintu": {"version": __version__, "sha256": manifest.software_sha256()},
            "round": {
                "folder": os.path.relpath(folder.resolve(), out.resolve()),
                "manifest_sha256": manifest.sha256(folder / MANIFEST),
            },
            "programme": {
                "id": loaded.programme.id,
                "version": loaded.programme.version,
                "sha256": loaded.sha256,
                "sha256_before": told["programme"]["sha256"],
            },
            "as_of": day.isoformat(),
            "tie_break_seed": told.get("tie_break_seed", 0),
            "outputs": manifest.hash_outputs(made),
        },
    )
