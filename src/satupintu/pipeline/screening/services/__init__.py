"""Writes: rounds, lists, reference sets, and what is handed out."""
