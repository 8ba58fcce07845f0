"""Reads the lists in which agencies report who received what: people by `gateways.lists`, and what they received."""

from satupintu.gateways.aid.columns import FIELDS, AidMap
from satupintu.gateways.aid.reading import AidReading, read_aid_list

__all__ = ["FIELDS", "AidMap", "AidReading", "read_aid_list"]
