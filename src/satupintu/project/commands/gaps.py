"""criteria-gap: what those whom a bank or a proposer dropped have in common, told in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from satupintu.project.cli import DONE
from satupintu.project.commands.rounds import Teller, complain

NO_VERDICT = (
    "Pola bukan tuduhan: siapa yang lebih sering dicoret, bukan sebabnya. Tanyakan kepada yang mencoret."
)


def criteria_gap(options: argparse.Namespace) -> int:
    """A round and its outcomes in, the unexplained patterns out."""
    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.gaps import run_criteria_gap

    try:
        found = run_criteria_gap(
            round=Path(options.dir),
            outcome=Path(options.outcome),
            out=Path(options.out),
            by=options.by,
            reference=Path(options.reference) if options.reference else None,
            threads=options.threads,
            memory=options.memory,
            progress=Teller(),
        )
    except RoundProblem as error:
        return complain(str(error))
    for sentence in found.people.notes():
        complain(f"catatan: {sentence}")
    if options.json:
        print(json.dumps(found.patterns, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*tell(found), f"hasil: {options.out}"]))
    return DONE


def tell(found: Any) -> Iterator[str]:
    """What was found as a person reads it."""
    people = found.people
    yield (
        f"{dotted(people.matched)} orang ada di putaran dan di berkas hasil: {dotted(people.dropped)} dicoret."
        f" Pola dicari di antara {dotted(people.matched - people.refused)} orang yang menurut putaran memenuhi syarat."
    )
    unexplained = found.unexplained
    if unexplained:
        yield "pola tanpa penjelasan; mintalah alasan:"
        for one in unexplained:
            yield f"  {in_words(one)}"
        yield NO_VERDICT
    else:
        yield "Tidak ada pola tanpa penjelasan."
    explained = [one for one in found.patterns if one["explained_by"] is not None]
    # Under the values of --by the same pattern stands out again and again.
    shown = [one for one in explained if one["where"] == "all"]
    if explained:
        yield "pola yang ada penjelasannya:"
        for one in shown:
            yield f"  {in_words(one)}; dijelaskan oleh {one['explained_by']}"
        if left := len(explained) - len(shown):
            yield f"  dan {left} bayangan pola itu di bagian-bagiannya (gaps.json)"


def in_words(one: dict[str, Any]) -> str:
    """One pattern in a line."""
    place = "" if one["where"] == "all" else f"{one['where']}: "
    low, high = (decimal(bound) for bound in one["interval"])
    return (
        f"{place}{one['pattern']}: {dotted(one['dropped'])} dari {dotted(one['of'])} dicoret, selain itu"
        f" {dotted(one['elsewhere_dropped'])} dari {dotted(one['elsewhere_of'])}"
        f" (rasio peluang {decimal(one['odds_ratio'])}; 95%: {low} sampai {high})"
    )


def dotted(number: int) -> str:
    """12.000.000"""
    return f"{number:,}".replace(",", ".")


def decimal(number: float) -> str:
    """1.234,5"""
    return f"{number:,.1f}".translate(str.maketrans(",.", ".,"))
