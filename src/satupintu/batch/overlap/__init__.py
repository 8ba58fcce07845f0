"""Overlap: who received what twice or from several programmes, counted over everything that was reported.

aid.parquet ──► receipts.py (batches by NIK) ──► entries.py (of a person and a programme) ──► tally.py (cells by area)
                                                   cells ──► tables.py: matrix, programmes, spread
                      people of forbidden and repeated pairs ──► people.py: their names beside dates and sums
"""
