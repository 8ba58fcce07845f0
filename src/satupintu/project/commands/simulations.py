"""simulate: a finished round under changed rules; the work is done elsewhere, here it is called and told."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.project.cli import DONE
from satupintu.project.commands.rounds import Teller, complain

MARK = "SIMULASI. Bukan keputusan: tidak seorang pun menjadi berhak atau kehilangan hak karenanya."
SIZE_WORDS = {
    "to_50m": "sampai Rp50 juta",
    "to_300m": "sampai Rp300 juta",
    "to_2b": "sampai Rp2 miliar",
    "over_2b": "di atas Rp2 miliar",
}
WORDS = {"unstated": "tidak disebut", "others": "lainnya", "L": "laki-laki", "P": "perempuan", **SIZE_WORDS}
TITLES = {
    "province": "provinsi",
    "regency": "kabupaten/kota",
    "sex": "jenis kelamin",
    "size": "omzet setahun",
}
MOST_SHOWN = 12


def simulate(options: argparse.Namespace) -> int:
    """Who comes in and who falls out."""
    import duckdb

    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.rounds import stopped
    from satupintu.pipeline.screening.simulation.running import Given, simulate

    def path(one: str | None) -> Path | None:
        return Path(one) if one else None

    try:
        as_of = date.fromisoformat(options.as_of) if options.as_of is not None else None
    except ValueError:
        return complain(f"--as-of {options.as_of}: tulis tanggal seperti 2021-04-01.")
    try:
        report = simulate(
            Path(options.dir),
            change_of(options, has_day=as_of is not None),
            Path(options.out),
            as_of=as_of,
            given=Given(
                lists=path(options.lists),
                reference=path(options.reference),
                truth=path(options.truth),
                findings=path(options.findings),
                threads=options.threads,
                memory=options.memory,
            ),
            progress=Teller(),
        )
    except (RoundProblem, ValueError) as error:
        return complain(str(error))
    except (OSError, duckdb.Error, MemoryError) as error:
        return complain(stopped(error))
    print(
        json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True)
        if options.json
        else tell(report, options.out)
    )
    return DONE


def change_of(options: argparse.Namespace, *, has_day: bool) -> Any:
    """The change that the options ask for. Raises RoundProblem."""
    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.simulation.rules import read_change, read_settings

    change = read_change(Path(options.change)) if options.change else {}
    settings = read_settings(options.settings)
    if not settings and not options.remove:
        if not change and not has_day:
            raise RoundProblem(
                "Sebutkan apa yang dicoba: --set PARAMETER=NILAI, --remove KRITERIA atau --change BERKAS."
            )
        return change
    if not isinstance(change, dict) or "rules" in change:
        raise RoundProblem(
            "--set dan --remove tidak dapat digabung dengan berkas yang memuat seluruh program."
        )
    if settings:
        change = {**change, "set": {**change.get("set", {}), **settings}}
    if options.remove:
        change = {**change, "remove": [*change.get("remove", []), *options.remove]}
    return change


def tell(report: dict[str, Any], out: str) -> str:
    """The report as a person reads it."""
    before, after = report["before"], report["after"]
    lines = [MARK, f"{report['programme']}: {report['rows']} baris"]
    lines += [f"  {name}: {was} → {now}" for name, was, now in report["differences"]["params"]]
    lines += [
        f"  {before['taken']:>9}  menerima menurut aturan semula{money(before['cost'])}",
        f"  {after['taken']:>9}  menerima menurut aturan yang dicoba{money(after['cost'])}",
        f"  {report['came']:>9}  masuk",
        f"  {report['fell']:>9}  keluar",
        f"  {report['against_the_law']:>9}  di antara yang masuk tidak memenuhi syarat menurut aturan semula",
    ]
    lines += [f"  sisa anggaran {one['year']}: {rupiah(one['left_after'])}" for one in report["budget"]]
    for name, said in report["wrongly_paid"].items():
        source = "menurut kebenaran" if name == "truth" else "menurut temuan"
        lines.append(
            f"  salah bayar {source}: {said['before']} → {said['after']}"
            f" ({said['matched']} dari {said['rows']} barisnya ada di putaran ini)"
        )
    for group, title in TITLES.items():
        lines += table(title, report["by"][group])
    return "\n".join([*lines, f"hasil: {out}"])


def table(title: str, groups: dict[str, dict[str, int]]) -> list[str]:
    """Who comes and goes by one thing, the most changed first."""
    ordered = sorted(groups.items(), key=lambda one: -one[1]["came"] - one[1]["fell"])
    rows = [
        f"  +{one['came']:<8} -{one['fell']:<8} {WORDS.get(key, key)}" for key, one in ordered[:MOST_SHOWN]
    ]
    more = [f"  … dan {len(ordered) - MOST_SHOWN} lagi (--json)"] if len(ordered) > MOST_SHOWN else []
    return [f"menurut {title}:", *rows, *more] if rows else []


def money(cost: int | None) -> str:
    """What they cost, where that is known."""
    return "" if cost is None else f", {rupiah(cost)}"


def rupiah(amount: int) -> str:
    """Rp1.200.000, or -Rp1.200.000."""
    return ("-" if amount < 0 else "") + f"Rp{abs(amount):,}".replace(",", ".")
