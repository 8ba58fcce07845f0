"""Programmes and law as data, opened from their folders."""
