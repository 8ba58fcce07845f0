"""The map of coverage: boundaries of the areas one level down, as parts of an SVG that the page draws itself."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from satupintu.gateways.boundaries import Ring, read_boundaries

from .counts import Coverage

WIDTH, TALLEST = 720, 720  # units of the drawing
STEPS = 5  # how many shades a map can tell apart


@dataclass(frozen=True)
class Shape:
    """One area on the map: an SVG path, where its label stands, and which shade it has (0–4, or "none")."""

    coverage: Coverage
    path: str
    x: str
    y: str
    shade: str
    share: str


@dataclass(frozen=True)
class Map:
    """What the page draws; `problems` are sentences about files that could not be read."""

    shapes: list[Shape]
    height: int
    undrawn: int
    problems: list[str]


def map_of(parts: Iterable[Coverage]) -> Map | None:
    """The areas that have boundaries; None where no file was put into the data folder at all."""
    folder = Path(settings.DATA) / "boundaries"
    if not folder.is_dir():
        return None
    found = read_boundaries(folder)
    named = [one for one in parts if one.area is not None]
    drawn = [(one, found.rings[one.area.code]) for one in named if one.area and one.area.code in found.rings]
    if not drawn:
        return Map([], 0, len(named), found.problems) if found.problems else None
    frame = _Frame([ring for _one, rings in drawn for ring in rings])
    shapes = [_shape(one, rings, frame) for one, rings in drawn]
    return Map(shapes, frame.height, len(named) - len(drawn), found.problems)


class _Frame:
    """Degrees to units of the drawing: north up, east right, as wide as the page."""

    def __init__(self, rings: list[Ring]) -> None:
        xs = [x for ring in rings for x, _y in ring]
        ys = [y for ring in rings for _x, y in ring]
        self.left, self.top = min(xs), max(ys)
        self.squeeze = math.cos(math.radians((min(ys) + self.top) / 2)) or 1.0
        wide, tall = (max(xs) - self.left) * self.squeeze or 1e-9, self.top - min(ys) or 1e-9
        self.scale = min(WIDTH / wide, TALLEST / tall)
        self.height = max(1, round(tall * self.scale))

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.squeeze * self.scale, (self.top - y) * self.scale


def _shape(one: Coverage, rings: tuple[Ring, ...], frame: _Frame) -> Shape:
    placed = [_thinned([frame.place(x, y) for x, y in ring]) for ring in rings]
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in placed)
    largest = max(placed, key=len)
    x = sum(x for x, _y in largest) / len(largest)
    y = sum(y for _x, y in largest) / len(largest)
    shade, share = _shade(one)
    return Shape(one, path, f"{x:.0f}", f"{y:.0f}", shade, share)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """To half a unit, without the points that then fall on the one before: a coast of megabytes becomes a drawing."""
    found: list[tuple[float, float]] = []
    for x, y in points:
        point = (round(x * 2) / 2, round(y * 2) / 2)
        if not found or found[-1] != point:
            found.append(point)
    return found


def _shade(one: Coverage) -> tuple[str, str]:
    """In fifths how many of those expected are collected, and the words for it; "none" where nobody said how many."""
    if one.expected is None or not one.expected.count:
        return "none", "?"
    share = min(1.0, one.collected / one.expected.count)
    return str(min(STEPS - 1, int(share * STEPS))), f"{math.floor(share * 100)}%"
