"""Reads of the registry: which businesses a person may see, one of them whole, and the pairs to be looked at."""

from .businesses import (
    business_by_number,
    numbers_of,
    records_of,
    search_businesses,
    visible_businesses,
)
from .history import Fact, Said, history
from .pairs import candidates, conflicts, visible_judgements, visible_pairs

__all__ = [
    "Fact",
    "Said",
    "business_by_number",
    "candidates",
    "conflicts",
    "history",
    "numbers_of",
    "records_of",
    "search_businesses",
    "visible_businesses",
    "visible_judgements",
    "visible_pairs",
]
