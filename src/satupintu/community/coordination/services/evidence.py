"""Files that prove something: looked at, kept once under the hash of their bytes, handed out with a trace."""

from pathlib import Path
from typing import Any

from django.core.files.base import File

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.pipeline.verification.refusal import Refused as MinutesRefused
from satupintu.pipeline.verification.services.minutes import Minutes, minutes_path, read_minutes

from ..refusal import Refused

__all__ = ["Minutes", "evidence_file", "kept", "read_evidence"]


def read_evidence(file: File | None) -> Minutes | None:
    """A PDF, a photo or a DOCX as it was sent; None for none. Raises Refused for anything else."""
    if not file:
        return None
    try:
        return read_minutes(file)
    except MinutesRefused as refusal:
        raise Refused(str(refusal)) from refusal


def kept(evidence: Minutes | None, prefix: str = "evidence") -> dict[str, Any]:
    """Writes the file, and gives the two fields of its row; a file without a row is nobody's and harms nobody."""
    if evidence is None:
        return {}
    evidence.keep()
    return {f"{prefix}_name": evidence.name, f"{prefix}_sha256": evidence.sha256}


def evidence_file(*, by: User, entry: Any, area: Area, sha256: str) -> Path:
    """The file of a report, a delivery, a decision or a meeting; the look at it is recorded.

    Raises PermissionDenied for a role or an area that it is not for, FileNotFoundError where it is gone.
    """
    require(by, "plan.evidence", area)
    path = minutes_path(sha256)
    if not sha256 or not path.is_file():
        raise FileNotFoundError
    record("plan.evidence", by=by, on=entry, area=area, sha256=sha256)
    return path
