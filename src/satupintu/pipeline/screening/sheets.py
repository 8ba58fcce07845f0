"""Workbooks among the inputs of an audit or a criteria gap, laid out as the CSV that these jobs read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from satupintu.batch.audit.tables import AuditProblem, Sheet
from satupintu.gateways.lists.problems import ListRefused
from satupintu.gateways.lists.tables import is_workbook, write_table


@contextmanager
def sheets_of(files: Mapping[Path, Collection[str]]) -> Iterator[dict[Path, Sheet]]:
    """Of each file that is a workbook its sheet with the columns that are named; gone afterwards.

    Raises AuditProblem for a workbook that cannot be used.
    """
    with TemporaryDirectory(prefix="satupintu-") as folder:
        sheets = {}
        for number, (path, needed) in enumerate(files.items()):
            if is_workbook(path) and path.is_file():
                rows = Path(folder) / f"{number}.csv"
                try:
                    found = write_table(path, needed, rows)
                except ListRefused as refusal:
                    raise AuditProblem(refusal.text) from refusal
                sheets[path] = Sheet(found.sheet, rows, found.first_row)
        yield sheets
