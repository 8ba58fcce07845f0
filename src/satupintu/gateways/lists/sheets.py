"""A sheet as it was understood: what the parts of understanding it fill in one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from satupintu.gateways.lists.grids import Grid
from satupintu.gateways.lists.headers import Header
from satupintu.gateways.lists.mapping import Mapping
from satupintu.gateways.lists.picking import Picked
from satupintu.gateways.lists.problems import ListQuestion, Notice
from satupintu.gateways.lists.villages import Place


@dataclass
class Layout:
    """A sheet understood. `reason` says why it holds no list; then nothing else is filled in."""

    grid: Grid
    reason: str = ""
    header: Header | None = None
    mapping: Mapping = field(default_factory=Mapping)
    picked: Picked = field(default_factory=Picked)
    period: str | None = None
    unit: int = 1
    village: Place | None = None
    title: str = ""
    district: str = ""
    regency: str = ""
    sections: list[tuple[int, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    questions: list[ListQuestion] = field(default_factory=list)
