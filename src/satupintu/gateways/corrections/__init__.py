"""The sender's own workbooks handed back: rows to mend or refused in colour, the reasons beside them.

Comes after screening; what is mended is read again as a new list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from satupintu.gateways.corrections.marks import NOTE_HEADER, STATUS_HEADER, RowMark, SheetMarks

__all__ = ["NOTE_HEADER", "STATUS_HEADER", "RowMark", "SheetMarks", "correction_name", "write_corrections"]

_PATCHED = (".xlsx", ".xlsm")


def write_corrections(
    sources: Sequence[Path], marks: Mapping[tuple[str, str], SheetMarks], out_dir: Path
) -> list[Path]:
    """Hand back every source with a marked row, in `out_dir`; the paths written, in the order of the sources.

    `marks` is keyed by the source's file name and the sheet's name ('' for a CSV). An XLSX or XLSM comes back
    under its own name with everything of the sender's in place, any other list as `<its full name>.xlsx` with
    every cell as text. Raises OSError where a file cannot be read or written, ListRefused where a source has
    changed so much since it was read that it cannot be read again.
    """
    written = []
    for source in sources:
        sheets = {sheet: mark for (file, sheet), mark in marks.items() if file == source.name and mark.rows}
        if sheets:
            out_dir.mkdir(parents=True, exist_ok=True)
            written.append(_hand_back(source, sheets, out_dir))
    return written


def correction_name(source_name: str) -> str:
    """The name a source comes back under."""
    return source_name if source_name.lower().endswith(_PATCHED) else f"{source_name}.xlsx"


def _hand_back(source: Path, sheets: Mapping[str, SheetMarks], out_dir: Path) -> Path:
    out = out_dir / correction_name(source.name)
    if source.name.lower().endswith(_PATCHED):
        from satupintu.gateways.corrections.workbooks import patch_workbook

        try:
            patch_workbook(source, sheets, out)
            return out
        except ValueError:
            # Readable, yet not as a workbook should be built: its cells at least go back.
            if out.suffix.lower() == ".xlsm":
                out = out.with_name(f"{out.name}.xlsx")
    from satupintu.gateways.corrections.sources import open_tables
    from satupintu.gateways.corrections.textbooks import write_textbook

    wanted = sorted({row for mark in sheets.values() for row in mark.rows})
    write_textbook(open_tables(source, wanted), sheets, out)
    return out
