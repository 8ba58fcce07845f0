"""The sender's own list back, the rows to mend in colour with the reason beside them."""

import csv
from pathlib import Path

from satupintu.gateways.corrections import RowMark, SheetMarks, write_corrections
from satupintu.gateways.csv_cells import inert

from .models import AidReport, Source


def hand_back(report: AidReport, folder: Path) -> Path:
    """Writes the list with its marks; for what has no sheet (Parquet, a system's rows) the reasons by row as CSV."""
    if report.source == Source.API or report.name.lower().endswith(".parquet"):
        return _as_csv(report, folder)
    layouts = {one["name"]: one for one in report.reading.get("sheets", [])}
    # A large CSV was read as columns and has no layout: its first line is its header.
    plain = {"header_rows": [1], "width": 0}
    marks: dict[tuple[str, str], SheetMarks] = {}
    noted: dict[str, dict[int, RowMark]] = {}
    for one in report.refusals:
        cells = (one["column"],) if one["column"] else ()
        text = one["text"].partition(": ")[2]
        noted.setdefault(one["sheet"], {})[one["row"]] = RowMark("undetermined", text, cells)
    for sheet, rows in noted.items():
        layout = layouts.get(sheet, plain)
        header = max(layout["header_rows"] or [1], default=1)
        marks[report.name, sheet] = SheetMarks(header, layout["width"], rows)
    written = write_corrections([report.path], marks, folder / "kembali")
    return written[0] if written else _as_csv(report, folder)


def _as_csv(report: AidReport, folder: Path) -> Path:
    path = folder / f"{report.name}-perbaiki.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["baris", "kolom", "keterangan"])
        writer.writerows([one["row"], one["field"], inert(one["text"])] for one in report.refusals)
    return path
