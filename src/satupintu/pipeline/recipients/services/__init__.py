"""What recipients' reports do: taken in, answered, withdrawn, judged; the file of all aid kept true to them."""

from ..refusal import Refused
from .judging import judge_match, undo_match
from .payments import note_round
from .refreshing import freshen
from .reporting import (
    Report,
    RowRefusal,
    answer_columns,
    note_download,
    read_again,
    report_aid,
    withdraw_report,
)

__all__ = [
    "Refused",
    "Report",
    "RowRefusal",
    "answer_columns",
    "freshen",
    "judge_match",
    "note_download",
    "note_round",
    "read_again",
    "report_aid",
    "undo_match",
    "withdraw_report",
]
