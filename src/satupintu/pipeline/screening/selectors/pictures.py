"""What the pictures of a round are drawn from: a funnel of steps, and one small bar per list or village."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .decisions import Funnel


@dataclass(frozen=True)
class Step:
    """One bar: `rows` of `whole` are left; `lost` fell here, because of `why`; `fell` is the filter for them."""

    label: str
    rows: int
    whole: int
    lost: int
    why: str
    fell: str

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
    words = (
        (_("Baris di daftar"), "", ""),
        (_("NIK terbaca"), _("NIK kosong, salah, atau angkanya hilang"), "readable"),
        (_("Cocok dengan data kependudukan"), _("NIK tidak ditemukan atau atas nama lain"), "matched"),
        (_("Tidak melanggar satu syarat pun"), _("melanggar syarat, atau sudah diusulkan"), "unfailed"),
        (_("Memenuhi syarat"), _("buktinya belum lengkap"), "eligible"),
    )
    before = (funnel.rows, *counts)
    return [
        Step(label, rows, funnel.rows, earlier - rows, why, fell)
        for (label, why, fell), rows, earlier in zip(words, counts, before, strict=False)
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
