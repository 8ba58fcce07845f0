"""The picture of a simulation: who received, who stays, who comes in, who falls out."""

from dataclasses import dataclass
from typing import Any

HEIGHT = 100.0  # of the taller column
LEAST = 1.5  # a handful of people is still seen


@dataclass(frozen=True)
class Flow:
    """Two columns of the picture, and the bands between them; lengths are SVG's, `top` from above.

    `stays` goes across; `fell` leaves the left column below it, `came` enters the right one.
    """

    taken_before: int
    taken_after: int
    stays: int
    came: int
    fell: int
    stays_height: str
    came_height: str
    fell_height: str
    came_top: str
    fell_top: str


def flow(report: dict[str, Any]) -> Flow:
    """The picture's figures."""
    before, after = report["before"]["taken"], report["after"]["taken"]
    came, fell = report["came"], report["fell"]
    stays = before - fell
    scale = HEIGHT / max(before, after, 1)

    def height(people: int) -> float:
        return max(people * scale, LEAST) if people else 0.0

    return Flow(
        before,
        after,
        stays,
        came,
        fell,
        f"{height(stays):.2f}",
        f"{height(came):.2f}",
        f"{height(fell):.2f}",
        f"{height(stays) + 6:.2f}",
        f"{height(stays) + 6:.2f}",
    )
