"""What the stages of one round share: the tables' maker, the programme's patterns, the lists, the size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from satupintu.batch.backends import Backend
from satupintu.batch.references import REGISTRY, ReferenceList
from satupintu.engine.dialects import Dialect
from satupintu.engine.patterns import Patterns


class Backed(Protocol):
    """Whatever has tables made for it."""

    @property
    def backend(self) -> Backend: ...

    @property
    def dialect(self) -> Dialect: ...


@dataclass(frozen=True)
class Work:
    """One round on its way. `rows` is the relation of submitted rows, `total` how many they are.

    `wide`: small enough that every row keeps all it says, and all the registry says, as evidence.
    """

    backend: Backend
    patterns: Patterns
    lists: Mapping[str, ReferenceList]
    total: int
    areas: str | None
    wide: bool = True
    rows: str = "submitted"
    registry: ReferenceList | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "registry", self.lists.get(REGISTRY))

    @property
    def dialect(self) -> Dialect:
        """Whose SQL."""
        return self.backend.dialect

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The columns of the submitted rows with their types."""
        return self.backend.columns(self.rows)
