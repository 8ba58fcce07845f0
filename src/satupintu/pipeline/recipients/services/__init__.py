"""What recipients' reports do: taken in, answered, withdrawn, judged; the file of all aid kept true to them."""

from .judging import judge_match, undo_match
from .payments import note_round
from .refreshing import forget_erased, freshen
from .reporting import (
    Report,
    RowRefusal,
    answer_columns,
    note_download,
    read_again,
    read_left_behind,
    report_aid,
    restore_report,
    withdraw_report,
)

__all__ = [
    "Report",
    "RowRefusal",
    "answer_columns",
    "forget_erased",
    "freshen",
    "judge_match",
    "note_download",
    "note_round",
    "read_again",
    "read_left_behind",
    "report_aid",
    "restore_report",
    "undo_match",
    "withdraw_report",
]
