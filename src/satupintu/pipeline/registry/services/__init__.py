"""Writes of the registry: records admitted, judgements kept and taken back, a NIK shown for a purpose."""

from .admission import admit_waiting
from .judging import ask, judge, undo
from .privacy import show_nik
from .turns import RegistryProblem

__all__ = ["RegistryProblem", "admit_waiting", "ask", "judge", "show_nik", "undo"]
