"""The sender's own workbooks handed back: rows to mend or refused in colour, the reasons beside them.

Comes after screening; what is mended is read again as a new list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from satupintu.gateways.corrections.marks import NOTE_HEADER, STATUS_HEADER, RowMark, SheetMarks

__all__ = [
    "NOTE_HEADER",
    "STATUS_HEADER",
    "RowMark",
    "SheetMarks",
    "correction_in",
    "correction_names",
    "write_corrections",
]

_PATCHED = (".xlsx", ".xlsm")


def write_corrections(
    sources: Sequence[Path], marks: Mapping[tuple[str, str], SheetMarks], out_dir: Path
) -> list[Path]:
    """Hand back every source with a marked row, in `out_dir`; the paths written, in the order of the sources.

    `marks` is keyed by the source's file name and the sheet's name ('' for a CSV). An XLSX or XLSM comes back
    under its own name with everything of the sender's in place, any other list as `<its full name>.xlsx` with
    every cell of its kind; `correction_names` says what two of one name come back under. Raises OSError where a file
    cannot be read or written, ListRefused where a source has changed so much since it was read that it cannot be
    read again.
    """
    written, names = [], correction_names(one.name for one in sources)
    for source in sources:
        sheets = {sheet: mark for (file, sheet), mark in marks.items() if file == source.name and mark.rows}
        if sheets:
            out_dir.mkdir(parents=True, exist_ok=True)
            written.append(_hand_back(source, sheets, out_dir, names[source.name]))
    return written


def correction_names(source_names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names that each of a round's sources may come back under, the usual one first; no two sources share any.

    A workbook has its own name, whatever else came; only the second name of an XLSM, for one too broken to be mended
    in place, and those of other lists give way to it. The same sources get the same names, in any order.
    """
    sources = sorted(set(source_names))
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in sources if name.lower().endswith(_PATCHED)}
    taken = {name.casefold() for name in found}
    for name in sources:
        if not name.lower().endswith(".xlsx"):
            free = _free_name(name, taken)
            taken.add(free.casefold())
            found[name] = (*found.get(name, ()), free)
    return found


def correction_in(folder: Path, source_name: str, names: Mapping[str, tuple[str, ...]]) -> Path | None:
    """Where a source came back in `folder`, None where it has nothing to mend; `names` as `correction_names` says."""
    candidates = (folder / one for one in names.get(source_name, ()))
    return next((one for one in candidates if one.is_file()), None)


def _free_name(source_name: str, taken: set[str]) -> str:
    """`usulan.csv.xlsx`, or `usulan.csv (2).xlsx` where a list of that name came too, whatever its case."""
    name, number = f"{source_name}.xlsx", 2
    while name.casefold() in taken:
        name, number = f"{source_name} ({number}).xlsx", number + 1
    return name


def _hand_back(source: Path, sheets: Mapping[str, SheetMarks], out_dir: Path, names: tuple[str, ...]) -> Path:
    out = out_dir / names[0]
    if source.name.lower().endswith(_PATCHED):
        from satupintu.gateways.corrections.workbooks import patch_workbook

        try:
            patch_workbook(source, sheets, out)
            return out
        except ValueError:
            # Readable, yet not as a workbook should be built: its cells at least go back.
            out = out_dir / names[-1]
    from satupintu.gateways.corrections.sources import open_tables
    from satupintu.gateways.corrections.textbooks import write_textbook

    wanted = sorted({row for mark in sheets.values() for row in mark.rows})
    write_textbook(open_tables(source, wanted), sheets, out)
    return out
