"""What the ways of deciding a round, by a copy of every row and where the lists stand, are given and give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from satupintu.batch.screen import Lacks
from satupintu.engine.steps import Progress
from satupintu.gateways.lists import Reading


@dataclass(frozen=True)
class Limits:
    """How much of the machine a round may take, None being what it has, whether corrections and proposal are written,
    and who is told how far it is."""

    threads: int | None
    memory: str | None
    handed_back: bool
    progress: Progress


@dataclass(frozen=True)
class Decided:
    """What screening found: the summary, how the lists were read, what the reference lists lack, the hashes of inputs
    that are known already, by path, and whether the lists were read where they stand."""

    summary: dict[str, Any]
    reading: Reading
    lacking: Lacks
    hashes: Mapping[str, str] = field(default_factory=dict)
    is_in_place: bool = False
