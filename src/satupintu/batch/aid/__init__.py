"""Aid as agencies report it, in columns: what a list says, whom it means, and all of the house's in one file."""

from satupintu.batch.aid.matching import KNOWN, Said
from satupintu.batch.aid.settling import RowProblem, Settled, Terms, settle, settle_paid
from satupintu.batch.aid.store import Built, Part, aid_of, build

__all__ = [
    "KNOWN",
    "Built",
    "Part",
    "RowProblem",
    "Said",
    "Settled",
    "Terms",
    "aid_of",
    "build",
    "settle",
    "settle_paid",
]
