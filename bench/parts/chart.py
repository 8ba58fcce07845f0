"""A picture of small line charts side by side, as SVG text: the points as dots, their values written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 300, 270
LEFT, RIGHT, TOP, BOTTOM = 44, 18, 56, 48
INK, QUIET, LINE, MARK = "#1d2b36", "#5b6b78", "#d5dce1", "#0b5e7d"
STYLE = "font-family='system-ui, sans-serif' font-size='12'"


@dataclass(frozen=True)
class Panel:
    """One chart: what it shows, its axis below, and points of (place, what it is called there, value)."""

    title: str
    below: str
    points: Sequence[tuple[float, str, float]]


def picture(title: str, unit: str, panels: Sequence[Panel]) -> str:
    """The whole picture; ``title`` is what a reader who does not see it is told, ``unit`` that of every value."""
    width = WIDTH * len(panels)
    drawn = "\n".join(
        f"<g transform='translate({place * WIDTH} 0)'>{_panel(one, unit)}</g>"
        for place, one in enumerate(panels)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {HEIGHT}' width='{width}' height='{HEIGHT}'"
        f" role='img' aria-labelledby='judul' {STYLE}>\n<title id='judul'>{escape(title)}</title>\n"
        f"<rect width='{width}' height='{HEIGHT}' fill='#ffffff'/>\n{drawn}\n</svg>\n"
    )


def ticks(most: float) -> list[float]:
    """Round values from nought to the first at or above ``most``, three to six of them."""
    step = 10.0 ** len(str(int(most))) / 10 if most >= 1 else 0.1
    while most / step > 5:
        step *= 2
    while most / step <= 2:
        step /= 2
    return [step * place for place in range(int(-(-most // step)) + 1)]


def number(value: float) -> str:
    """As it is written in Indonesia: 1,5 and 12."""
    shown = f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"
    return shown.replace(".", ",")


def _panel(panel: Panel, unit: str) -> str:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    marks = ticks(max(value for _, _, value in panel.points))
    farthest = max(place for place, _, _ in panel.points) or 1

    def x(place: float) -> float:
        return LEFT + 8 + (right - LEFT - 24) * place / farthest

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * value / marks[-1]

    parts = [
        _text(16, 20, panel.title, INK, "start", "font-weight='600'"),
        _text(16, 38, unit, QUIET, "start"),
    ]
    for one in marks:
        parts.append(
            f"<path d='M{LEFT} {y(one):.1f}H{right}' stroke='{INK if one == 0 else LINE}' stroke-width='1'/>"
        )
        parts.append(_text(LEFT - 6, y(one) + 4, number(one), QUIET, "end"))
    path = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, _, value in panel.points)
    parts.append(f"<polyline points='{path}' fill='none' stroke='{MARK}' stroke-width='2'/>")
    told = -100.0
    for place, called, value in panel.points:
        parts.append(f"<circle cx='{x(place):.1f}' cy='{y(value):.1f}' r='3.5' fill='{MARK}'/>")
        if x(place) - told >= 34:  # what stands too close to its neighbour is in the table
            parts.append(_text(x(place), bottom + 17, called, QUIET, "middle"))
            parts.append(_text(x(place), y(value) - 8, number(value), INK, "middle"))
            told = x(place)
    parts.append(_text((LEFT + right) / 2, HEIGHT - 10, panel.below, QUIET, "middle"))
    return "".join(parts)


def _text(x: float, y: float, words: str, colour: str, anchor: str, more: str = "") -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' fill='{colour}' text-anchor='{anchor}' {more}>{escape(words)}</text>"
    )
