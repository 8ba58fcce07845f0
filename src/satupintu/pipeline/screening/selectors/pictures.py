"""What the pictures of a round are drawn from: a funnel of steps, and one small bar per list or village."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .decisions import NOT_MATCHED, UNREADABLE, Funnel


@dataclass(frozen=True)
class Step:
    """One bar: `rows` of `whole` are left; `lost` fell at this step, for one of `reasons`."""

    label: str
    rows: int
    whole: int
    lost: int
    lost_label: str
    outcome: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def percent(self) -> str:
        """The bar's length in percent, as SVG wants it."""
        return f"{100 * self.rows / self.whole:.2f}" if self.whole else "0"

    @property
    def lost_percent(self) -> str:
        return f"{100 * self.lost / self.whole:.2f}" if self.whole else "0"


def funnel_steps(funnel: Funnel) -> list[Step]:
    """The five steps from rows sent in to people who qualify."""
    counts = (funnel.rows, funnel.readable, funnel.matched, funnel.unfailed, funnel.eligible)
    labels = (
        (_("Baris di daftar"), ""),
        (_("NIK terbaca"), _("NIK kosong, salah, atau angkanya hilang")),
        (_("Cocok dengan data kependudukan"), _("NIK tidak ditemukan atau atas nama lain")),
        (_("Tidak melanggar satu syarat pun"), _("melanggar syarat atau sudah diusulkan")),
        (_("Layak"), _("masih kurang bukti")),
    )
    details: tuple[dict[str, Any], ...] = (
        {},
        {"reasons": UNREADABLE},
        {"reasons": NOT_MATCHED},
        {"outcome": "ineligible"},
        {"outcome": "undetermined"},
    )
    before = (funnel.rows, *counts)
    return [
        Step(label, rows, funnel.rows, earlier - rows, lost_label, **detail)
        for (label, lost_label), rows, earlier, detail in zip(labels, counts, before, details, strict=False)
    ]


@dataclass(frozen=True)
class Part:
    """One stretch of a stacked bar, in percent of its whole."""

    outcome: str
    rows: int
    start: str
    width: str


def stacked(counts: dict[str, int]) -> list[Part]:
    """Outcomes side by side; nothing for a whole of none."""
    whole, start, parts = sum(counts.values()), 0.0, []
    for outcome, rows in counts.items():
        width = 100 * rows / whole if whole else 0
        parts.append(Part(outcome, rows, f"{start:.2f}", f"{width:.2f}"))
        start += width
    return parts


def with_bars(groups: Iterable[dict[str, Any]], outcomes: tuple[str, ...]) -> list[dict[str, Any]]:
    """Each group (rows and outcomes of a list or village) with its `bar`."""
    return [{**group, "bar": stacked({one: group[one] for one in outcomes})} for group in groups]
