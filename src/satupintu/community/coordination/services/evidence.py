"""Files that prove something: looked at, kept once under the hash of their bytes, handed out with a trace."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.pipeline.verification.services.minutes import Minutes, minutes_path, read_minutes

__all__ = ["Minutes", "evidence_file", "kept", "may_open", "read_evidence"]


def read_evidence(file: File | None) -> Minutes | None:
    """A PDF, a photo or a DOCX as it was sent; None for none. Raises Refused for anything else."""
    return read_minutes(file) if file else None


def kept(evidence: Minutes | None, prefix: str = "evidence") -> dict[str, Any]:
    """Writes the file, and gives the two fields of its row; a file without a row is nobody's and harms nobody."""
    if evidence is None:
        return {}
    evidence.keep()
    return {f"{prefix}_name": evidence.name, f"{prefix}_sha256": evidence.sha256}


def may_open(user: User, area: Area, agencies: Collection[str] | None = None) -> bool:
    """Whether a file of the area may be opened; of all agencies' officers by those of `agencies`, None being all."""
    if not can(user, "plan.evidence", area):
        return False
    return agencies is None or user.role != Role.AGENCY_OFFICER or user.agency in agencies


def evidence_file(
    *, by: User, entry: Any, area: Area, sha256: str, agencies: Collection[str] | None = None
) -> Path:
    """The file of a report, a delivery, a decision or a meeting; the look at it is recorded.

    Raises PermissionDenied unless `may_open`, FileNotFoundError where it is gone.
    """
    if not may_open(by, area, agencies):
        raise PermissionDenied("plan.evidence")
    path = minutes_path(sha256)
    if not sha256 or not path.is_file():
        raise FileNotFoundError
    record("plan.evidence", by=by, on=entry, area=area, sha256=sha256)
    return path
