"""What can be done with a screened round: sign it off, and issue its decree."""

from .decrees import (
    decree_file,
    draft_of,
    draft_pdf,
    issue_decree,
    proposal_file,
    refuse_other_bytes,
    require_own_bank,
)
from .signing import sign_off

__all__ = [
    "decree_file",
    "draft_of",
    "draft_pdf",
    "issue_decree",
    "proposal_file",
    "refuse_other_bytes",
    "require_own_bank",
    "sign_off",
]
