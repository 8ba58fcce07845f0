"""One audit: a decree, a paid list and reference lists in, the auditor's findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.audit.categories import CATEGORIES, DEADLINE, LISTED, REGISTRY
from satupintu.batch.audit.findings import Sources, gather, totals, write_findings
from satupintu.batch.audit.payments import DECREE_COLUMNS, PAID_COLUMNS, read_decree, read_payments
from satupintu.batch.audit.people import search_lists, search_registry
from satupintu.batch.audit.reconciling import hold_against_decree
from satupintu.batch.audit.repeats import find_repeats
from satupintu.batch.audit.tables import Sheet, Table, check_niks, open_table
from satupintu.batch.screen import write_json
from satupintu.engine.steps import Progress

STEPS = (
    "membuka berkas",
    "membaca SK",
    "membaca daftar bayar",
    "mencari di daftar acuan",
    "mencocokkan data kependudukan",
    "mencari pembayaran ganda",
    "membandingkan dengan SK",
    "menulis temuan",
)


@dataclass(frozen=True)
class Inputs:
    """What is audited: ``decree`` and ``paid`` (CSV or Parquet, or of a workbook its sheet in ``sheets``), the
    reference files by list name, the last day on which money might be paid; for each category a sentence on the article
    or source it rests on (``bases``), and why some are not looked for at all (``permitted``).
    """

    decree: Path
    paid: Path
    references: Mapping[str, Path]
    deadline: date | None = None
    bases: Mapping[str, str] = field(default_factory=dict)
    permitted: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[Path, Sheet] = field(default_factory=dict)


def audit(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, out: Path, *, progress: Progress | None = None
) -> dict[str, Any]:
    """Write findings.parquet, to_examine.parquet and findings.json into ``out``, and return what the last one says.

    ``connection`` is a fresh database (satupintu.batch.database). What is counted: satupintu.batch.audit.categories.
    Raises AuditProblem for an input that cannot be used.
    """
    tell = progress or (lambda *_: None)

    def step(number: int) -> None:
        tell(STEPS[number], number, len(STEPS))

    step(0)
    decree = open_table(connection, "SK", inputs.decree, DECREE_COLUMNS, inputs.sheets.get(inputs.decree))
    sheet = inputs.sheets.get(inputs.paid)
    paid = open_table(connection, "Daftar bayar", inputs.paid, PAID_COLUMNS, sheet)
    lists = {
        name: open_table(connection, "Daftar acuan", inputs.references[name], ("nik",))
        for name in (REGISTRY, *LISTED)
        if name in inputs.references and LISTED.get(name) not in inputs.permitted
    }
    for table in lists.values():
        check_niks(connection, table)
    step(1)
    read_decree(connection, decree)
    check_niks(connection, decree)
    step(2)
    days = read_payments(connection, paid, inputs.deadline)
    step(3)
    search_lists(connection, lists)
    step(4)
    search_registry(connection, lists.get(REGISTRY), paid)
    step(5)
    find_repeats(connection, paid, days[0])
    step(6)
    hold_against_decree(connection, decree)
    gather(connection)
    step(7)
    found = totals(connection, not_checked(lists, inputs.deadline) | dict(inputs.permitted))
    write_findings(connection, Sources(decree, paid, lists, inputs.deadline, inputs.bases), days, out)
    write_json(out / "findings.json", found)
    return found


def not_checked(lists: Mapping[str, Table], deadline: date | None) -> dict[str, str]:
    """The categories in which nobody could look, each with what was missing. None of them is "none found"."""
    missing = {}
    for category in CATEGORIES:
        if category.needs == DEADLINE and deadline is None:
            missing[category.id] = "--deadline tidak diberikan"
        elif category.needs not in (None, DEADLINE, *lists):
            missing[category.id] = f"daftar acuan {category.needs} tidak ada"
    if REGISTRY in lists and "status" not in lists[REGISTRY].columns:
        told = f"{lists[REGISTRY].path.name} tidak punya kolom status"
        missing |= {"deceased": told, "moved_abroad": told}
    return missing
