"""screen, explain, replay and compare: the work is done elsewhere, here it is called and told."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.project.cli import DONE, NO, UNUSABLE

SURE_AFTER = 3.0  # seconds of a step before its speed says how long the rest takes
OUTCOME_WORDS = {
    "eligible": "memenuhi syarat",
    "ineligible": "tidak memenuhi syarat",
    "undetermined": "belum dapat diputuskan",
}


def complain(sentence: str) -> int:
    """An error a person can act on, on stderr."""
    tell_aside(sentence)
    return UNUSABLE


def tell_aside(sentence: str) -> None:
    """On stderr, line by line, without what a file's or sheet's name may hold to steer a terminal."""
    from satupintu.pipeline.screening.telling import plain

    for line in sentence.split("\n"):
        print(plain(line), file=sys.stderr)


class Teller:
    """Progress on stderr, one line that rewrites itself, with the time left; nothing when stderr is no terminal."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self.last = 0.0
        self.step, self.began, self.before = "", 0.0, 0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self.step:  # what an earlier attempt had done already says nothing of the speed
            self.step, self.began, self.before = what, now, done
        if self.is_shown and (done >= total or now - self.last > 0.1):
            self.last = now
            print(
                f"\r\x1b[K{what} {done}/{total}{self.left(now, done, total)}",
                end="\n" if what == "selesai" else "",
                file=sys.stderr,
                flush=True,
            )

    def left(self, now: float, done: int, total: int) -> str:
        """How long the step still takes at the speed it has had, once that can be told; '' otherwise."""
        since, made = now - self.began, done - self.before
        if since < SURE_AFTER or made <= 0 or done >= total:
            return ""
        seconds = round((total - done) * since / made)
        return f", sisa {seconds // 60}:{seconds % 60:02d}"


def screen(options: argparse.Namespace) -> int:
    """Lists in, decisions out."""
    gc.disable()  # Cells live in no cycles; looking for some in a hundred thousand rows costs seconds.
    import duckdb

    from satupintu.gateways.lists import ColumnMap, passed_over
    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.rounds import refusals, reservations, run_round, stopped

    try:
        as_of = date.fromisoformat(options.as_of) if options.as_of is not None else None
    except ValueError:
        return complain(f"--as-of {options.as_of}: tulis tanggal seperti 2021-04-01.")
    try:
        result = run_round(
            programme=options.programme,
            lists=[Path(one) for one in options.lists],
            reference=Path(options.reference),
            out=Path(options.out),
            as_of=as_of,
            without=options.without,
            maps=[ColumnMap.parse(one) for one in options.maps],
            threads=options.threads,
            memory=options.memory,
            progress=Teller(),
            engine=options.engine,
            seed=options.seed,
        )
    except (RoundProblem, ValueError) as error:
        return complain(str(error))
    except (OSError, duckdb.Error, MemoryError) as error:
        return complain(stopped(error))
    passed = passed_over([Path(one) for one in options.lists])
    for sentence in [*passed, *result.notes, *reservations(result.reading)]:
        tell_aside(f"catatan: {sentence}")
    refused = refusals(result.reading)
    for sentence in refused:
        tell_aside(f"tidak dibaca: {sentence}")
    print(
        json.dumps(result.summary, ensure_ascii=False, indent=1, sort_keys=True)
        if options.json
        else tell_summary(result.summary, options.out)
    )
    return UNUSABLE if refused else DONE


def tell_summary(summary: dict[str, Any], out: str) -> str:
    """The summary as a person reads it."""
    lines = [f"{summary['programme']} menurut aturan pada {summary['as_of']}: {summary['rows']} baris"]
    lines += [f"  {summary['outcomes'][key]:>9}  {words}" for key, words in OUTCOME_WORDS.items()]
    if quota := summary.get("quota"):
        from satupintu.engine.quota import PER_WORDS  # only where there is a quota

        lines.append(f"  kuota {quota['recipients']} orang, {PER_WORDS[quota['per']].id}:")
        lines += [f"  {quota['within']:>9}  dalam kuota", f"  {quota['beyond']:>9}  di luar kuota"]
    for title, key in (("alasan", "reasons"), ("tanda", "flags")):
        if summary[key]:
            lines.append(f"{title}:")
            lines += [
                f"  {count:>9}  {one}"
                for one, count in sorted(summary[key].items(), key=lambda pair: -pair[1])
            ]
    return "\n".join([*lines, f"hasil: {out}"])


def explain(options: argparse.Namespace) -> int:
    """Why, for one person."""
    from satupintu.pipeline.screening.explanations import explain as find
    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.telling import as_json, tell

    places = places_in(options.nik)
    if "!" in options.nik and not places:
        return complain(
            f"{options.nik}: tulis letak baris sebagai BERKAS!LEMBAR!BARIS, untuk CSV BERKAS!BARIS."
        )
    try:
        found = find(Path(options.dir), None if places else options.nik, places)
    except RoundProblem as error:
        return complain(str(error))
    if options.json:
        print(as_json(found))
    else:
        sought = "Baris" if places else "NIK"
        print("\n\n".join(tell(one) for one in found) or f"{sought} itu tidak ada di putaran ini.")
    return DONE if found else NO


