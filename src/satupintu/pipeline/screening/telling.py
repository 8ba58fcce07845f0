"""An explanation on a terminal: as text to read, or as JSON for a script."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from satupintu.pipeline.screening.explanations import Explanation, Told

RESULT_WORDS = {
    "passed": ("terpenuhi", "met"),
    "failed": ("tidak terpenuhi", "not met"),
    "unknown": ("belum diketahui", "not known yet"),
    "not_asked": ("belum ditanyakan", "not asked"),
}
OUTCOME_WORDS = {
    "eligible": ("MEMENUHI SYARAT", "ELIGIBLE"),
    "ineligible": ("TIDAK MEMENUHI SYARAT", "NOT ELIGIBLE"),
    "undetermined": ("BELUM DAPAT DIPUTUSKAN", "NOT DECIDED YET"),
}
_UNSEEN = {"Cc", "Cf", "Cs"}  # Unicode's control, format and lone surrogate characters
MARKS = {"passed": "✓", "failed": "✗", "unknown": "?", "not_asked": "–"}


def tell(one: Explanation) -> str:
    """An explanation as text for a terminal or a letter."""
    sheet = f", lembar {one.sheet}" if one.sheet else ""
    lines = [
        f"{one.name or '(tanpa nama)'} · NIK {one.nik or '(tidak terbaca)'} · {one.file}{sheet}, baris {one.row}",
        f"{one.programme}, menurut aturan pada {one.as_of}",
        OUTCOME_WORDS[one.outcome][0],
        *([one.standing] if one.standing else []),
    ]
    for title, group in (("Identitas", one.identity), ("Syarat", one.criteria)):
        if group:
            lines += ["", title]
            lines += [line for told in group for line in tell_one(told)]
    if one.flags:
        lines += ["", "Tanda (tidak mengubah keputusan)", *(f"  ! {sentence}" for _, sentence in one.flags)]
    return "\n".join(map(plain, lines))


def plain(line: str) -> str:
    """A line without what a cell may hold to move a terminal's cursor, colour it or turn its writing around."""
    spaced = " ".join(line.splitlines())
    return "".join(one for one in spaced if unicodedata.category(one) not in _UNSEEN)


def tell_one(told: Told) -> Iterator[str]:
    """A criterion's lines: result, evidence, article, and what would change it."""
    yield f"  {MARKS[told.result]} {told.title}: {RESULT_WORDS[told.result][0]}"
    if told.sentence:
        yield f"      {told.sentence}"
    for one in told.evidence:
        yield f"      bukti: {one.label}: {one.value}"
    if told.citation:
        yield f"      dasar: {told.citation}"
    if told.would_change:
        yield f"      yang mengubahnya: {told.would_change}"


def as_json(found: list[Explanation]) -> str:
    """Explanations as JSON text."""
    return json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1)
