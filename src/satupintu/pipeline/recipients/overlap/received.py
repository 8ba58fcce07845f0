"""The file of all aid that agencies reported: where it lies, which it is, and what it says of one person."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from satupintu.batch.database import database, text


@dataclass(frozen=True)
class Received:
    """One aid received; `amount` in whole rupiah; `match` as the file says whose it is."""

    programme: str
    aid: str
    amount: int | None
    received_on: date | None
    match: str


def aid_file() -> Path | None:
    """All aid reported to the house, sorted by NIK; None before the first report."""
    path = Path(settings.DATA) / "aid" / "aid.parquet"
    return path if path.is_file() else None


def aid_stamp() -> str:
    """Changes when the file does; '' where there is none."""
    path = aid_file()
    if path is None:
        return ""
    found = path.stat()
    return f"{found.st_size}-{found.st_mtime_ns}"


def aid_of(nik: str) -> list[Received]:
    """All aid under a NIK, the oldest first: one row group is read, since the file is sorted by NIK."""
    path = aid_file()
    if path is None or not nik.isdecimal():
        return []
    columns = "programme, aid, amount, received_on, match"
    with database(threads=1) as connection:
        rows = connection.execute(
            f"SELECT {columns} FROM read_parquet({text(path)}) WHERE nik = ?"
            " ORDER BY received_on NULLS LAST, programme",
            [int(nik)],
        ).fetchall()
    return [Received(*row) for row in rows]