def places_in(written: str) -> list[tuple[str, str, int]]:
    """File, sheet and row of 'usulan.xlsx!RT 01!9' or 'usulan.csv!9'; [] when it is no such thing.

    Names of files and sheets may hold a "!" themselves, so there may be several places: only the round knows which
    one it has.
    """
    names, _, row = written.rpartition("!")
    if not row.isdecimal():
        return []
    parts = names.split("!")
    splits = [("!".join(parts[:at]), "!".join(parts[at:])) for at in range(1, len(parts) + 1)]
    return [(file, sheet, int(row)) for file, sheet in splits if file]


def replay(options: argparse.Namespace) -> int:
    """The same bytes again, or what differs."""
    import duckdb

    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.replays import replay as run
    from satupintu.pipeline.screening.rounds import stopped

    try:
        found = run(
            Path(options.dir),
            lists=Path(options.lists) if options.lists else None,
            reference=Path(options.reference) if options.reference else None,
            threads=options.threads,
            memory=options.memory,
        )
    except (RoundProblem, ValueError) as error:
        return complain(str(error))
    except (OSError, duckdb.Error, MemoryError) as error:
        return complain(stopped(error))
    changes = found.decisions.changes if found.decisions else []
    if options.json:
        told = {
            "same": found.is_same,
            "tampered": found.tampered,
            "inputs": found.inputs,
            "outputs": found.outputs,
            "decisions": changes,
        }
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return DONE if found.is_same else NO
    if found.is_same:
        print("Sama: setiap berkas hasil keluar dengan byte yang sama.")
        return DONE
    print("Berbeda dari saat diputuskan:")
    for title, pairs in (
        ("masukan", found.inputs),
        ("hasil yang diubah sesudah ditulis", found.tampered),
        ("hasil yang kini keluar lain", found.outputs),
    ):
        for name, what in pairs:
            print(f"  {title}: {name} {what}")
    for change in changes[:20]:
        print(f"  keputusan: {tell_change(change)}")
    return NO


def tell_change(change: dict[str, Any]) -> str:
    """One changed row in one line, by its place and not by its person."""
    place = "!".join(str(change[key]) for key in ("file", "sheet", "row"))
    sides = [
        f"{OUTCOME_WORDS[change[side]]} ({', '.join(change['reasons_' + side]) or 'tanpa alasan'}"
        f"{quota_words(change, side)})"
        for side in ("before", "after")
    ]
    return f"{place}: {sides[0]} → {sides[1]}"


def quota_words(change: dict[str, Any], side: str) -> str:
    """Whether the quota reaches an eligible person, where one of two rounds has a quota; '' otherwise."""
    if change[side] != "eligible" or "taken_before" not in change:
        return ""
    return ", diterima" if change[f"taken_{side}"] else ", di luar kuota"


def compare(options: argparse.Namespace) -> int:
    """Two rounds, person by person."""
    from dataclasses import asdict

    import duckdb

    from satupintu.batch.compare import compare as run
    from satupintu.batch.damage import damage_in
    from satupintu.batch.troubles import why_stopped

    for folder in (options.before, options.after):
        if not (Path(folder) / "decisions.parquet").is_file():
            return complain(f"{folder} bukan folder hasil putaran: decisions.parquet tidak ada.")
    try:
        found = run(Path(options.before), Path(options.after))
    except duckdb.Error as error:
        for folder in (options.before, options.after):
            if told := damage_in([Path(folder) / "decisions.parquet"]):
                return complain(f"{folder}: {told}")
        return complain(f"Keputusan tidak dapat dibandingkan: {why_stopped(error)}")
    if options.json:
        print(json.dumps(asdict(found) | {"same": found.is_same}, ensure_ascii=False, indent=1))
        return DONE
    paired = (
        "letak baris" if found.by == "position" else f"NIK ({found.rows_before} dan {found.rows_after} orang)"
    )
    print(
        f"{found.all_rows_before} baris dibandingkan dengan {found.all_rows_after} baris, dipasangkan menurut {paired}"
    )
    if found.without_nik_before or found.without_nik_after:
        print(
            f"  tanpa NIK, tidak dapat dipasangkan: {found.without_nik_before} dan {found.without_nik_after} baris"
            f"{' dengan isi yang sama' if found.without_nik_alike else ''}"
        )
    if found.only_before or found.only_after:
        print(f"  hanya di yang pertama: {found.only_before}; hanya di yang kedua: {found.only_after}")
    for before, after, rows in found.moves:
        print(
            f"  {rows:>9}  {OUTCOME_WORDS[before]}{'' if before == after else ' → ' + OUTCOME_WORDS[after]}"
        )
    for change in found.changes[: options.limit]:
        print(f"  {tell_change(change)}")
    if len(found.changes) > options.limit:
        print(f"  … dan {len(found.changes) - options.limit} baris berbeda lagi (--limit atau --json)")
    return DONE
