"""Satu Pintu: one gate for aid to small businesses."""

__version__ = "0.1.0"
