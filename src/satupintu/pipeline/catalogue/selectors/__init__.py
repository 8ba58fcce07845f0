"""What the catalogue's pages show, and what later stages ask of it.

entries    programmes of the folder and reported ones as one list      programme  one programme with its law
listing    budget, places and contact of one                           related    others near it, with the judgement
reported   what agencies said of their own, by version
"""

from .entries import Entry, entries
from .programme import ProgrammePage, programme_page, programmes
from .reported import current_report, current_reports, latest_reports

__all__ = [
    "Entry",
    "ProgrammePage",
    "current_report",
    "current_reports",
    "entries",
    "latest_reports",
    "programme_page",
    "programmes",
]
