"""Programmes and law as data, opened from their folders, beside what agencies report of their own programmes."""
