"""What can be done with a decree's payments: instruct the bank, record its answers, hand files out."""

from .answers import (
    AnswerRefused,
    answer_file_of,
    audit_file_of,
    note_exceptions,
    note_waiting,
    record_answer,
)
from .instructions import make_instructions, payment_file_of

__all__ = [
    "AnswerRefused",
    "answer_file_of",
    "audit_file_of",
    "make_instructions",
    "note_exceptions",
    "note_waiting",
    "payment_file_of",
    "record_answer",
]
