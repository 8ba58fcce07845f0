"""The gate to the bank: payment instructions go out as ISO 20022 or CSV, the bank's answer comes back."""

from satupintu.gateways.banks.answers import Answer, AnswerLine, BankAnswerProblem, PaymentState
from satupintu.gateways.banks.distributors import DISTRIBUTORS, Distributor
from satupintu.gateways.banks.instructions import (
    Instruction,
    PaymentFileProblem,
    PaymentHeader,
    canonical_reference,
    payment_reference,
    reference_is_sound,
)
from satupintu.gateways.banks.pain001 import payment_file, schema_errors, write_payment_file
from satupintu.gateways.banks.plain_csv import bank_csv, write_bank_csv
from satupintu.gateways.banks.reading import read_answer

__all__ = [
    "DISTRIBUTORS",
    "Answer",
    "AnswerLine",
    "BankAnswerProblem",
    "Distributor",
    "Instruction",
    "PaymentFileProblem",
    "PaymentHeader",
    "PaymentState",
    "bank_csv",
    "canonical_reference",
    "payment_file",
    "payment_reference",
    "read_answer",
    "reference_is_sound",
    "schema_errors",
    "write_bank_csv",
    "write_payment_file",
]
