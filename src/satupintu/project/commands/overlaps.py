"""overlap, and the made-up recipients of many programmes: the work is done in batch, here it is called and told."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from satupintu.engine.pairs import LOOKED_AT_FIRST
from satupintu.project.cli import DONE
from satupintu.project.commands.audits import dotted, rupiah
from satupintu.project.commands.rounds import Teller, complain

APART_WORDS = {
    "other_name": "NIK tercatat atas nama lain",
    "possible": "mungkin orang di registri",
    "unreadable": "NIK tidak terbaca",
    "unstated": "belum dicocokkan",
    "no_programme": "programnya tidak disebut",
}


def overlap(options: argparse.Namespace) -> int:
    """Files of received aid in, the matrix of programmes and the people of forbidden and repeated pairs out."""
    import duckdb

    from satupintu.batch.folders import FolderProblem
    from satupintu.batch.overlap.job import Inputs
    from satupintu.batch.overlap.job import overlap as run
    from satupintu.batch.overlap.receipts import AidProblem
    from satupintu.batch.troubles import why_stopped
    from satupintu.engine.rules import ProgrammeError
    from satupintu.gateways.areas import areas_file

    files = [Path(one) for one in options.aid]
    if missing := [str(one) for one in files if not one.is_file()]:
        return complain(f"Berkas {', '.join(missing)} tidak ada. Periksa namanya.")
    try:
        inputs = Inputs(files, read_pairs(options.pairs), areas_file(), options.areas)
        found = run(
            inputs, Path(options.out), threads=options.threads, memory=options.memory, progress=Teller()
        )
    except (AidProblem, FolderProblem, ProgrammeError) as error:
        return complain(str(error))
    except (duckdb.Error, OSError) as error:
        return complain(f"Tidak ada yang ditulis. {why_stopped(error)}")
    for name, first in found["set_aside"]:
        print(
            f"catatan: {name}: isinya persis sama dengan {first}; yang ini dikesampingkan.", file=sys.stderr
        )
    print(
        json.dumps(found, ensure_ascii=False, indent=1) if options.json else tell_overlap(found, options.out)
    )
    return DONE


def read_pairs(file: str | None) -> Any:
    """The catalogue's judgements of pairs, or those of a file in the form of pairs.yaml. Raises ProgrammeError."""
    from satupintu.engine.pairs import pairs_from_dict
    from satupintu.engine.rules import ProgrammeError
    from satupintu.gateways.catalogue import load_catalogue
    from satupintu.gateways.programmes import in_file
    from satupintu.gateways.strict_yaml import parse_yaml

    known = load_catalogue().pairs
    if file is None:
        return known
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProgrammeError("", f"Berkas {path} tidak dapat dibaca. Periksa namanya.") from error
    try:
        return pairs_from_dict(parse_yaml(content, str(path)), known.aid_of)
    except ProgrammeError as error:
        raise in_file(error, path, content) from error


def tell_overlap(found: dict[str, Any], out: str) -> str:
    """The pairs that want looking at, then how many programmes people have, as a person reads it."""
    from satupintu.engine.pairs import VERDICTS

    lines = [f"{dotted(found['people'])} penerima, {dotted(found['rows'])} bantuan"]
    order = {one: place for place, one in enumerate(LOOKED_AT_FIRST)}
    for one in sorted(found["matrix"], key=lambda cell: (order[cell["verdict"]], -cell["people"]))[:20]:
        pair = one["a"] + " + " + one["b"] if one["a"] != one["b"] else one["a"] + ", berulang"
        money = rupiah(one["money_a"] + one["money_b"])
        lines.append(f"{VERDICTS[one['verdict']].id:<22}{pair:<44}{dotted(one['people']):>12}{money:>26}")
    if (more := len(found["matrix"]) - 20) > 0:
        lines.append(f"dan {more} pasangan lain di matrix.parquet")
    for number, people in found["people_by_programmes"].items():
        lines.append(f"{number:>3} program: {dotted(people)} orang")
    for why, told in found["apart"].items():
        lines.append(f"tidak dihitung, {APART_WORDS.get(why, why)}: {dotted(told['rows'])} baris")
    return "\n".join([*lines, f"hasil: {out}"])


def synthesize_aid(options: argparse.Namespace) -> int:
    """Made-up recipients of many programmes, with the truth of every cell."""
    import duckdb

    from satupintu.batch.folders import FolderProblem
    from satupintu.batch.synthesize.aid import synthesize_aid as make
    from satupintu.batch.troubles import why_stopped
    from satupintu.gateways.areas import areas_file

    try:
        case = make(
            people=options.people,
            programmes=options.programmes,
            out=Path(options.out),
            areas=areas_file(),
            seed=options.seed,
            threads=options.threads,
            memory=options.memory,
            progress=Teller(),
        )
    except (ValueError, FolderProblem) as error:
        return complain(str(error))
    except (duckdb.Error, OSError) as error:
        return complain(f"Tidak ada yang ditulis. {why_stopped(error)}")
    print(json.dumps(case, ensure_ascii=False, indent=1, sort_keys=True))
    return DONE
