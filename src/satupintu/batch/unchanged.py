"""Inputs that are at the end of a job what they were at its start: their hashes, worked out beside the job or after it,
would else stand for findings of what they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from satupintu.batch.manifest import size_and_time
from satupintu.batch.references import ReferenceProblem


@contextmanager
def unchanged(paths: Sequence[Path]) -> Iterator[None]:
    """Raises ReferenceProblem where an input is another at the end than at the start."""

    def stamps() -> list[Any]:
        return [stamp(path) if path.exists() else None for path in paths]

    before = stamps()
    try:
        yield
    except OSError as error:
        if stamps() == before:
            raise
        raise ReferenceProblem(changed_input(paths, before, stamps())) from error
    if (after := stamps()) != before:
        raise ReferenceProblem(changed_input(paths, before, after))


def changed_input(paths: Sequence[Path], before: Sequence[Any], after: Sequence[Any]) -> str:
    """Which input changed, in words."""
    name = next(path.name for path, was, now in zip(paths, before, after, strict=True) if was != now)
    return f"{name} berubah saat dibaca. Jalankan lagi setelah berkas itu selesai ditulis."


def stamp(path: Path) -> list[Any]:
    """An input's place, size and time."""
    return [str(path.resolve()), *size_and_time(path)]
