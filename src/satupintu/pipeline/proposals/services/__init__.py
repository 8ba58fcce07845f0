"""What can be done with a screened round: sign it off, and issue its decree, name again whose money came back."""

from .decrees import (
    decree_file,
    draft_of,
    draft_pdf,
    issue_decree,
    proposal_file,
    refuse_other_bytes,
    require_own_bank,
)
from .returning import note_came_back
from .signing import sign_off

__all__ = [
    "decree_file",
    "draft_of",
    "draft_pdf",
    "issue_decree",
    "note_came_back",
    "proposal_file",
    "refuse_other_bytes",
    "require_own_bank",
    "sign_off",
]
