"""Reads of rounds and their results; every one of them is limited to what the reader may see."""

from .public import public_status

__all__ = ["public_status"]
