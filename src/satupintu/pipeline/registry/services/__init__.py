"""Writes of the registry: records admitted, judgements kept and taken back, and who opened what for which purpose."""

from .admission import admit_waiting
from .judging import ask, judge, undo
from .privacy import note_opened, show_nik

__all__ = ["admit_waiting", "ask", "judge", "note_opened", "show_nik", "undo"]
