"""Overlap: who received what twice or from several programmes, counted over everything that was reported.

aid.parquet ──► receipts.py (batches by NIK) ──► tally.py (cells by area) ──┐
                      │ people to be looked at                              ├──► tables.py: matrix, programmes, …
                      └──────────────► people.py (dates, names, verdicts) ──┘
"""
