"""Writes of verification: taking submissions into the queues, confirming, returning, withdrawing, ladders."""

from .deciding import MOST_AT_ONCE, confirm, return_, withdraw
from .ladders import clear_ladder, set_ladder
from .minutes import read_minutes
from .taking_in import take_in

__all__ = [
    "MOST_AT_ONCE",
    "clear_ladder",
    "confirm",
    "read_minutes",
    "return_",
    "set_ladder",
    "take_in",
    "withdraw",
]
