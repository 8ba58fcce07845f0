"""audit, and the made-up audit set: what an auditor would find, and people to try it on."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from satupintu.project.cli import DONE
from satupintu.project.commands.rounds import Teller, complain

WIDTHS = (44, 12, 24)
TO_EXAMINE_WORDS = {
    "name_mismatch": "NIK tercatat atas nama lain",
    "status_unknown": "Status kependudukan tidak dikenal",
    "paid_and_returned": "Dibayar, lalu kembali ke kas negara",
    "returned_late": "Kembali sesudah batas waktu",
    "amount_differs": "Jumlahnya lain dari SK",
    "other_distributor": "Penyalurnya lain dari SK",
}
RECONCILED_WORDS = {
    "decreed": "Diputuskan",
    "received": "Diterima",
    "undelivered": "Tidak tersalur dan belum kembali",
    "returned": "Kembali ke kas negara",
    "difference": "Selisih: diputuskan kurang ketiganya",
}


def audit(options: argparse.Namespace) -> int:
    """A decree and a paid list in, the auditor's table out."""
    from satupintu.batch.audit.tables import AuditProblem
    from satupintu.pipeline.payments.audits import run_audit

    try:
        deadline = date.fromisoformat(options.deadline) if options.deadline else None
    except ValueError:
        return complain(f"--deadline {options.deadline}: tulis tanggal seperti 2020-12-31.")
    try:
        result = run_audit(
            decree=Path(options.decree),
            paid=Path(options.paid),
            reference=Path(options.reference),
            out=Path(options.out),
            deadline=deadline,
            programme=options.programme,
            threads=options.threads,
            memory=options.memory,
            progress=Teller(),
        )
    except AuditProblem as error:
        return complain(str(error))
    if options.json:
        print(json.dumps(result.findings, ensure_ascii=False, indent=1, sort_keys=True))
    else:
        print(tell_findings(result.findings, options.out))
    return DONE


def tell_findings(found: dict[str, Any], out: str) -> str:
    """The auditor's table as a person reads it; what could not be looked for says so instead of a number."""
    from satupintu.batch.audit.categories import CATEGORIES

    lines = [row("temuan", "penerima", "rupiah")]
    for category in CATEGORIES:
        counted = found["categories"][category.id]
        if counted is None:
            lines.append(
                f"{category.title:<{WIDTHS[0]}}  tidak diperiksa: {found['not_checked'][category.id]}"
            )
        else:
            lines.append(row(category.title, dotted(counted["recipients"]), rupiah(counted["amount"])))
    lines.append(row("semuanya, masing-masing sekali", dotted(found["recipients"]), rupiah(found["amount"])))
    unclear = {id_: told for id_, told in found["to_examine"].items() if told["recipients"]}
    if unclear:
        lines.append("perlu dilihat orang, tidak termasuk di atas (to_examine.parquet):")
    for id_, told in unclear.items():
        lines.append(row(TO_EXAMINE_WORDS[id_], dotted(told["recipients"]), rupiah(told["amount"])))
    lines.append("rupiah menurut SK dan daftar bayar:")
    for id_, title in RECONCILED_WORDS.items():
        lines.append(row(title, "", rupiah(found["reconciliation"][id_])))
    alone = found["reconciliation"]["decreed_without_payment"]
    lines.append(
        row("Ada di SK saja (to_examine.parquet)", dotted(alone["recipients"]), rupiah(alone["amount"]))
    )
    return "\n".join([*lines, f"hasil: {out}"])


def row(title: str, recipients: str, amount: str) -> str:
    """One line of the table."""
    return f"{title:<{WIDTHS[0]}}{recipients:>{WIDTHS[1]}}{amount:>{WIDTHS[2]}}"


def dotted(number: int) -> str:
    """12.000.000"""
    return f"{number:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """Rp2.400.000, or -Rp2.400.000"""
    return f"{'-' if amount < 0 else ''}Rp{dotted(abs(amount))}"


def synthesize_audit(options: argparse.Namespace) -> int:
    """Twelve million made-up recipients with the auditor's counts among them."""
    import duckdb

    from satupintu.batch.synthesize.audit import AUDITS, RECIPIENTS
    from satupintu.batch.synthesize.audit import synthesize_audit as make
    from satupintu.batch.troubles import why_stopped
    from satupintu.gateways.areas import areas_file
    from satupintu.pipeline.screening.finished import RoundProblem
    from satupintu.pipeline.screening.rounds import whole_or_nothing

    rows = round(RECIPIENTS * options.scale) if options.rows is None else options.rows
    tables = [options.table] if options.table else sorted(AUDITS)
    tell = Teller()
    out = Path(options.out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        return complain(f"Folder {out} sudah berisi. Pilih folder yang kosong atau belum ada.")
    truths = {}
    try:
        with whole_or_nothing(out, "findings.json") as folder:
            for number, table in enumerate(tables):
                tell(f"membuat {table}", number, len(tables))
                place = folder if options.table else folder / table
                truths[table] = make(
                    table=table,
                    out=place,
                    areas=areas_file(),
                    seed=options.seed,
                    rows=rows,
                    threads=options.threads,
                    memory=options.memory,
                )
            tell("selesai", len(tables), len(tables))
    except (RoundProblem, ValueError) as error:
        return complain(str(error))
    except (duckdb.Error, OSError) as error:
        return complain(f"Tidak ada yang ditulis. {why_stopped(error)}")
    told = truths[options.table] if options.table else truths
    print(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True))
    return DONE
