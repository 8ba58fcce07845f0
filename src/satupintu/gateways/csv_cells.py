"""Cells of the CSV files we hand out, written so that a spreadsheet shows them and runs none of them."""

from __future__ import annotations

# Full-width signs too: a spreadsheet may take them for the ordinary ones.
_RUN = ("=", "+", "@", "＝", "＋", "－", "＠", "-")
_BLANK = r"[\t-\r\x{1c}-\x{20}\x{85}\p{Z}]"  # what Python strips


def inert(text: str) -> str:
    """Text that a spreadsheet would take for a formula with an apostrophe before it; any other text as it is."""
    return f"'{text}" if text.lstrip().startswith(_RUN) or text.startswith(("\t", "\r")) else text


def inert_sql(column: str) -> str:
    """The same as an expression of DuckDB's over a column of text; a NIK of digits is not altered."""
    # What begins with a plain letter or a digit begins no formula, and that is quick to see.
    begins = f"{column} >= 'A' AND {column} < '{{' OR {column} >= '0' AND {column} < ':'"
    runs = rf"regexp_matches({column}, '^({_BLANK}*[{''.join(_RUN)}]|[\t\r])')"
    return f"CASE WHEN {begins} THEN {column} WHEN {runs} THEN '''' || {column} ELSE {column} END"
