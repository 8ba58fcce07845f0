"""What stopped a job, in words that quote nobody's cells: a database's own messages may hold a NIK or a name."""

from __future__ import annotations

import errno
import logging
import re
import traceback
from pathlib import Path

import duckdb

_NO_ROOM = (
    "no space left",
    "file too large",
    "disk quota",
    "max_temp_directory_size",
    "failed to offload",
    "could not write all bytes",
)
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
_FILE = re.compile(r"""["']([^"']*\.(?:parquet|csv|txt|half))["']""", re.IGNORECASE)
_LINE = re.compile(r"\bLine: (\d+)")


def brief(error: BaseException) -> str:
    """The first line of an error: the cause, the file and the line, but nothing else that was quoted and no number."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0][:400]
    if isinstance(error, OSError):
        return line[:200]  # the system's own words and a path
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(Path(found[1]).name if found.re is _FILE else found[0])
        return f"\0{chr(65 + len(kept) - 1)}\0"

    line = _LINE.sub(keep, _FILE.sub(keep, line)).replace("n't", "not")
    line = re.sub(r"(['\"]).*\1", "…", line)
    line = re.sub(r"['\"].*", "…", line)
    line = re.sub(r"(?<!INT)(?<!UTF)(?<!UTF-)-?\d[\d.,]*", "…", line)
    return re.sub(r"\0(.)\0", lambda found: kept[ord(found[1]) - 65], line)[:200]


def why_stopped(error: BaseException) -> str:
    """An unforeseen error in one sentence for the officer: what ran out, or the first line of what was reported."""
    if is_out_of_room(error):
        return "Memori atau cakram tidak cukup: kosongkan cakram, atau perbesar --memory."
    return brief(error)


def is_out_of_room(error: BaseException) -> bool:
    """Whether memory or disk ran out, which is nobody's file's fault."""
    if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):
        return True
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).lower() for words in _NO_ROOM)


def log_trouble(error: BaseException) -> None:
    """Where a job failed and how, without the text of the error."""
    at = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
    place = f"{Path(at.filename).name}:{at.lineno}" if at else "?"
    logging.getLogger(__name__).error("a job stopped: %s at %s", type(error).__name__, place)
