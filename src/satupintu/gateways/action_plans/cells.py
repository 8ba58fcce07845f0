"""The meaning of single cells of a plan: whole numbers, rupiah and days as people write them in Indonesia."""

import re
from datetime import date, datetime

from satupintu.engine.months import month_of
from satupintu.gateways.lists.grids import Cell, plain

_WHOLE = re.compile(r"(\d{1,3}(?:[.\s]\d{3})+|\d+)(?:,0+)?")
_TIMES = {
    "ribu": 10**3,
    "rb": 10**3,
    "juta": 10**6,
    "jt": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "m": 10**9,
}
_SCALED = re.compile(
    r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?"
)  # "1.5 juta" is neither: fifteen, or one and a half?
_MONEY = re.compile(
    r"(?:rp\.?\s*)?([\d.,\s]+?)\s*(ribu|rb|juta|jt|miliar|milyar|m)?(?:,-|\.-)?", re.IGNORECASE
)


def whole_number(cell: Cell) -> int:
    """1200, '1.200', 1200.0. Raises ValueError for anything else, fractions and negatives too."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell < 0 or cell != int(cell):
            raise ValueError
        return int(cell)
    if found := _WHOLE.fullmatch(plain(cell)):
        return int(re.sub(r"\D", "", found[1]))
    raise ValueError


def number_and_unit(cell: Cell) -> tuple[int, str]:
    """'1.200 orang' as (1200, 'orang'); a bare number has no unit. Raises ValueError for anything else."""
    if isinstance(cell, str) and (found := re.fullmatch(r"\s*([\d.\s]*\d)\s+([^\d].*)", cell)):
        return whole_number(found[1]), plain(found[2])
    return whole_number(cell), ""


def rupiah(cell: Cell) -> int:
    """250000000, 'Rp250.000.000', '1,5 miliar', '250 juta'. Raises ValueError for anything else."""
    if not isinstance(cell, str):
        return whole_number(cell)
    found = _MONEY.fullmatch(plain(cell))
    if not found:
        raise ValueError
    if not found[2]:
        return whole_number(found[1])
    if not (parts := _SCALED.fullmatch(found[1].strip())):
        raise ValueError
    number, fraction = parts[1].replace(".", ""), parts[2] or ""
    scaled = int(number + fraction) * _TIMES[found[2].lower()]
    if scaled % 10 ** len(fraction):
        raise ValueError
    return int(scaled // 10 ** len(fraction))


def day(cell: Cell) -> date:
    """A date cell, '31-12-2026', '31/12/2026', '2026-12-31', '31 Desember 2026'. Raises ValueError else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain(cell).lower()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t].*)?", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if (found := re.fullmatch(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4})", text)) and (
        month := month_of(found[2])
    ):
        return date(int(found[3]), month, int(found[1]))
    raise ValueError
