"""catalogue, synthesize, bench and areas."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from satupintu.project.cli import DONE, NO, UNUSABLE

ROOT = Path(__file__).resolve().parents[4]


def catalogue_check(options: argparse.Namespace) -> int:
    """Schema, citations and cases of every programme."""
    from satupintu.gateways.programme_checks import check

    folder = _programmes(options.folder)
    if folder is None:
        return UNUSABLE
    problems = check(folder)
    if options.json:
        print(
            json.dumps(
                {"ok": not problems, "problems": [str(one) for one in problems]}, ensure_ascii=False, indent=1
            )
        )
    else:
        print("\n".join(map(str, problems)) or "Semua program dan hukumnya beres.")
    return NO if problems else DONE


def catalogue_schema(options: argparse.Namespace) -> int:
    """The JSON Schemas for editors."""
    from satupintu.gateways.programme_schemas import write_schemas

    folder = _programmes(options.folder)
    if folder is None:
        return UNUSABLE
    for path in write_schemas(folder):
        print(path.name)
    return DONE


def _programmes(named: str | None) -> Path | None:
    """The folder of programmes that was named, or ours; None, which is said, where there is no such folder."""
    from satupintu.gateways.programmes import programmes_folder

    folder = Path(named) if named else programmes_folder()
    if folder.is_dir():
        return folder
    print(f"Folder program {folder} tidak ada. Periksa namanya.", file=sys.stderr)
    return None


def synthesize_village(options: argparse.Namespace) -> int:
    """A village's case with its truth."""
    from satupintu.batch.synthesize.village import synthesize_village as make

    out = Path(options.out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        print(f"Folder {out} sudah berisi. Pilih folder yang kosong atau belum ada.", file=sys.stderr)
        return UNUSABLE
    try:
        area = area_of(options.village) if options.village else None
        case = make(seed=options.seed, out=out, village=options.village, rows=options.rows, area=area)
    except ValueError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    print(json.dumps(case, ensure_ascii=False, indent=1, default=str))
    return DONE


def synthesize_national(options: argparse.Namespace) -> int:
    """A national data set with its truth."""
    import duckdb

    from satupintu.batch.synthesize.national import synthesize_national as make
    from satupintu.batch.troubles import why_stopped
    from satupintu.gateways.areas import areas_file
    from satupintu.project.commands.rounds import Teller, complain

    teller = Teller()
    try:
        case = make(
            rows=options.rows,
            out=Path(options.out),
            areas=areas_file(),
            seed=options.seed,
            threads=options.threads,
            memory=options.memory,
            progress=teller,
        )
        teller("selesai", 1, 1)
    except ValueError as error:
        return complain(str(error))
    except (duckdb.Error, OSError) as error:
        return complain(f"Data tidak dapat dibuat di {options.out}. {why_stopped(error)}")
    print(json.dumps(case, ensure_ascii=False, indent=1) if options.json else tell_case(case, options.out))
    return DONE


def tell_case(case: dict[str, Any], out: str) -> str:
    """What a made-up nation holds, as a person reads it."""
    lines = [f"{case['rows']} baris dalam {case['files']} daftar usulan; daftar acuan:"]
    lines += [f"  {count:>9}  {name}" for name, count in case["reference"].items()]
    for year in (2020, 2021):
        told = ", ".join(f"{outcome} {rows}" for outcome, rows in case[f"outcomes_{year}"].items())
        lines.append(f"seharusnya menurut aturan {year}: {told}")
    return "\n".join([*lines, f"hasil: {out}"])


def area_of(village: str) -> tuple[str, str, str, str]:
    """Province, regency, district and village by name. Raises ValueError for a code that is no village's."""
    from satupintu.gateways.areas import Areas

    found = Areas().village(village)
    if found is None:
        raise ValueError(f"{village} bukan kode desa atau kelurahan. Tulis seperti 35.07.11.2008.")
    return found.province or "", found.regency or "", found.district or "", found.name


def bench(options: argparse.Namespace) -> int:
    """One benchmark from bench/."""
    path = ROOT / "bench" / f"{options.name}.py"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in path.parent.glob("*.py")))
        print(f"Tidak ada ukuran bernama {options.name}. Yang ada: {known}", file=sys.stderr)
        return UNUSABLE
    spec = importlib.util.spec_from_file_location(f"bench_{options.name}", path)
    assert spec and spec.loader  # noqa: S101 (a file path always gives both)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return int(module.run(options.rest))


def areas(options: argparse.Namespace) -> int:
    """The file of areas that reading and flags use; with --load, the areas of an office's own database."""
    from satupintu.gateways.areas import areas_file, build_areas

    if options.load:
        return _load_areas(options.load)
    print((build_areas() if options.build else areas_file()).name)
    return DONE


def _load_areas(codes: list[str]) -> int:
    """These areas, all above and all below them, into the database; nothing when one code is no area."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from satupintu.project import database

    try:
        django.setup()
        database.make_data_folder()
        from satupintu.foundation.areas.models import COUNTRY
        from satupintu.foundation.areas.services import load_areas

        new = load_areas("" if code.upper() == COUNTRY else _dotted(code) for code in codes)
    except (ImproperlyConfigured, LookupError) as trouble:
        print(trouble.args[0], file=sys.stderr)
        return UNUSABLE
    except DatabaseError:
        told = database.why_unusable()
        if not told:
            raise
        print(told, file=sys.stderr)
        return UNUSABLE
    print(f"Wilayah baru dalam basis data: {new}.")
    return DONE


def _dotted(code: str) -> str:
    """'3507' as '35.07'. Raises LookupError for what is no code: an empty one would be the whole country."""
    digits = code.replace(".", "")
    if not digits.isdecimal():
        raise LookupError(f"Kode wilayah {code!r} tidak ada dalam daftar Kemendagri.")
    parts = [digits[:2], digits[2:4], digits[4:6], digits[6:]]
    return ".".join(part for part in parts if part)
